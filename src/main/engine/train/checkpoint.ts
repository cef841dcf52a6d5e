/** A run's state between two steps, on disk: whole or not there at all. Made to be imported as `checkpoints`. */

import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { writeFileAtomic, writeFolderAtomic } from '../formats/atomic.ts';
import { readJsonObject } from '../formats/json.ts';
import { readTensor } from '../formats/readTensor.ts';
import { floatSource, openSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import type { BucketState, Learner } from './learner.ts';
import { makeFolder } from './runFolder.ts';

/** What is saved beside the vectors; with the run's config it fixes every step that follows. */
const progressSchema = z.strictObject({
  /** Steps taken. Data order and dropout follow from it and the seed. */
  step: z.int().min(0),
  /** Held-out loss at this step, where it was measured. */
  heldOutLoss: z.number().nullable(),
  /** The best step so far and its held-out loss. */
  best: z.strictObject({ step: z.int().min(0), heldOutLoss: z.number() }).nullable(),
  heldOutLossBefore: z.number().nullable(),
});

export type Progress = z.infer<typeof progressSchema>;

const vectors = ['theta', 'm', 'v'] as const;

/** The folder of step `step` inside `folder`, zero-padded so that names sort. */
export function pathOf(folder: string, step: number): string {
  return join(folder, `step-${String(step).padStart(8, '0')}`);
}

/** A checkpoint on disk. */
export interface Saved {
  readonly path: string;
  readonly bytes: number;
}

/** Writes parameters, both moments and `progress`; a checkpoint of the same step is kept as it is. */
export async function save(folder: string, learner: Learner, progress: Progress): Promise<Saved> {
  const path = pathOf(folder, progress.step);
  if (existsSync(path)) return { path, bytes: sizeOf(path) };
  makeFolder(folder);
  await writeFolderAtomic(path, (temporary) => {
    const tensors = learner.state.flatMap((state, i) =>
      vectors.map((name) => floatSource(`${name}.${i}`, [state[name].length], state[name])),
    );
    writeSafetensors(join(temporary, 'state.safetensors'), tensors);
    writeFileAtomic(join(temporary, 'progress.json'), JSON.stringify(progress));
  });
  return { path, bytes: sizeOf(path) };
}

function sizeOf(path: string): number {
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

/** Fills `learner` from a checkpoint. */
export function load(path: string, learner: Learner): Progress {
  const progress = readProgress(path);
  const tensors = openSafetensors(join(path, 'state.safetensors'), 'bad-adapter');
  learner.state.forEach((state, i) => {
    for (const name of vectors) fill(state, name, `${name}.${i}`);
  });
  learner.updates = progress.step;
  return progress;

  function fill(state: BucketState, name: (typeof vectors)[number], tensor: string): void {
    const info = tensors.get(tensor);
    if (info?.dtype !== 'F32' || info.shape[0] !== state[name].length)
      throw new AppError(
        'bad-adapter',
        `${path}: ${tensor} has ${info?.shape[0] ?? 'no'} numbers where this run has ${state[name].length}`,
        'The checkpoint belongs to a run with other settings: start anew.',
      );
    state[name].set(readTensor(info));
  }
}

/** The latest checkpoint in `folder`, or undefined. */
export function latest(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const name = names(folder).at(-1);
  return name && join(folder, name);
}

/** Removes all checkpoints but those of the steps given. @returns the steps of those removed */
export function prune(folder: string, keep: readonly number[]): readonly number[] {
  const kept = new Set(keep.map((step) => basename(pathOf(folder, step))));
  const removed = names(folder).filter((name) => !kept.has(name));
  for (const name of removed) rmSync(join(folder, name), { recursive: true, force: true });
  return removed.map((name) => Number(name.slice('step-'.length)));
}

function names(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^step-\d+$/.test(name))
    .sort();
}

function readProgress(path: string): Progress {
  const file = join(path, 'progress.json');
  const parsed = progressSchema.safeParse(readJsonObject(file, 'bad-adapter'));
  if (parsed.success) return parsed.data;
  throw new AppError(
    'bad-adapter',
    `${file} is damaged: ${parsed.error.issues[0]?.message}`,
    'Start the run anew.',
  );
}
