/** What a run trains, takes and does, reckoned once: for the run itself, and quick enough to follow every edit of its settings. */

import type { RunConfig } from '../../../shared/runConfig.ts';
import { methodOf } from '../adapters/kinds.ts';
import type { Method } from '../adapters/method.ts';
import { type Bucket, bucketSize } from '../adapters/parameters.ts';
import { smallestSide } from '../adapters/targets.ts';
import { trainedModel } from '../adapters/wholeTensors.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Objective } from '../objectives/objective.ts';
import { sft } from '../objectives/sft.ts';
import { planWork, type RunLengths, type WorkPlan } from './measurements.ts';
import { type Capacity, type MemoryParts, type MemoryQuestion, memoryParts, passSizes } from './memory.ts';
import type { LossParts } from './trainingGraph.ts';

/** What every run learns so far, and what is measured of a model. */
export const usualObjective: Objective = sft;

/** What is trained, and how its passes fit into memory. */
export interface PassPlan extends LossParts {
  /** With embeddings and head told apart where one of them is trained. */
  readonly model: BaseModel;
  readonly method: Method;
  readonly objective: Objective;
  readonly buckets: readonly Bucket[];
  readonly trainable: number;
  /** Parameters of the model and the adapter together. */
  readonly total: number;
  /** Of what is left at the end: the adapter, or the whole model. */
  readonly resultBytes: number;
  /** Smaller side of the smallest adapted layer; null for full fine-tuning. */
  readonly smallestSide: number | null;
  readonly microTokens: number;
  /** What memory a pass takes depends on, besides the pass. */
  readonly memoryQuestion: Omit<MemoryQuestion, 'microTokens' | 'longest'>;
  /** At the peak of a step. */
  readonly memory: MemoryParts;
}

export interface RunPlan extends PassPlan, WorkPlan {}

/**
 * @param longest tokens of the longest example
 * @throws AppError `bad-config` for targets that no layer has
 */
export function planPasses(
  base: BaseModel,
  config: RunConfig,
  longest: number,
  capacity: Capacity,
): PassPlan {
  const model = trainedModel(base, config);
  const { recompute, batchTokens } = config;
  const method = methodOf(config, model);
  const objective = usualObjective;
  const adapted = method.adapted(model);
  const buckets = method.buckets(model);
  const trainable = buckets.reduce((sum, bucket) => sum + bucketSize(bucket), 0);
  const question = { model, trainable, method, objective, recompute };
  const wanted = { batchTokens, microTokens: config.microTokens };
  const { microTokens, ...parts } = passSizes({ ...question, longest }, wanted, capacity);
  const memoryQuestion = { ...question, ...parts };
  return {
    model,
    method,
    objective,
    buckets,
    trainable,
    microTokens,
    ...parts,
    memoryQuestion,
    total: model.parameters + (adapted.length > 0 ? trainable : 0),
    resultBytes: 4 * trainable,
    smallestSide: adapted.length > 0 ? smallestSide(adapted) : null,
    memory: memoryParts({ ...memoryQuestion, microTokens: Math.max(microTokens, longest), longest }),
  };
}

/**
 * @param prompts answered at each measurement
 * @throws AppError `bad-config` for targets that no layer has
 */
export function planRun(
  model: BaseModel,
  config: RunConfig,
  lengths: RunLengths & { readonly longest: number },
  { prompts, ...capacity }: Capacity & { readonly prompts: number },
): RunPlan {
  return {
    ...planPasses(model, config, lengths.longest, capacity),
    ...planWork(config, lengths, prompts),
  };
}
