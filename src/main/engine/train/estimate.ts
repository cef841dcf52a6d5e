/** What a run would train and need, from its settings and the model's sizes alone: quick enough to follow every edit. */

import type { RunConfig } from '../../../shared/runConfig.ts';
import { methodOf } from '../adapters/kinds.ts';
import { bucketSize } from '../adapters/parameters.ts';
import { smallestSide } from '../adapters/targets.ts';
import type { BaseModel } from '../baseModel.ts';
import { parseDevice } from '../runtime/devices.ts';
import { chooseMicroTokens, lossChunksFor, type MemoryParts, memoryParts } from './memory.ts';

export interface Estimate {
  readonly trainable: number;
  /** Parameters of the model and the adapter together. */
  readonly total: number;
  /** Of what is left at the end: the adapter, or the whole model. */
  readonly resultBytes: number;
  /** Smaller side of the smallest adapted layer; null for full fine-tuning. */
  readonly smallestSide: number | null;
  readonly microTokens: number;
  readonly memory: MemoryParts;
}

/**
 * @param device as `--device` takes it, but not auto
 * @param longest tokens of the longest example
 * @throws AppError `bad-config` for targets that no layer has
 */
export function estimateRun(model: BaseModel, config: RunConfig, device: string, longest: number): Estimate {
  const { recompute, batchTokens } = config;
  const method = methodOf(config, model);
  const adapted = method.adapted(model);
  const buckets = method.buckets(model);
  const trainable = buckets.reduce((sum, bucket) => sum + bucketSize(bucket), 0);
  const question = { model, trainable, method, recompute, longest };
  const microTokens =
    config.microTokens ?? chooseMicroTokens(parseDevice(device) ?? { kind: 'cpu' }, batchTokens, question);
  const lossChunks = lossChunksFor(Math.max(microTokens, longest), model.config.vocabulary);
  return {
    trainable,
    total: model.parameters + (adapted.length > 0 ? trainable : 0),
    resultBytes: 4 * trainable,
    smallestSide: adapted.length > 0 ? smallestSide(adapted) : null,
    microTokens,
    memory: memoryParts({ ...question, microTokens: Math.max(microTokens, longest), lossChunks }),
  };
}
