/** Each rule of the verdict with the run it is for, and the words it has for it. */
import { expect, test } from 'vitest';
import { type Evidence, verdictOn } from '../../../src/main/services/runs/verdict.ts';

/** 500 rows, measured every ten steps from 4.00 on. */
function run(heldOut: readonly number[], change: Partial<Evidence> = {}): Evidence {
  return {
    ...{ rows: 500, before: 4, firstLoss: 4, lastLoss: 2, diverged: false },
    ...{ heldOutRows: 25, rateLeft: 1, chance: null, stopped: null },
    heldOut: heldOut.map((loss, i) => ({ step: 10 * (i + 1), loss })),
    ...change,
  };
}

test.each<[string, Evidence, string, readonly string[]]>([
  ['falls and levels off', run([3, 2.6, 2.5, 2.49]), 'improved', ['4.000 to 2.490', 'levelled off']],
  ['falls to the end', run([3.5, 3, 2.6]), 'stillFalling', ['4.000 to 2.600', 'more epochs']],
  ['one measurement, lower', run([2.6]), 'stillFalling', ['4.000 to 2.600']],
  ['falls, then rises', run([3, 2.5, 2.7, 2.9]), 'overfitting', ['2.500 by step 20', 'rose to 2.900']],
  ['rises a little at the end', run([3, 2.5, 2.55]), 'improved', ['4.000 to 2.500']],
  ['stays', run([3.99, 3.98, 3.99]), 'notLearning', ['4.000 before, 3.980 at best']],
  ['gets a little worse', run([4.1, 4.2]), 'notLearning', ['4.100 at best']],
  ['gets much worse', run([5, 6]), 'diverged', ['lower learning rate']],
  ['became not a number', run([3], { diverged: true }), 'diverged', ['lower learning rate']],
  ['training loss grows, nothing held out', run([], { lastLoss: 9 }), 'diverged', []],
  [
    'nothing held out',
    run([], { before: null, heldOutRows: 0 }),
    'tooFewData',
    ['Nothing was held out', '4.000 to 2.000'],
  ],
  ['a handful of rows', run([3, 2], { rows: 8 }), 'tooFewData', ['8 rows']],
  [
    'level where the rate had run down',
    run([3, 2.6, 2.5, 2.49], { rateLeft: 0.02 }),
    'rateRanOut',
    ['4.000 to 2.490', 'too small'],
  ],
  [
    'far from good, though lower',
    run([3, 2.6, 2.59], { before: 8, chance: 4.2 }),
    'improved',
    ['guess has 4.200'],
  ],
  ['no better than a guess', run([8.9, 8.7], { before: 10, chance: 6.9 }), 'chance', ['8.700', '6.900']],
  ['few rows to measure with', run([3, 2.6, 2.59], { heldOutRows: 3 }), 'improved', ['3 rows only']],
  [
    'good, and clear of a guess',
    run([3, 2.6, 2.59], { chance: 10.8 }),
    'improved',
    ['what this data has for it.'],
  ],
  [
    'ended before it was measured',
    run([], { stopped: { step: 3, steps: 18 } }),
    'tooFewData',
    ['step 3 of 18, before'],
  ],
  ['no step at all', run([], { firstLoss: null, lastLoss: null }), 'tooFewData', ['Nothing was held out']],
])('%s', (_, evidence, kind, words) => {
  const verdict = verdictOn(evidence);
  expect(verdict.kind).toBe(kind);
  for (const word of words) expect(verdict.sentence).toContain(word);
  if (words.some((word) => word.endsWith('for it.'))) expect(verdict.sentence).not.toContain('guess');
});
