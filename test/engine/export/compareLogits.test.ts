/** The comparison behind a certificate: figures of logits that were made up, and what is refused. */

import { expect, test } from 'vitest';
import { compareLogits } from '../../../src/main/engine/export/compareLogits.ts';
import type { LogitSource, OriginalSource } from '../../../src/main/engine/export/logitSource.ts';
import { AppError } from '../../../src/shared/errors.ts';

const prompts = [Int32Array.of(7), Int32Array.of(1, 2)];
type Answers = readonly (readonly number[])[];

/** Sources that answer the prompts with these logits of three tokens, and what was done with them. */
function sources(base: Answers, expected: Answers, found: Answers, dtype: LogitSource['dtype'] = 'F32') {
  const log: string[] = [];
  const says = (answers: Answers, who: string) => async (ids: Int32Array) => {
    log.push(`${who} ${ids.join()}`);
    return Float32Array.from(answers[ids.length - 1] ?? []);
  };
  const source = (who: string, answers: Answers): OriginalSource => {
    log.push(`open ${who}`);
    return {
      logits: says(answers, who),
      baseLogits: says(base, 'base'),
      dtype,
      release: async () => void log.push(`release ${who}`),
    };
  };
  const compare = () =>
    compareLogits(
      prompts,
      async () => source('original', expected),
      async () => source('found', found),
      async () => void log.push('-'),
    );
  return { compare, log };
}

const base = [
  [1, 2, 3],
  [0, 0, 0, 0, 0, 0],
];
const expected = [
  [1, 2, 4],
  [-20, 5, 1, 0, 8, 0],
];

test('figures are those of the largest logits, and each model is asked while it alone is open', async () => {
  const found = [
    [1, 2, 4],
    [-20, 5, 1, 0, 8, 8.5],
  ];
  const { compare, log } = sources(base, expected, found, 'BF16');
  await expect(compare().catch((error: AppError) => error.code)).resolves.toBe('drift');
  expect(log).toEqual([
    ...['open original', 'original 7', '-', 'original 1,2', '-', 'base 7', '-', 'base 1,2', '-'],
    ...['release original', 'open found', 'found 7', '-', 'found 1,2', '-', 'release found'],
  ]);
  const close = [
    [1, 2, 4],
    [-20, 5, 1, 0, 8, 1.5],
  ];
  expect(await sources(base, expected, close, 'BF16').compare()).toEqual({
    dtype: 'bfloat16',
    largestDifference: 1.5,
    tolerance: 2,
    adapterEffect: 20,
    // The effect is 1 at one logit, and -20, 5, 1 and 8 at others; the error is 1.5 where there is none.
    relativeError: 1.5 / Math.sqrt(1 + 400 + 25 + 1 + 64),
    effectShare: 1,
    equalArgmax: 1,
  });
});

test('an export that has only a part of the effect is measured by that part', async () => {
  const part = expected.map((row, n) => row.map((value, i) => (3 * value + base[n]![i]!) / 4));
  // The bound is wide enough for it only beside a large logit.
  const beside = (rows: Answers) => [[1000, ...rows[0]!.slice(1)], rows[1]!];
  const figures = await sources(beside(base), beside(expected), beside(part), 'BF16').compare();
  expect(figures).toMatchObject({ largestDifference: 5, effectShare: 0.75, relativeError: 0.25 });
});

test('without an effect there is nothing to relate a difference to', async () => {
  const figures = await sources(base, base, base).compare();
  expect(figures).toMatchObject({ largestDifference: 0, relativeError: null, effectShare: null });
});

test('the share of equal tokens counts tokens, not prompts', async () => {
  const found = [
    [1, 2, 4],
    [-20, 4, 4.5, 0, 8, 0],
  ];
  const { equalArgmax } = await sources(
    [[9, 9, 9], base[1]!],
    [expected[0]!, [-20, 5, 4, 0, 8, 0]],
    found,
    'BF16',
  ).compare();
  expect(equalArgmax).toBe(2 / 3);
});

const faint = [base[0]!, [0, 0, 0, 0, 20, 0]];

test.each<[string, Answers, Answers, Answers, LogitSource['dtype'], AppError['code'], string]>([
  [
    'more than rounding',
    base,
    expected,
    [[1, 2, 4.01], expected[1]!],
    'F32',
    'drift',
    'float32 logits differ from those of base and adapter by up to 0.01; at most 0.002 can be rounding',
  ],
  [
    'an effect that rounding took',
    faint,
    [base[0]!, [0.5, 0, 0, 0, 20, 0]],
    [base[0]!, [0.1, 0, 0, 0, 20, 0]],
    'BF16',
    'drift',
    'the adapter itself changes them by only 0.5',
  ],
  ['NaN', base, expected, [[1, Number.NaN, 4], expected[1]!], 'F32', 'drift', 'by up to NaN'],
  ['infinite logits', base, [[1, 2, Infinity], base[1]!], expected, 'F32', 'not-finite', 'NaN or infinite'],
])('logits are refused for %s', async (name, plain, original, found, dtype, code, text) => {
  const error = await sources(plain, original, found, dtype)
    .compare()
    .then(
      () => expect.unreachable(`not refused: ${name}`),
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe(code);
  expect((error as AppError).message).toContain(text);
});
