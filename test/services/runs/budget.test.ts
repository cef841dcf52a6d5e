/** Checkpoints within the disk the user gives them. */
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepBudget } from '../../../src/main/services/runs/budget.ts';
import { checkpointsOf, putCheckpoint } from '../../../src/main/store/checkpoints.ts';
import { logOf } from '../../../src/main/store/runLog.ts';
import { moveRun } from '../../../src/main/store/runs.ts';
import { writeSettings } from '../../../src/main/store/settings.ts';
import { addModel, addRun, openTestHome, scratch } from '../support.ts';

test('finished runs give up their checkpoints, the oldest first and the best last; others keep theirs', () => {
  const { context } = openTestHome();
  const { store } = context;
  addModel(context);
  const run = (name: string, change: Partial<Parameters<typeof moveRun>[2]>) => {
    const out = mkdtempSync(join(scratch, 'budget-'));
    const id = addRun(context, out, { name });
    moveRun(store, id, { state: 'done', ...change });
    for (const step of [1, 2, 3]) {
      const path = join(out, 'checkpoints', `step-${step}`);
      mkdirSync(path, { recursive: true });
      putCheckpoint(store, {
        runId: id,
        step,
        path,
        bytes: 100,
        heldOutLoss: null,
        best: Number(step === 2),
        createdAt: 1,
      });
    }
    return id;
  };
  const newer = run('newer', { endedAt: 20 });
  const paused = run('paused', { state: 'paused', endedAt: 1 });
  const older = run('older', { endedAt: 10 });
  const left = (id: string) => checkpointsOf(store, id).map(({ step }) => step);
  const paths = [newer, paused, older].flatMap((id) => checkpointsOf(store, id)).map(({ path }) => path);

  keepBudget(context);
  expect([newer, paused, older].map(left)).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);
  writeSettings(store, { checkpointBudgetBytes: 700 });
  keepBudget(context);
  expect([newer, paused, older].map(left)).toEqual([[1, 2, 3], [1, 2, 3], [2]]);
  expect(logOf(store, older).at(-1)?.message).toContain('Checkpoints of 200 B were deleted');
  writeSettings(store, { checkpointBudgetBytes: 1 });
  keepBudget(context);
  expect([newer, paused, older].map(left)).toEqual([[], [1, 2, 3], []]);
  expect(paths.filter((path) => existsSync(path))).toHaveLength(3);
});
