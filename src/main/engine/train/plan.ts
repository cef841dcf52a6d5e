/** What a run trains, takes and does, reckoned once: for the run itself, and quick enough to follow every edit of its settings. */

import type { RunConfig } from '../../../shared/runConfig.ts';
import { adaptedModules, type LoraConfig, loraBuckets, parseTargets } from '../adapters/lora.ts';
import { type Bucket, bucketSize, fullBuckets } from '../adapters/parameters.ts';
import type { BaseModel } from '../baseModel.ts';
import { planWork, type RunLengths, type WorkPlan } from './measurements.ts';
import {
  type Capacity,
  type MemoryParts,
  type MemoryQuestion,
  memoryParts,
  passSizes,
  smallestSide,
} from './memory.ts';

/** What is trained, and how its passes fit into memory. */
export interface PassPlan {
  /** Undefined: full fine-tuning. */
  readonly lora: LoraConfig | undefined;
  readonly buckets: readonly Bucket[];
  readonly trainable: number;
  /** Parameters of the model and the adapter together. */
  readonly total: number;
  /** Of what is left at the end: the adapter, or the whole model. */
  readonly resultBytes: number;
  /** Smaller side of the smallest adapted layer; null for full fine-tuning. */
  readonly smallestSide: number | null;
  readonly microTokens: number;
  readonly lossChunks: number;
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
  model: BaseModel,
  config: RunConfig,
  longest: number,
  capacity: Capacity,
): PassPlan {
  const { rank, recompute, batchTokens } = config;
  const targets = parseTargets(config.targets);
  const lora = config.method === 'lora' ? { ...config, targets } : undefined;
  const buckets = lora ? loraBuckets(adaptedModules(model.config, targets), lora) : fullBuckets(model);
  const trainable = buckets.reduce((sum, bucket) => sum + bucketSize(bucket), 0);
  const question = { model, trainable, rank: lora ? rank : 0, targets, recompute };
  const wanted = { batchTokens, microTokens: config.microTokens };
  const { microTokens, lossChunks } = passSizes({ ...question, longest }, wanted, capacity);
  const memoryQuestion = { ...question, lossChunks };
  return {
    ...{ lora, buckets, trainable, microTokens, lossChunks, memoryQuestion },
    total: model.parameters + (lora ? trainable : 0),
    resultBytes: 4 * trainable,
    smallestSide: lora ? smallestSide(model.config, targets) : null,
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
