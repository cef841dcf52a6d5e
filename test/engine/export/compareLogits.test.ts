/** The comparison behind a certificate: figures of logits that were made up, and what is refused. */

import { expect, test } from 'vitest';
import { compareLogits } from '../../../src/main/engine/export/compareLogits.ts';
import type { LogitSource, OriginalSource } from '../../../src/main/engine/export/logitSource.ts';
import { whole } from '../../../src/main/engine/export/prompts.ts';
import { AppError } from '../../../src/shared/errors.ts';

const prompts = [whole(Int32Array.of(7)), whole(Int32Array.of(1, 2))];
type Answers = readonly (readonly number[])[];

/** Sources that answer the prompts with these logits of three tokens, and what was done with them. */
function sources(
  base: Answers,
  expected: Answers,
  found: Answers,
  dtype: LogitSource['dtype'] = 'float32',
  { asked = prompts, lengths = [null, null] as readonly (number | null)[] } = {},
) {
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
      answerLength: async (prompt, most) => {
        const length = lengths[who === 'original' ? 0 : 1] ?? null;
        log.push(`${who} answers ${prompt.join()} within ${most}`);
        return length;
      },
      dtype,
      release: async () => void log.push(`release ${who}`),
    };
  };
  const compare = () =>
    compareLogits(
      asked,
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
  const close = [
    [1, 2, 4],
    [-20, 5, 1, 0, 8, 0.25],
  ];
  const { compare, log } = sources(base, expected, close, 'bfloat16', { lengths: [3, 7] });
  expect(await compare()).toEqual({
    dtype: 'bfloat16',
    largestDifference: 0.25,
    tolerance: 2,
    adapterEffect: 20,
    // The effect is 1 at one logit, and -20, 5, 1 and 8 at others; the error is 0.25 where there is none.
    relativeError: 0.25 / Math.sqrt(1 + 400 + 25 + 1 + 64),
    relativeLimit: 0.02,
    effectShare: 1,
    equalArgmax: 1,
    divergence: expect.closeTo(divergenceOf([0, 8, 0], [0, 8, 0.25]) / 3, 12),
    heldOut: null,
    answers: { asked: 2, ended: 2, endedAgain: 2 },
  });
  expect(log).toEqual([
    ...['open original', 'original 7', '-', 'original 1,2', '-', 'base 7', '-', 'base 1,2', '-'],
    ...['original answers 7 within 64', 'original answers 1,2 within 64'],
    ...['release original', 'open found', 'found 7', '-', 'found 1,2', '-'],
    ...['found answers 7 within 22', 'found answers 1,2 within 22', 'release found'],
  ]);
});

/** Σ p log(p / q) with p and q the softmax of these logits. */
function divergenceOf(a: readonly number[], b: readonly number[]): number {
  const softmax = (logits: readonly number[]) => {
    const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
    return logits.map((value) => Math.exp(value) / total);
  };
  const [p, q] = [softmax(a), softmax(b)];
  return p.reduce((sum, each, i) => sum + each * Math.log(each / q[i]!), 0);
}

test('the loss over held-out rows is that of their labels, with the base, the adapter and the export', async () => {
  const asked = [prompts[0]!, { ids: Int32Array.of(1, 2), answerAt: 1, supervised: Uint8Array.of(0, 1) }];
  const found = [expected[0]!, [-20, 5, 1.125, 0, 8, 0]];
  const { heldOut } = await sources(base, expected, found, 'bfloat16', { asked }).compare();
  const loss = (logits: readonly number[]) =>
    Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0)) - logits[2]!;
  expect(heldOut).toEqual({
    rows: 1,
    before: expect.closeTo(Math.log(3), 12),
    adapted: expect.closeTo(loss([-20, 5, 1]), 12),
    exported: expect.closeTo(loss([-20, 5, 1.125]), 12),
  });
});

test('answers that ended have to end again, unless the original does not end them either', async () => {
  const compare = (lengths: readonly (number | null)[]) =>
    sources(base, expected, expected, 'float32', { lengths }).compare();
  await expect(compare([3, null])).rejects.toThrow(
    'none of the 2 answers that ended with an end token ends any more',
  );
  expect((await compare([null, null])).answers).toEqual({ asked: 2, ended: 0, endedAgain: 0 });
});

test('an export that has only a part of the effect is measured by that part', async () => {
  const part = expected.map((row, n) => row.map((value, i) => (3 * value + base[n]![i]!) / 4));
  // The bound is wide enough for it only beside a large logit.
  const beside = (rows: Answers) => [[500, ...rows[0]!.slice(1)], rows[1]!];
  const figures = await sources(beside(base), beside(expected), beside(part), 'bfloat16').compare();
  expect(figures).toMatchObject({ largestDifference: 5, effectShare: 0.75, relativeError: 0.25 });
  // Rounding is of the size of the logits: 0.015 of them, where the adapter changes less.
  expect(figures.relativeLimit).toBeCloseTo((0.015 * 500) / Math.sqrt(491), 1);
});

test.each([
  [
    'bfloat16',
    0.021,
    'bfloat16 logits differ from those of base and adapter by 2.1 % of what the adapter changes; at most 2 % is allowed',
  ],
  ['float16', 0.004, 'by 0.4 % of what the adapter changes; at most 0.3 % is allowed'],
  ['float32', 0.004, 'float32 logits differ'],
] as const)('in %s a scale that is off by %d is more than rounding', async (dtype, off, text) => {
  const scaled = expected.map((row, n) => row.map((value, i) => value + off * (value - base[n]![i]!)));
  await expect(sources(base, expected, scaled, dtype).compare()).rejects.toThrow(text);
  const sound = expected.map((row, n) => row.map((value, i) => value + (off / 3) * (value - base[n]![i]!)));
  if (dtype !== 'float32')
    expect((await sources(base, expected, sound, dtype).compare()).effectShare).toBeCloseTo(1 + off / 3, 5);
});

test('without an effect there is nothing to relate a difference to', async () => {
  const figures = await sources(base, base, base).compare();
  expect(figures).toMatchObject({ largestDifference: 0, relativeError: null, effectShare: null });
});

test('the share of equal tokens counts tokens, not prompts', async () => {
  const found = [
    [1, 2, 4],
    [-20, 4.375, 4.4375, 0, 8, 0],
  ];
  const { equalArgmax } = await sources(
    [[9, 9, 9], base[1]!],
    [expected[0]!, [-20, 4.5, 4.375, 0, 8, 0]],
    found,
    'bfloat16',
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
    'float32',
    'drift',
    'float32 logits differ from those of base and adapter by up to 0.01; at most 0.002 can be rounding',
  ],
  [
    'an effect that rounding took',
    faint,
    [base[0]!, [0.5, 0, 0, 0, 20, 0]],
    [base[0]!, [0.1, 0, 0, 0, 20, 0]],
    'bfloat16',
    'drift',
    'by 80 % of what the adapter changes; at most 50 % is allowed',
  ],
  ['NaN', base, expected, [[1, Number.NaN, 4], expected[1]!], 'float32', 'drift', 'by up to NaN'],
  ['infinite logits', base, [[1, 2, Infinity], base[1]!], expected, 'float32', 'not-finite', 'NaN or infinite'],
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
