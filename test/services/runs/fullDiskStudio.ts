/**
 * A studio whose database lies on a disk that gets full while its run trains, and later has room again.
 * Argument: a {@link FullDiskTask} as JSON. Prints a {@link FullDiskCourse} as JSON.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, statfsSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createServices } from '../../../src/main/services/index.ts';
import type { RunDetail } from '../../../src/shared/records/runs.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';

export interface FullDiskTask {
  /** Where the small disk is mounted: the home folder. */
  readonly home: string;
  readonly config: RunConfigInput;
  /** Folder on another disk for what runs write themselves; undefined: it lies in the home too. */
  readonly runs?: string;
}

export interface FullDiskCourse {
  /** What a change answered while the disk was full: code, message and hint. */
  readonly refused: { readonly code: string; readonly message: string; readonly hint: string };
  /** How many runs were listed meanwhile. */
  readonly listed: number;
  /** Steps the store knew of at the beginning and at the end of that time, and those the run had told by then. */
  readonly known: readonly [number, number];
  readonly told: number;
  /** What was told live while it lasted, in words. */
  readonly live: readonly string[];
  /** The run as it was found once there was room: what it told up to its end, or to its pause. */
  readonly found: Pick<RunDetail, 'state' | 'error'>;
  readonly log: readonly string[];
  readonly steps: readonly number[];
  readonly weights: string;
  readonly second: string;
  readonly integrity: unknown;
}

const { home, config, runs } = JSON.parse(process.argv[2]!) as FullDiskTask;
if (runs !== undefined) symlinkSync(runs, join(home, 'runs'));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const { methods, subscribe, close } = createServices({ home });
const live: string[] = [];
subscribe((event, payload) => {
  if (event === 'runs.logged') live.push((payload as { entry: { message: string } }).entry.message);
});

const request = { name: '', config, parentId: null, prompts: [] };
const { id } = await methods['runs.start']({ ...request, queue: false });
const second = (await methods['runs.start']({ ...request, config: { ...config, steps: 2 }, queue: true })).id;
const now = () => methods['runs.get']({ id });
while ((await now()).checkpoints.length === 0) await pause(10);

const filler = join(home, 'filler');
fill();
const unnoted = 'cannot be noted just now';
while (!live.some((message) => message.includes(unnoted))) await pause(20);
const { step: before, out } = await now();
// Longer than the round in which the studio looks after its queue.
for (const until = Date.now() + 3000; Date.now() < until; ) {
  fill();
  await pause(50);
}
const refused = await methods['runs.update']({ id, notes: 'x'.repeat(50_000) }).then(
  () => ({ code: '', message: 'noted', hint: '' }),
  ({ code, message, hint }) => ({ code, message, hint }),
);
const listed = (await methods['runs.active'](undefined)).length;
const known = [before, (await now()).step] as const;
const told = Number(/"step":(\d+)/.exec(lastStepLine(out))?.[1] ?? 0);
const liveThen = [...live];

rmSync(filler);
while ((await now()).state === 'running') await pause(20);
const { state, error } = await now();
if (state !== 'done') await methods['runs.resume']({ id });
for (const each of [id, second]) while (!(await over(each))) await pause(20);
const { step: steps } = await methods['runs.metrics']({ id, from: 0, to: null, points: 4000 });
const log = (await methods['runs.log']({ id })).map(({ message }) => message);
const secondState = (await methods['runs.get']({ id: second })).state;
await close();

const reader = new Database(join(home, 'lowrank.db'), { readonly: true });
const integrity = reader.pragma('integrity_check', { simple: true });
reader.close();
const weights = createHash('sha256')
  .update(readFileSync(join(out, 'adapter_model.safetensors')))
  .digest('hex');
const course: FullDiskCourse = {
  ...{ refused, listed, known, told, live: liveThen, found: { state, error } },
  ...{ log, steps, weights, second: secondState, integrity },
};
console.log(JSON.stringify(course));
process.exit(0);

/** To the last byte. */
function fill(): void {
  const descriptor = openSync(filler, 'a');
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(home);
      writeSync(descriptor, new Uint8Array(Math.max(bsize, bavail * bsize)));
    }
  } catch {
    // Full.
  } finally {
    closeSync(descriptor);
  }
}

async function over(run: string): Promise<boolean> {
  return ['done', 'failed', 'cancelled'].includes((await methods['runs.get']({ id: run })).state);
}

function lastStepLine(folder: string): string {
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n');
  return lines.findLast((line) => line.includes('"type":"step"')) ?? '';
}
