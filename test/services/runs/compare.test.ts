/** What is said of runs side by side: who ended lower, at what cost, and what differs. */
import { expect, test } from 'vitest';
import { type Contender, comparison, findingsOn } from '../../../src/main/services/runs/compare.ts';
import { compareRuns } from '../../../src/main/services/runs/index.ts';
import { putMetrics } from '../../../src/main/store/metrics.ts';
import { findRun, insertRun, updateRun } from '../../../src/main/store/runs.ts';
import { completeRunConfig } from '../../../src/shared/runConfig.ts';
import { failureOf, openTestHome } from '../support.ts';

const run = (name: string, change: Partial<Contender> = {}): Contender => ({
  ...{ name, rank: 16, data: 'faq', heldOutRows: 20, holdout: '0.05/0', heldOutLoss: 2.5, seconds: 100 },
  ...{ trainable: 1000, memoryBytes: 1e9 },
  ...change,
});

test('the lower one first, with what it cost', () => {
  const better = run('Wide', { heldOutLoss: 2.46, trainable: 2000, seconds: 130 });
  expect(findingsOn([run('Narrow'), better])).toEqual([
    { kind: 'lowest', best: 'Wide', second: 'Narrow', loss: 2.46, ahead: expect.closeTo(0.04, 9) },
    {
      ...{ kind: 'cost', other: 'Narrow' },
      measures: [
        { of: 'size', best: 2000, other: 1000 },
        { of: 'time', best: 130, other: 100 },
      ],
    },
  ]);
});

test('level runs are called level, equal costs equal, and a run without a measurement is named', () => {
  expect(findingsOn([run('A'), run('B', { heldOutLoss: 2.502 }), run('C', { heldOutLoss: null })])).toEqual([
    { kind: 'level', best: 'A', second: 'B', loss: 2.5 },
    { kind: 'cost', other: 'B', measures: [] },
    { kind: 'unmeasured', names: ['C'] },
  ]);
});

test('of three the best is held against the next, and its cost against both; what is unknown costs nothing', () => {
  const [b, c] = [
    run('B', { heldOutLoss: 2.6, memoryBytes: null }),
    run('C', { heldOutLoss: 2.7, seconds: 0 }),
  ];
  expect(findingsOn([c, b, run('A', { memoryBytes: 2e9 })])).toEqual([
    { kind: 'lowestOfAll', best: 'A', second: 'B', loss: 2.5, ahead: expect.closeTo(0.1, 9) },
    { kind: 'cost', other: 'B', measures: [] },
    { kind: 'cost', other: 'C', measures: [{ of: 'memory', best: 2e9, other: 1e9 }] },
  ]);
});

test('different rows are said to be no fair ground', () => {
  expect(findingsOn([run('A'), run('B', { data: 'letters' })])[0]).toEqual({ kind: 'unlikeRows' });
  expect(findingsOn([run('A'), run('B', { heldOutLoss: null })])).toEqual([{ kind: 'tooFew' }]);
});

test('only settings that differ are listed, with curves of every run', async () => {
  const { context } = openTestHome();
  const { store } = context;
  for (const [id, settings] of Object.entries({
    aa: { rank: 8 },
    bb: { rank: 16, steps: 40 },
    cc: { alpha: 4 },
  })) {
    const config = completeRunConfig({ model: '/m', data: '/d', ...settings });
    insertRun(store, {
      ...{ id, name: id, state: 'done', model: 'tiny', modelId: null, data: 'faq', dataVersionId: null },
      ...{ method: 'lora', rank: config.rank, config, out: `/x/${id}`, createdAt: 1 },
      ...{ estimate: null, expectedSeconds: null, predictedMemoryBytes: null, prompts: [], parentId: null },
    });
    updateRun(store, id, { heldOutLoss: config.rank / 10 });
    putMetrics(store, id, [
      {
        ...{ step: 1, loss: config.rank, learningRate: 1, gradNorm: 1, tokens: 1, supervised: 1, seconds: 1 },
        ...{ memoryBytes: null, heldOutLoss: null },
      },
    ]);
  }
  const { differences, curves, runs } = comparison(store, [findRun(store, 'aa')!, findRun(store, 'bb')!], 10);
  expect(differences).toEqual([
    { field: 'rank', values: ['8', '16'] },
    { field: 'epochs', values: ['3', '-'] },
    { field: 'steps', values: ['-', '40'] },
  ]);
  const alphas = comparison(store, [findRun(store, 'aa')!, findRun(store, 'cc')!], 10).differences;
  expect(alphas).toContainEqual({ field: 'alpha', values: ['16', '4'] });
  expect(curves.map(({ loss }) => loss)).toEqual([[8], [16]]);
  expect(runs.map(({ id }) => id)).toEqual(['aa', 'bb']);
  updateRun(store, 'cc', { name: 'aa' });
  const alike = comparison(store, [findRun(store, 'aa')!, findRun(store, 'cc')!], 10);
  expect(alike.runs.map(({ name }) => name)).toEqual(['aa (aa)', 'aa (cc)']);
  expect(alike.findings[0]).toMatchObject({ best: 'aa (aa)', second: 'aa (cc)' });
  expect(compareRuns(context, ['a', 'b'], 10).differences).toEqual(differences);
  expect((await failureOf(() => compareRuns(context, ['aa', 'a'], 10))).code).toBe('bad-config');
  expect((await failureOf(() => compareRuns(context, ['aa', 'zz'], 10))).message).toContain('no run zz');
});
