/** What the services put into a run's folder and read from it; the rest of it is the training process's own. */

import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type RunJob, type RunLine, runFiles } from '../../../shared/runJob.ts';
import { say } from '../../../shared/sentence.ts';
import { diskError, makeFolder, writeFileAtomic } from '../../engine/index.ts';
import { type ProcessEnd, processEndSchema } from '../process/processEnd.ts';

/** What a run's folder says of the run besides what its process needs: enough to note it again in a lost database. */
export interface NotedJob extends RunJob {
  readonly name: string;
  readonly model: string;
  readonly data: string;
  readonly createdAt: number;
}

const eventsIn = (out: string) => join(out, runFiles.events);
export const stderrIn = (out: string): string => join(out, runFiles.errors);

/** Makes the folder, which must be new or empty, and puts the job into it. @throws AppError `exists`, `disk` */
export function prepareFolder(out: string, job: NotedJob): void {
  makeFolder(out);
  try {
    if (readdirSync(out).length > 0)
      throw new AppError(
        'exists',
        say`${out} already exists and is not empty`,
        say`Choose a new folder or empty it first.`,
      );
  } catch (cause) {
    throw diskError(cause, out, 'write');
  }
  writeFileAtomic(join(out, runFiles.job), `${JSON.stringify(job, undefined, 2)}\n`);
}

/** Asks the process that trains here to save and end. */
export function requestStop(out: string): void {
  if (existsSync(out)) writeFileSync(join(out, runFiles.stop), '');
}

/** The next process is not meant by what was asked of the last one, nor by how that one ended. */
export function clearEnd(out: string): void {
  for (const name of [runFiles.stop, runFiles.errors, runFiles.end]) rmSync(join(out, name), { force: true });
}

/** Notes how the process ended, for whoever asks why it is gone; `lastLines` is what no file has taken. */
export function noteProcessEnd(out: string, end: ProcessEnd, lastLines: string): void {
  try {
    if (lastLines !== '') appendFileSync(stderrIn(out), lastLines);
    writeFileSync(join(out, runFiles.end), JSON.stringify(end));
  } catch {
    // A full disk, or a folder that is gone, takes the last words along, not the studio.
  }
}

/** Undefined where nobody saw the process end. */
export function processEndIn(out: string): ProcessEnd | undefined {
  try {
    return processEndSchema.parse(JSON.parse(readFileSync(join(out, runFiles.end), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Cuts off the line that a killed process did not finish. @returns bytes of the file now */
export function trimEvents(out: string): number {
  const file = eventsIn(out);
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(file, whole);
  return whole;
}

const mostAtOnce = 4 * 2 ** 20;

/** Whole lines of the event file, without those that are none of ours. */
export interface Lines {
  readonly lines: readonly RunLine[];
  /** Where the next ones begin. */
  readonly next: number;
}

/** The whole lines from byte `from` on, up to byte `to`; not all at once where there are many. */
export function readEventLines(out: string, from: number, to = Number.POSITIVE_INFINITY): Lines {
  let descriptor: number;
  try {
    descriptor = openSync(eventsIn(out), 'r');
  } catch {
    return { lines: [], next: from }; // nothing was told yet, or the folder is gone
  }
  try {
    const end = Math.min(to, fstatSync(descriptor).size);
    const length = Math.min(mostAtOnce, Math.max(0, end - from));
    const buffer = Buffer.allocUnsafe(length);
    const count = readSync(descriptor, buffer, 0, length, from);
    const whole = buffer.subarray(0, count).lastIndexOf(0x0a) + 1;
    const text = buffer.toString('utf8', 0, whole);
    return { lines: text.split('\n').flatMap((line) => parse(line) ?? []), next: from + whole };
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined for what is no line of ours: cut off by a crash, or written by a newer program. */
function parse(text: string): RunLine | undefined {
  try {
    const line = JSON.parse(text) as RunLine;
    return typeof line?.at === 'number' ? line : undefined;
  } catch {
    return undefined;
  }
}

/** When the process last showed that it lives, in ms since 1970; 0: never. */
export function lastSign(out: string): number {
  return statSync(eventsIn(out), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const lastWordsLength = 4000;

/** The end of what the process wrote to stderr. */
export function lastWordsIn(out: string): string {
  try {
    return readFileSync(stderrIn(out), 'utf8').slice(-lastWordsLength).trim();
  } catch {
    return '';
  }
}

/** Whether there is anything to go on from. */
export function hasCheckpoint(out: string): boolean {
  try {
    return readdirSync(join(out, 'checkpoints')).some((name) => /^step-\d+$/.test(name));
  } catch {
    return false;
  }
}

/** What a run leaves besides its history. */
const weights = /^(checkpoints|adapter_.*|model.*\.safetensors|.*\.tmp)$/;

/** Deletes checkpoints and results; what tells the run's history stays. */
export function removeWeights(out: string): void {
  if (!existsSync(out)) return;
  for (const name of readdirSync(out))
    if (weights.test(name)) rmSync(join(out, name), { recursive: true, force: true });
}
