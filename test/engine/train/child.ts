/**
 * Trains in a process of its own, for tests that kill it or take its disk away.
 * Argument: a {@link ChildTask} as JSON. Prints one JSON object a line: the events, then `done` or `error`, then `files`.
 */

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { resume, train } from '../../../src/main/engine/train/train.ts';
import { AppError } from '../../../src/shared/errors.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import type { RunConfig } from '../../../src/shared/runConfig.ts';

export interface ChildTask {
  /** Undefined: resume what is in `out`. */
  readonly config?: RunConfig;
  readonly out: string;
  /** After the event of this type (the `count`th) only `bytes` more fit on the disk. */
  readonly squeeze?: {
    readonly after: TrainEvent['type'];
    readonly count: number;
    readonly bytes: number;
    /** The disk to fill with a file; undefined: a limit of this process on the size of any file. */
    readonly disk?: string;
  };
  /** Gives up the rights of the superuser first. */
  readonly unprivileged?: boolean;
}

const task = JSON.parse(process.argv[2]!) as ChildTask;
const { config, out, squeeze, unprivileged } = task;
// Written at once, so that whoever kills this process after a line knows how far it was.
const print = (value: unknown): unknown => writeSync(1, `${JSON.stringify(value)}\n`);

let seen = 0;
function onEvent(event: TrainEvent): void {
  print(event);
  if (!squeeze || event.type !== squeeze.after || ++seen !== squeeze.count) return;
  const { disk, bytes } = squeeze;
  if (disk === undefined) spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}`]);
  else {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), new Uint8Array(bavail * bsize - bytes));
  }
}

if (unprivileged && process.getuid?.() === 0) process.setuid?.(65_534);
try {
  print({
    type: 'done',
    result: await (config ? train(config, { out, onEvent }) : resume({ out, onEvent })),
  });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  print({ type: 'error', code: error.code, message: error.message, hint: error.hint });
}
if (squeeze?.disk !== undefined) rmSync(join(squeeze.disk, 'filler'), { force: true });
print({ type: 'files', files: filesIn(out) });

function filesIn(folder: string): string[] {
  try {
    return (readdirSync(folder, { recursive: true }) as string[]).sort();
  } catch {
    return []; // not even made
  }
}
