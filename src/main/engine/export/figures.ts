/** Figures of two models' logits: how far apart they are, alone and beside what the adapter changes. */

import { argmax } from '../infer/sample.ts';
import type { Prompt } from './prompts.ts';

/** Logits of each prompt, [tokens, vocabulary], row-major. */
export type Answers = readonly Float32Array[];

/** Largest |a - b|; b undefined: largest |a|. NaN where there is one. */
export function largestDifference(a: Answers, b?: Answers): number {
  let most = 0;
  a.forEach((row, n) => {
    const other = b?.[n];
    for (let i = 0; i < row.length; i++) most = Math.max(most, Math.abs(row[i]! - (other?.[i] ?? 0)));
  });
  return most;
}

/** sqrt(mean (a - b)²); b undefined: of a alone. */
export function rootMeanSquare(a: Answers, b?: Answers): number {
  let [sum, count] = [0, 0];
  a.forEach((row, n) => {
    const other = b?.[n];
    for (let i = 0; i < row.length; i++) sum += (row[i]! - (other?.[i] ?? 0)) ** 2;
    count += row.length;
  });
  return Math.sqrt(sum / count);
}

/**
 * With effect e = expected - plain and what is found of it, f = found - plain:
 * relativeError = sqrt(Σ(f - e)² / Σe²), effectShare = Σfe / Σe², the least-squares slope of f on e. Null without effect.
 */
export function relativeToEffect(plain: Answers, expected: Answers, found: Answers) {
  let [effects, errors, products] = [0, 0, 0];
  expected.forEach((row, n) => {
    const [without, other] = [plain[n] as Float32Array, found[n] as Float32Array];
    for (let i = 0; i < row.length; i++) {
      const effect = row[i]! - without[i]!;
      const arrived = other[i]! - without[i]!;
      effects += effect * effect;
      errors += (arrived - effect) ** 2;
      products += arrived * effect;
    }
  });
  if (effects === 0) return { relativeError: null, effectShare: null };
  return { relativeError: Math.sqrt(errors / effects), effectShare: products / effects };
}

/** Share of the prompts' tokens after which both think the same token likeliest. */
export function equalArgmax(a: Answers, b: Answers, prompts: readonly Prompt[]): number {
  let [equal, rows] = [0, 0];
  forEachRow(a, prompts, (row, n, start) => {
    rows++;
    const other = (b[n] as Float32Array).subarray(start, start + row.length);
    if (argmax(row) === argmax(other)) equal++;
  });
  return equal / rows;
}

/** Mean of Σ p log(p / q) over the prompts' tokens, p the distribution after `a` and q the one after `b`, in nats. */
export function meanDivergence(a: Answers, b: Answers, prompts: readonly Prompt[]): number {
  let [sum, rows] = [0, 0];
  forEachRow(a, prompts, (row, n, start) => {
    rows++;
    const other = (b[n] as Float32Array).subarray(start, start + row.length);
    const [normal, normalOther] = [logSumExp(row), logSumExp(other)];
    for (let i = 0; i < row.length; i++) {
      const log = row[i]! - normal;
      sum += Math.exp(log) * (log - (other[i]! - normalOther));
    }
  });
  return sum / rows;
}

/** Mean -log p over the supervised tokens, in nats; null where there are none. */
export function meanLoss(a: Answers, prompts: readonly Prompt[]): number | null {
  let [sum, labels] = [0, 0];
  prompts.forEach(({ ids, supervised }, n) => {
    const logits = a[n] as Float32Array;
    const vocabulary = logits.length / ids.length;
    for (let i = 1; i < ids.length; i++) {
      if (supervised?.[i] !== 1) continue;
      const row = logits.subarray((i - 1) * vocabulary, i * vocabulary);
      sum += logSumExp(row) - row[ids[i]!]!;
      labels++;
    }
  });
  return labels === 0 ? null : sum / labels;
}

function forEachRow(
  answers: Answers,
  prompts: readonly Prompt[],
  visit: (row: Float32Array, prompt: number, start: number) => void,
): void {
  answers.forEach((logits, n) => {
    const vocabulary = logits.length / (prompts[n] as Prompt).ids.length;
    for (let start = 0; start < logits.length; start += vocabulary)
      visit(logits.subarray(start, start + vocabulary), n, start);
  });
}

function logSumExp(row: Float32Array): number {
  const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (const value of row) sum += Math.exp(value - most);
  return most + Math.log(sum);
}
