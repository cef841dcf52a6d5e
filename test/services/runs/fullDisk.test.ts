/** The disk of the database is full in the middle of a run: it is said, nothing ends by it, and later nothing is missing. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { scratch } from '../support.ts';
import type { FullDiskCourse, FullDiskTask } from './fullDiskStudio.ts';
import { inState, longRun, openStudio, start } from './support.ts';

const newFolder = () => mkdtempSync(join(scratch, 'disk-'));
const inNamespace = ['-rm', 'sh', '-eu', '-c'];
const mountable = spawnSync('unshare', [...inNamespace, `mount -t tmpfs tmpfs ${newFolder()}`]).status === 0;

/** Steps enough that some seconds of it go by unnoted. */
const config = { ...longRun, steps: 400 };
let whole: string;
beforeAll(async () => {
  const studio = openStudio();
  const { out } = await inState(studio, (await start(studio, config)).id, 'done');
  whole = createHash('sha256')
    .update(readFileSync(join(out, 'adapter_model.safetensors')))
    .digest('hex');
}, 180_000);

function course(runs: string | undefined): FullDiskCourse {
  const home = newFolder();
  const task: FullDiskTask = { home, config, ...(runs !== undefined && { runs }) };
  const script = 'mount -t tmpfs -o size=12m tmpfs "$1"; exec "$2" "$3" "$4"';
  const given = [
    home,
    process.execPath,
    join(import.meta.dirname, 'fullDiskStudio.ts'),
    JSON.stringify(task),
  ];
  const { stdout, stderr, status } = spawnSync('unshare', [...inNamespace, script, 'sh', ...given], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as FullDiskCourse;
}

/** What holds wherever the run itself writes to. */
function expectWell(found: FullDiskCourse): void {
  const { refused, listed, known, live, log, steps, weights, second, integrity } = found;
  expect(refused).toMatchObject({
    code: 'disk',
    message: expect.stringMatching(/lowrank\.db cannot be written: database or disk is full$/),
    hint: expect.stringMatching(/^Free some space/),
  });
  expect(listed).toBe(2);
  expect(known[1]).toBe(known[0]);
  const unnoted = live.filter((message) => message.startsWith('What the run tells cannot be noted just now'));
  expect(unnoted).toEqual([expect.stringContaining('database or disk is full')]);
  expect(log).toContainEqual(
    expect.stringMatching(
      /^For [\d.]+ m?s nothing could be noted of the run: .*database or disk is full\. Nothing it told is lost\.$/,
    ),
  );
  expect(steps).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  expect(weights).toBe(whole);
  expect([second, integrity]).toEqual(['done', 'ok']);
}

describe.runIf(mountable)('a small tmpfs fills up', () => {
  test('under the database alone: the run goes on, and what it told is noted afterwards', () => {
    const found = course(newFolder());
    expectWell(found);
    expect(found.told).toBeGreaterThan(found.known[1]);
    expect(found.found).toEqual({ state: 'done', error: null });
  });

  test('under the whole home: the run pauses with the word for it, and goes on to the same adapter', () => {
    const found = course(undefined);
    expectWell(found);
    expect(found.found).toMatchObject({
      state: 'paused',
      error: { code: 'disk', hint: expect.stringContaining('ree some space') },
    });
  });
});
