/** What a run is said to need of the disk is what it comes to at the worst moment, whatever is thinned out later. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { train } from '../../../src/main/engine/run/train.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';
import { eventsOf, newPath, settings } from '../train/support.ts';

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

const checkpoint = 3 * 4 * 8 * 8960;

test.each([
  ['all checkpoints stay', 2 ** 30, 10],
  ['two stay besides those that are needed', 2.5 * checkpoint, 5],
  ['only those that are needed stay', 0, 3],
])('%s', async (_, checkpointBudgetBytes, most) => {
  // Large enough for files of a few kilobytes to matter little.
  const changes: Partial<RunConfigInput> = {
    rank: 32,
    steps: 20,
    lr: 0.05,
    schedule: 'constant',
    patience: 0,
  };
  const [out, events] = [newPath(), [] as TrainEvent[]];
  let seen = 0;
  const result = await train(settings({ ...changes, checkpointBudgetBytes }), {
    out,
    onEvent: (event) => {
      events.push(event);
      seen = Math.max(seen, bytesIn(out));
    },
  });
  const { diskBytes } = eventsOf(events, 'plan')[0]!.estimate;
  expect(eventsOf(events, 'checkpoint').length).toBe(10);
  // Nobody who looked on has seen more, and something must have been there.
  expect(result.peakDiskBytes).toBeGreaterThanOrEqual(seen);
  expect(result.peakDiskBytes).toBeLessThan(1.03 * most * checkpoint + checkpoint / 3);
  expect(diskBytes / result.peakDiskBytes).toBeGreaterThan(0.97);
  // One more is allowed for, where the best, the last and the one to go back to may be three.
  expect(diskBytes - result.peakDiskBytes).toBeLessThan(1.1 * checkpoint);
});
