/** A training process whose disk fills up under it ends with a clear word, and goes on once there is room, as if nothing had been. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type RunLine, runFiles } from '../../../src/shared/runJob.ts';
import { type Finished, newFolder, newPath, runOf, settings } from '../train/support.ts';
import { entry, linesOf, writeJob } from './runProcess.ts';

/** Long enough to be met in its middle. */
const changes = { steps: 150, patience: 0, checkpointMinutes: 1e-9, checkpointBudgetBytes: 0 };
let whole: Finished;
beforeAll(async () => {
  whole = await runOf(changes);
});

const inNamespace = ['-rm', 'sh', '-eu', '-c'];
const mountable = spawnSync('unshare', [...inNamespace, `mount -t tmpfs tmpfs ${newFolder()}`]).status === 0;

/** Fills the disk up to $3 bytes, while the process stands still, once the events file has a line that says $2, and empties it when the process has ended. */
const script = `
  disk=$1; node=$4; entry=$5; job=$6; kept=$7; out=$disk/out
  mount -t tmpfs -o size=4m tmpfs $disk
  mkdir $out; cp $job $out/job.json
  $node $entry $out & pid=$!
  until grep -qs "$2" $out/events.jsonl; do sleep 0.01; done
  kill -STOP $pid
  free=$(df --output=avail -B1 $disk | tail -1)
  head -c $((free - $3)) /dev/zero > $disk/filler || true
  kill -CONT $pid
  code=0; wait $pid || code=$?; echo "first $code"
  cp $out/events.jsonl $kept.first
  rm $disk/filler
  code=0; $node $entry $out --resume || code=$?; echo "second $code"
  cp -r $out $kept
`;

/** What both processes told, how they ended, and where the run's folder was copied to in the end. */
function course(after: string, bytes: number) {
  const [disk, job, kept] = [newFolder(), newPath(), newPath()];
  writeJob(job, settings(changes));
  const given = [disk, after, String(bytes), process.execPath, entry, join(job, runFiles.job), kept];
  const { stdout, stderr } = spawnSync('unshare', [...inNamespace, script, 'sh', ...given], {
    encoding: 'utf8',
  });
  const first = readFileSync(`${kept}.first`, 'utf8').trimEnd().split('\n');
  return {
    first: first.map((line) => JSON.parse(line) as RunLine),
    second: linesOf(kept).slice(first.length),
    codes: stdout.trim(),
    stderr,
    out: kept,
  };
}

const [checkpointBytes, resultBytes] = [3 * 4 * 8960, 4 * 8960];
const stepsOf = (lines: readonly RunLine[]) =>
  lines.flatMap((line) => (line.type === 'step' ? [line.step] : []));

/** Asserts that the second process came to the end that the run would have had. */
function expectSame({ second, out }: ReturnType<typeof course>): void {
  expect(second.at(-1)).toMatchObject({
    type: 'result',
    state: 'done',
    heldOutLoss: whole.result.heldOutLoss,
  });
  expect(readFileSync(join(out, 'adapter_model.safetensors')).equals(whole.weights)).toBe(true);
}

describe.runIf(mountable)('a small tmpfs', () => {
  test('that is nearly full pauses the run while everything can still be saved', () => {
    const found = course('"step":20,', 2 ** 20 + checkpointBytes);
    expect([found.codes, found.stderr]).toEqual(['first 0\nsecond 0', '']);
    expect(found.first.at(-1)).toMatchObject({
      ...{ type: 'result', state: 'interrupted' },
      reason: { code: 'disk', message: expect.stringContaining('are free on the disk of') },
    });
    const [resumed] = found.second.filter(({ type }) => type === 'resumed');
    expect(resumed).toMatchObject({ step: stepsOf(found.first).at(-1) });
    expectSame(found);
  }, 240_000);

  test('that is full at once ends it with the word that says so, whatever was being written', () => {
    for (const bytes of [0, 4096, checkpointBytes, checkpointBytes + resultBytes]) {
      const found = course('"step":20,', bytes);
      // Where it looks at the disk before it has to write, older checkpoints make room and it pauses in good order.
      const end = found.first.at(-1);
      const word = end?.type === 'result' ? end.reason : end;
      expect(word).toMatchObject({ code: 'disk', hint: expect.stringContaining('ree some space') });
      expect(found.codes).toBe(`first ${end?.type === 'result' ? 0 : 1}\nsecond 0`);
      const [last] = found.first.filter(({ type }) => type === 'checkpoint').slice(-1);
      const [resumed] = found.second.filter(({ type }) => type === 'resumed');
      expect((resumed as { step: number }).step).toBeGreaterThanOrEqual((last as { step: number }).step);
      expectSame(found);
    }
  }, 240_000);
});
