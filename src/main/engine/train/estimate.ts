/** What a run would train and need, from its settings and the model's sizes alone: quick enough to follow every edit. */

import type { RunConfig } from '../../../shared/runConfig.ts';
import { adaptedModules, loraBuckets, parseTargets } from '../adapters/lora.ts';
import { bucketSize, fullBuckets } from '../adapters/parameters.ts';
import type { BaseModel } from '../baseModel.ts';
import { parseDevice } from '../runtime/devices.ts';
import { chooseMicroTokens, lossChunksFor, type MemoryParts, memoryParts, smallestSide } from './memory.ts';

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
  const { rank, recompute, batchTokens } = config;
  const targets = parseTargets(config.targets);
  const lora = config.method === 'lora';
  const buckets = lora
    ? loraBuckets(adaptedModules(model.config, targets), { ...config, targets })
    : fullBuckets(model);
  const trainable = buckets.reduce((sum, bucket) => sum + bucketSize(bucket), 0);
  const question = { model, trainable, rank: lora ? rank : 0, targets, recompute, longest };
  const microTokens =
    config.microTokens ?? chooseMicroTokens(parseDevice(device) ?? { kind: 'cpu' }, batchTokens, question);
  const lossChunks = lossChunksFor(Math.max(microTokens, longest), model.config.vocabulary);
  return {
    trainable,
    total: model.parameters + (lora ? trainable : 0),
    resultBytes: 4 * trainable,
    smallestSide: lora ? smallestSide(model.config, targets) : null,
    microTokens,
    memory: memoryParts({ ...question, microTokens: Math.max(microTokens, longest), lossChunks }),
  };
}
