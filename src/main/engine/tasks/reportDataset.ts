/** The report on a dataset for a model, with what a training step would need of this machine's memory. */

import { mkdirSync } from 'node:fs';
import type { TaskContext, TaskInput, TaskOutput } from '../../../shared/tasks.ts';
import { adapterMethod } from '../adapters/adapterMethod.ts';
import { lora } from '../adapters/lora.ts';
import { bucketSize } from '../adapters/parameters.ts';
import { parseTargets } from '../adapters/targets.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { hashDataset } from '../data/hashDataset.ts';
import { openModelText } from '../data/modelText.ts';
import { fileVersion, requireUnchanged } from '../data/readRows.ts';
import { reportDataset as report } from '../data/report.ts';
import { estimateMemory, lossChunksFor } from '../train/memory.ts';

/** Tokens of a forward pass on a processor, as long as every example fits in. */
const microTokens = 512;

/** @throws AppError what `openBaseModel` and `loadDataset` throw; `bad-data` where the file changes meanwhile */
export async function reportDataset(
  { path, model: modelPath, options, rank, cache, known }: TaskInput<'reportDataset'>,
  { onEvent }: Pick<TaskContext<'reportDataset'>, 'onEvent'>,
): Promise<TaskOutput<'reportDataset'>> {
  const model = openBaseModel(modelPath);
  mkdirSync(cache, { recursive: true });
  const before = fileVersion(path);
  const hash = hashDataset(path);
  if (hash === known) return { hash, report: null };
  const made = await report(
    path,
    openModelText(model.folder),
    { ...options, maxLength: Math.min(options.maxLength, model.config.maxPositions), cache },
    {
      ...(rank !== null && { memoryAt: (limit) => stepMemory(model, rank, limit) }),
      onProgress: (share) => onEvent({ share }),
    },
  );
  requireUnchanged(path, before);
  return { hash, report: made };
}

/** Bytes of a step that trains every linear layer at `rank` on examples of up to `longest` tokens. */
function stepMemory(model: BaseModel, rank: number, longest: number): number {
  const tokens = Math.max(microTokens, longest);
  const targets = parseTargets(model, 'all-linear');
  const settings = { rank, targets, alpha: rank, useRslora: false, dropout: 0, loraplusRatio: 1 };
  const method = adapterMethod(lora, settings);
  return estimateMemory({
    ...{ model, method, longest },
    trainable: method.buckets(model).reduce((sum, bucket) => sum + bucketSize(bucket), 0),
    recompute: 'cheap',
    microTokens: tokens,
    lossChunks: lossChunksFor(tokens, model.config.vocabulary),
  });
}
