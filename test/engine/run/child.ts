/**
 * Trains in a process of its own, for tests that kill it or take its disk away.
 * Argument: a {@link ChildTask} as JSON. Prints one JSON object a line: the events, then `done` or `error`, then `files`.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { resume, train } from '../../../src/main/engine/run/train.ts';
import { AppError } from '../../../src/shared/errors.ts';
import type { TrainEvent, TrainResult } from '../../../src/shared/events.ts';
import type { RunConfig } from '../../../src/shared/runConfig.ts';

/** A disk that gets full. */
export interface Squeeze {
  /** It happens at the `count`th event of this type. */
  readonly at: TrainEvent['type'];
  readonly count: number;
  /** What fits from then on. */
  readonly bytes: number;
  /** Where the disk is mounted that is filled; undefined: a limit on the size of each file this process writes. */
  readonly disk?: string;
}

export interface ChildTask {
  readonly config: RunConfig;
  readonly out: string;
  /** Where it fails or pauses for this, the disk is emptied and the run resumed. */
  readonly squeeze?: Squeeze;
  /** No more than these bytes of address space can be had besides what is taken before the run begins. */
  readonly memoryBytes?: number;
  /** Gives up the rights of the superuser first. */
  readonly unprivileged?: boolean;
}

const { config, out, squeeze, memoryBytes, unprivileged } = JSON.parse(process.argv[2]!) as ChildTask;

// Written at once, so that whoever kills this process after a line knows how far it was.
const print = (value: unknown): unknown => writeSync(1, `${JSON.stringify(value)}\n`);

const limitFiles = (bytes: number | 'unlimited') =>
  spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);

function fill({ disk, bytes }: Squeeze): void {
  if (disk === undefined) return void limitFiles(bytes);
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), new Uint8Array(Math.max(0, bavail * bsize - bytes)));
}

function empty({ disk }: Squeeze): void {
  if (disk === undefined) limitFiles('unlimited');
  else rmSync(join(disk, 'filler'), { force: true });
}

function limitMemory(more: number): void {
  const taken = 1024 * Number(/VmSize:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  spawnSync('prlimit', ['--pid', String(process.pid), `--as=${taken + more}:`]);
}

let seen = 0;
function onEvent(event: TrainEvent): void {
  print(event);
  if (event.type === squeeze?.at && ++seen === squeeze.count) fill(squeeze);
}

/** Whether it came to an end. */
async function told(run: () => Promise<TrainResult>): Promise<boolean> {
  try {
    const result = await run();
    print({ type: 'done', result });
    return result.reason === undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    print({ type: 'error', code: error.code, message: error.message, hint: error.hint });
    return false;
  } finally {
    print({ type: 'files', files: filesIn(out), metrics: readText(join(out, 'metrics.jsonl')) });
  }
}

function filesIn(folder: string): string[] {
  try {
    return (readdirSync(folder, { recursive: true }) as string[]).sort();
  } catch {
    return []; // not even made
  }
}

function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

if (unprivileged && process.getuid?.() === 0) process.setuid?.(65_534);
if (memoryBytes !== undefined) limitMemory(memoryBytes);
const done = await told(() => train(config, { out, onEvent }));
if (!done && squeeze) {
  empty(squeeze);
  if (filesIn(out).length > 0) await told(() => resume({ out, onEvent }));
}
