/** A verdict says the same in every language: each of its numbers, in that language's way to write them. */
import { expect, test } from 'vitest';
import { formatsFor } from '../../src/renderer/src/format.ts';
import { en, loadWords } from '../../src/renderer/src/text/catalogues.ts';
import type { Verdict, VerdictFacts } from '../../src/shared/records/runs.ts';
import { verdictText } from '../../src/shared/verdictText.ts';

const { catalogue: de } = await loadWords('de');
const { catalogue: zh } = await loadWords('zh');

const facts: VerdictFacts = {
  ...{ rows: 12, before: 4.5, best: 2.25, bestStep: 1200, last: 2.75, firstLoss: 4.1, lastLoss: 1.5 },
};
const say = (kind: Verdict['kind'], change: Partial<VerdictFacts> = {}) =>
  Object.entries({ en, de, zh } as const).map(([language, { run }]) =>
    verdictText(kind, { ...facts, ...change }, run.judged, formatsFor(language as 'en' | 'de' | 'zh')),
  );

test.each<[Verdict['kind'], Partial<VerdictFacts>, readonly string[]]>([
  ['improved', {}, ['4.500', '2.250']],
  ['stillFalling', {}, ['4.500', '2.250']],
  ['rateRanOut', { chance: 3, heldOutRows: 7 }, ['4.500', '2.250', '3.000', '7']],
  ['chance', { chance: 2.1 }, ['2.250', '2.100']],
  ['tooFewData', { best: null, heldOutRows: 5, stopped: { step: 3, steps: 1800 } }, ['1,800', '4.100']],
  ['notLearning', {}, ['4.500', '2.250']],
  ['overfitting', {}, ['4.500', '2.250', '1,200', '2.750']],
  ['tooFewData', {}, ['12', '4.100', '1.500']],
  ['tooFewData', { best: null }, ['4.100', '1.500']],
  ['diverged', {}, []],
])('%s %j', (kind, change, numbers) => {
  const [english = '', german = '', chinese = ''] = say(kind, change);
  const swapped = (text: string) => text.replace(/[.,](?=\d)/g, (mark) => (mark === '.' ? ',' : '.'));
  for (const number of numbers) {
    expect(english).toContain(number);
    expect(german).toContain(swapped(number));
    expect(chinese).toContain(number);
  }
  expect(new Set([english, german, chinese]).size).toBe(3);
});

test('one row is one, and a run without a step has no training loss to speak of', () => {
  expect(say('tooFewData', { rows: 1 })[0]).toContain('With 1 row it');
  expect(say('tooFewData', { rows: 1 })[1]).toContain('Aus 1 Zeile kann');
  expect(say('tooFewData', { firstLoss: null })[0]).not.toContain('training loss');
});
