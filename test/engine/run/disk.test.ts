/** A disk that is full or may not be written ends a run with a clear error, and leaves whole files only. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { train } from '../../../src/main/engine/run/train.ts';
import { AppError, type ErrorCode } from '../../../src/shared/errors.ts';
import type { TrainResult } from '../../../src/shared/events.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import {
  expectError,
  failureOf,
  metricsOf,
  newFolder,
  newPath,
  runOf,
  scratch,
  settings,
} from '../train/support.ts';
import type { ChildTask, Squeeze } from './child.ts';

/** A line of the child's that is no event. */
type Line =
  | { readonly type: 'error'; readonly code: ErrorCode; readonly message: string; readonly hint: string }
  | { readonly type: 'files'; readonly files: readonly string[]; readonly metrics: string }
  | { readonly type: 'done'; readonly result: TrainResult };

/** What one attempt of the child came to. */
interface Outcome {
  readonly result: TrainResult | undefined;
  readonly error: AppError | undefined;
  /** Names of everything in the output folder afterwards. */
  readonly files: readonly string[];
  /** metrics.jsonl as it was then. */
  readonly metrics: string;
}

const node = [process.execPath, join(import.meta.dirname, 'child.ts')];

function outcomesOf(task: ChildTask, wrapper: readonly string[] = []): readonly Outcome[] {
  const [command = '', ...args] = [...wrapper, ...node, JSON.stringify(task)];
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const outcomes: Outcome[] = [];
  let error: AppError | undefined;
  let result: TrainResult | undefined;
  for (const line of lines) {
    if (line.type === 'error') error = new AppError(line.code, line.message, line.hint);
    if (line.type === 'done') result = line.result;
    if (line.type !== 'files') continue;
    outcomes.push({ result, error, files: line.files, metrics: line.metrics });
    [error, result] = [undefined, undefined];
  }
  return outcomes;
}

/** A small disk of its own inside a namespace of its own; not every container allows it. */
const tmpfs = (disk: string) => [
  'unshare',
  '-rm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=16m tmpfs ${disk} && exec "$@"`,
  'sh',
];
const [mount = '', ...mounting] = [...tmpfs(newFolder()), 'true'];
const mountable = spawnSync(mount, mounting).status === 0;

/** The attempt that meets a disk on which only `squeeze.bytes` are left, and the one that goes on once there is room again. */
function attemptsOn(squeeze: Omit<Squeeze, 'disk'>, changes: Partial<RunConfigInput> = {}) {
  const disk = newFolder();
  const out = join(disk, 'out');
  const task = { config: settings(changes), out, squeeze: { ...squeeze, ...(mountable && { disk }) } };
  const [full, resumed] = outcomesOf(task, mountable ? tmpfs(disk) : []);
  return { full, resumed, out };
}

/** The same where nothing fits any more, not even what a pause would save. */
function squeezed(squeeze: Omit<Squeeze, 'disk'>, changes: Partial<RunConfigInput> = {}) {
  const { full, resumed, out } = attemptsOn(squeeze, changes);
  expectError(
    full!.error!,
    'disk',
    mountable ? 'no space left on the disk while writing' : 'larger than',
    out,
  );
  return { full: full!, resumed, out };
}

const complete = [
  'README.md',
  'adapter_config.json',
  'adapter_model.safetensors',
  'checkpoints',
  'metrics.jsonl',
  'run.json',
];
const topLevel = ({ files }: Outcome) => files.filter((name) => !name.includes('/'));
const checkpoint = (step: number) => {
  const folder = `checkpoints/step-0000000${step}`;
  return [folder, `${folder}/progress.json`, `${folder}/state.safetensors`];
};

describe(`a disk that gets full (${mountable ? 'a small tmpfs' : 'a limit on file sizes'})`, () => {
  test('before the first file: nothing is left', () => {
    expect(squeezed({ at: 'plan', count: 1, bytes: 0 })).toMatchObject({
      full: { files: [] },
      resumed: undefined,
    });
  });

  test('at the first checkpoint: nothing is left', () => {
    const { full, resumed } = squeezed({ at: 'step', count: 1, bytes: 40_000 });
    expect(full.files).toEqual([]);
    expect(full.error?.message).toContain('state.safetensors');
    expect(resumed).toBeUndefined();
  });

  test('at a later checkpoint: the one before is kept, and the run can go on', () => {
    const { full, resumed } = squeezed({ at: 'step', count: 2, bytes: 40_000 });
    expect(full.files).toEqual(['checkpoints', ...checkpoint(1), 'metrics.jsonl', 'run.json']);
    expect(full.error?.message).toContain('state.safetensors');
    expect([resumed?.error, topLevel(resumed!)]).toEqual([undefined, complete]);
  });

  test('when the result is written: the checkpoints are kept, and the run can end', () => {
    const { full, resumed } = squeezed({ at: 'checkpoint', count: 3, bytes: 8192 });
    const all = [1, 2, 3].flatMap(checkpoint);
    expect(full.files).toEqual(['checkpoints', ...all, 'metrics.jsonl', 'run.json']);
    expect(full.error?.message).toContain('adapter_model.safetensors');
    expect([resumed?.error, topLevel(resumed!)]).toEqual([undefined, complete]);
  });

  test('when a whole model is written: no part of it is left', () => {
    const { full, resumed } = squeezed(
      { at: 'checkpoint', count: 2, bytes: 100_000 },
      { method: 'full', steps: 2 },
    );
    expect(topLevel(full)).toEqual(['checkpoints', 'metrics.jsonl', 'run.json']);
    expect(full.error?.message).toContain('model.safetensors');
    expect(resumed?.files).toContain('config.json');
  });
});

/** What a checkpoint of the sums' run takes, and its result. */
const [checkpointBytes, resultBytes] = [3 * 4 * 8960, 4 * 8960];

describe.runIf(mountable)('a disk that is nearly full', () => {
  test('pauses the run before anything breaks: all is saved, and it ends at the very loss it would have', async () => {
    const whole = await runOf({ epochs: 2 });
    const bytes = 2 ** 20 + checkpointBytes;
    const { full, resumed, out } = attemptsOn({ at: 'step', count: 3, bytes }, { epochs: 2 });
    expect(full?.error).toBeUndefined();
    expect(full?.result).toMatchObject({ state: 'interrupted', steps: 3, reason: { code: 'disk' } });
    expect(full?.result?.reason?.message).toMatch(
      new RegExp(`^only 1\\.2 MB are free on the disk of ${out}, and going on safely takes 1\\.3 MB$`),
    );
    expect(full?.result?.reason?.hint).toContain('continue the run: nothing is lost');
    // The first had to make room; the second is the best and the one to go back to.
    expect(full?.files.filter((name) => /step-\d+$/.test(name))).toEqual([
      'checkpoints/step-00000002',
      'checkpoints/step-00000003',
    ]);
    expect([resumed?.error, resumed?.result?.state]).toEqual([undefined, 'done']);
    expect(resumed?.result?.heldOutLoss).toBe(whole.result.heldOutLoss);
  });

  test('is no reason to stop where thinning the checkpoints makes the room', () => {
    const bytes = 2 ** 20 + 2 * checkpointBytes + resultBytes - 50_000;
    const { full, resumed } = attemptsOn({ at: 'step', count: 3, bytes }, { epochs: 2 });
    expect(full?.result).toMatchObject({ state: 'done', steps: 6 });
    expect(resumed).toBeUndefined();
  });

  test('stops a run before its first step', () => {
    const { full, resumed } = attemptsOn({ at: 'plan', count: 1, bytes: 2 ** 20 });
    expectError(full!.error!, 'disk', 'only 1 MB are free');
    expect([full?.files, resumed]).toEqual([[], undefined]);
  });
});

test('a line of metrics.jsonl that does not fit is not left in half', () => {
  const out = newPath();
  const squeeze = { at: 'checkpoint', count: 1, bytes: 250 } as const;
  const [full] = outcomesOf({ config: settings({ holdout: 0 }), out, squeeze });
  expectError(full!.error!, 'disk', `${out}/metrics.jsonl`, 'larger than');
  expect(full!.files).toEqual(['checkpoints', ...checkpoint(1), 'metrics.jsonl', 'run.json']);
  expect(full!.metrics).toMatch(/^\{"step":1,.*\}\n$/);
  expect(metricsOf(out).map(({ step }) => step)).toEqual([1, 2, 3]);
});

test('a folder that may not be written is named, and nothing is made', async () => {
  const parent = newFolder();
  for (const folder of [
    scratch,
    dirname(settings().model),
    settings().model,
    dirname(settings().data),
    parent,
  ])
    chmodSync(folder, 0o755);
  chmodSync(parent, 0o555);
  for (const out of [join(parent, 'out'), join(parent, 'deeper', 'out'), parent]) {
    const [denied] = outcomesOf({ config: settings(), out, unprivileged: true });
    expectError(denied!.error!, 'disk', `no permission to write ${parent}`);
    expect(readdirSync(parent)).toEqual([]);
  }
});

test('an output folder that is not empty, or no folder, is left as it is', async () => {
  const out = newFolder();
  writeFileSync(join(out, 'mine.txt'), 'mine');
  const trained = (path: string) => failureOf(() => train(settings(), { out: path, onEvent: () => {} }));
  expectError(await trained(out), 'exists', `${out} already exists and is not empty`);
  expect(readdirSync(out)).toEqual(['mine.txt']);
  expectError(await trained(join(out, 'mine.txt')), 'exists', 'mine.txt already exists');
  expectError(await trained(join(out, 'mine.txt', 'out')), 'disk', 'a part of the path is a file');
});

test('folders above the output are made, and gone again when the run fails', async () => {
  const top = join(newFolder(), 'a');
  const out = join(top, 'b', 'c');
  const signal = new AbortController();
  const onEvent = () => signal.abort();
  expectError(
    await failureOf(() => train(settings({ steps: 2 }), { out, onEvent, signal: signal.signal })),
    'interrupted',
  );
  expect(existsSync(top)).toBe(false);
  const empty = newFolder();
  mkdirSync(join(empty, 'out'));
  await failureOf(() => train(settings(), { out: join(empty, 'out'), onEvent, signal: signal.signal }));
  expect(readdirSync(empty, { recursive: true })).toEqual(['out']);
  expect((await runOf({ steps: 1 })).result.state).toBe('done');
});
