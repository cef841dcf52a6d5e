/** The report on a dataset for a model, with what a training step would need of this machine's memory. */

import { mkdirSync } from 'node:fs';
import { completeRunConfig } from '../../../shared/runConfig.ts';
import type { TaskContext, TaskInput, TaskOutput } from '../../../shared/tasks.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { hashDataset } from '../data/hashDataset.ts';
import { openModelText } from '../data/modelText.ts';
import { fileVersion, requireUnchanged } from '../data/readRows.ts';
import { reportDataset as report } from '../data/report.ts';
import { sumOf } from '../train/memory.ts';
import { planPasses } from '../train/plan.ts';

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

/** Bytes of a step of a run at `rank`, all else as it comes, on examples of up to `longest` tokens. */
function stepMemory(model: BaseModel, rank: number, longest: number): number {
  const config = completeRunConfig({ model: model.folder.path, data: '-', rank, microTokens });
  const { memory } = planPasses(model, config, longest, { device: { kind: 'cpu' }, freeBytes: 0 });
  return Math.round(sumOf(memory));
}
