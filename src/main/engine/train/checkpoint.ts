/** A run's state between two steps, on disk: whole or not there at all, and proven whole before it is used. Made to be imported as `checkpoints`. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { makeFolder, temporarySibling, writeFileAtomic, writeFolderAtomic } from '../formats/atomic.ts';
import { hashFile } from '../formats/hash.ts';
import { readJsonObject } from '../formats/json.ts';
import { readTensor } from '../formats/readTensor.ts';
import { floatSource, openSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import { type Progress, progressSchema } from './progress.ts';
import type { BucketState, TrainState } from './trainState.ts';

const vectors = ['theta', 'm', 'v'] as const;
/** What stays as it starts has no moments. */
const vectorsOf = (state: BucketState) => vectors.filter((name) => state[name].length > 0);
const [stateFile, progressFile] = ['state.safetensors', 'progress.json'];

/** Where the run with the folder `out` keeps its checkpoints. */
export const checkpointsIn = (out: string): string => join(out, 'checkpoints');

/** The folder of step `step` inside `folder`, zero-padded so that names sort. */
export function pathOf(folder: string, step: number): string {
  return join(folder, `step-${String(step).padStart(8, '0')}`);
}

/** A checkpoint on disk. */
export interface Saved {
  readonly path: string;
  readonly bytes: number;
}

/** Writes parameters, both moments and `progress`; where the step is saved already, `progress` alone. */
export async function save(folder: string, trainState: TrainState, progress: Progress): Promise<Saved> {
  const path = pathOf(folder, progress.step);
  if (existsSync(path)) writeProgress(path, progress, hashFile(join(path, stateFile)));
  else {
    makeFolder(folder);
    await writeFolderAtomic(path, (temporary) => {
      const tensors = trainState.state.flatMap((state, i) =>
        vectorsOf(state).map((name) => floatSource(`${name}.${i}`, [state[name].length], state[name])),
      );
      writeSafetensors(join(temporary, stateFile), tensors);
      writeProgress(temporary, progress, hashFile(join(temporary, stateFile)));
    });
  }
  return { path, bytes: sizeOf(path) };
}

/** The hash covers both files: a progress that belongs to another state is as bad as a damaged one. */
function writeProgress(folder: string, progress: Progress, stateHash: string): void {
  const hash = hashOf(progress, stateHash);
  writeFileAtomic(join(folder, progressFile), `${JSON.stringify({ hash, progress })}\n`);
}

function hashOf(progress: unknown, stateHash: string): string {
  return createHash('sha256')
    .update(`${stateHash}\n${JSON.stringify(progress)}`)
    .digest('hex');
}

/** Bytes of a checkpoint. */
function sizeOf(path: string): number {
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

/** Fills `trainState` from a checkpoint. @throws AppError `bad-adapter` where it is damaged or is another run's */
export function load(path: string, trainState: TrainState): Progress {
  const progress = verify(path);
  const tensors = openSafetensors(join(path, stateFile), 'bad-adapter');
  trainState.state.forEach((state, i) => {
    for (const name of vectorsOf(state)) fill(state, name, `${name}.${i}`);
  });
  trainState.updates = progress.step;
  return progress;

  function fill(state: BucketState, name: (typeof vectors)[number], tensor: string): void {
    const info = tensors.get(tensor);
    if (info?.dtype !== 'F32' || info.shape[0] !== state[name].length)
      throw new AppError(
        'bad-adapter',
        say`${path}: ${tensor} has ${info?.shape[0] ?? 'no'} numbers where this run has ${state[name].length}`,
        say`The checkpoint belongs to a run with other settings: start anew.`,
      );
    state[name].set(readTensor(info));
  }
}

/** A checkpoint's progress, once its files are what was written. @throws AppError `bad-adapter`, `not-found`, `disk` */
export function verify(path: string): Progress {
  const file = join(path, progressFile);
  const { hash, progress } = readJsonObject(file, 'bad-adapter');
  const damaged = (found: Sentence) =>
    new AppError('bad-adapter', say`${path}: ${found}`, say`Start the run anew.`);
  if (hash !== hashOf(progress, hashFile(join(path, stateFile))))
    throw damaged(say`its files are not those that were written`);
  const parsed = progressSchema.safeParse(progress);
  if (!parsed.success) throw damaged(say`${progressFile}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

/** What the latest checkpoint says of the run, proven or not; undefined: nothing readable. */
export function lastProgress(folder: string): Progress | undefined {
  const step = stepsIn(folder).at(-1);
  if (step === undefined) return undefined;
  try {
    const { progress } = readJsonObject(join(pathOf(folder, step), progressFile), 'bad-adapter');
    return progressSchema.safeParse(progress).data;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** Steps there are checkpoints of, ascending. */
export function stepsIn(folder: string): readonly number[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^step-\d+$/.test(name));
  return names.map((name) => Number(name.slice('step-'.length))).sort((a, b) => a - b);
}

/** Removes a checkpoint; killed half-way, it leaves something to tidy, not something that looks damaged. */
export function remove(folder: string, step: number): void {
  const path = pathOf(folder, step);
  const temporary = temporarySibling(path);
  renameSync(path, temporary);
  rmSync(temporary, { recursive: true, force: true });
}
