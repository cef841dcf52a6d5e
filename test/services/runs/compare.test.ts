/** What is said of runs side by side: who ended lower, at what cost, and what differs. */
import { expect, test } from 'vitest';
import { type Contender, comparison, sentencesOn } from '../../../src/main/services/runs/compare.ts';
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
  expect(sentencesOn([run('Narrow'), better])).toEqual([
    'Wide ended lowest, at a held-out loss of 2.46: 0.0400 below Narrow.',
    'It took twice the size and 1.3 times the time of Narrow: 2,000 against 1,000 trained numbers, 2 min 10 s against 1 min 40 s.',
  ]);
});

test('level runs are called level, equal costs equal, and a run without a measurement is named', () => {
  expect(sentencesOn([run('A'), run('B', { heldOutLoss: 2.502 }), run('C', { heldOutLoss: null })])).toEqual([
    'A and B ended level, at a held-out loss of 2.50.',
    'It cost as much as B.',
    'C has no held-out loss.',
  ]);
});

test('different rows are said to be no fair ground', () => {
  const [first] = sentencesOn([run('A'), run('B', { data: 'letters' })]);
  expect(first).toContain('different held-out rows');
  expect(sentencesOn([run('A'), run('B', { heldOutLoss: null })])).toEqual([
    'Fewer than two of these have a held-out loss: there is nothing to rank them by.',
  ]);
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
      ...{ method: 'lora', rank: config.rank, config: JSON.stringify(config), out: `/x/${id}`, createdAt: 1 },
      ...{ estimate: null, expectedSeconds: null, reckonedMemoryBytes: null, prompts: '[]', parentId: null },
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
  expect(alphas).toContainEqual({ field: 'alpha', values: ['2 x rank', '4'] });
  expect(curves.map(({ loss }) => loss)).toEqual([[8], [16]]);
  expect(runs.map(({ id }) => id)).toEqual(['aa', 'bb']);
  expect(compareRuns(context, ['a', 'b'], 10).differences).toEqual(differences);
  expect((await failureOf(() => compareRuns(context, ['aa', 'a'], 10))).code).toBe('bad-config');
  expect((await failureOf(() => compareRuns(context, ['aa', 'zz'], 10))).message).toContain('no run zz');
});
