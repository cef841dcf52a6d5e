/** Measures how far a model's logits are from those they should be, and refuses what no rounding explains. */

import { AppError } from '../../../shared/errors.ts';
import { english } from '../../../shared/numbers.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import { type FloatType, torchNames } from '../formats/float.ts';
import { argmax } from '../infer/sample.ts';
import type { LogitSource, Logits, OriginalSource } from './logitSource.ts';

/**
 * How far logits may drift, relative to the largest |logit|. Rounding a weight moves it by up to 2^-25, 2^-12 or 2^-9
 * of itself; the bounds leave room for many layers of that, and none for a wrong scale or a transposed matrix.
 */
const tolerances: Readonly<Record<FloatType, number>> = { F64: 1e-4, F32: 1e-4, F16: 2e-2, BF16: 1e-1 };

export type Drift = Pick<
  Certificate,
  | 'dtype'
  | 'largestDifference'
  | 'tolerance'
  | 'adapterEffect'
  | 'relativeError'
  | 'effectShare'
  | 'equalArgmax'
>;

/**
 * Asks both the same, one after the other, so that only one of them is in memory.
 * @param afterEach called after each prompt of each of the three: with adapter, without, and as it was found
 * @throws AppError `drift` when they differ by more than the element type explains, or by more than half of what the
 *   adapter changes; `not-finite`
 */
export async function compareLogits(
  prompts: readonly Int32Array[],
  openOriginal: () => Promise<OriginalSource>,
  openFound: () => Promise<LogitSource>,
  afterEach: () => Promise<void>,
): Promise<Drift> {
  const ask = async (logits: Logits): Promise<readonly Float32Array[]> => {
    const answers: Float32Array[] = [];
    for (const ids of prompts) {
      answers.push(await logits(ids));
      await afterEach();
    }
    return answers;
  };
  const [expected, plain] = await using(openOriginal, async ({ logits, baseLogits }) => [
    await ask(logits),
    await ask(baseLogits),
  ]);
  const [found, dtype] = await using(openFound, async (source) => [await ask(source.logits), source.dtype]);
  const scale = largestDifference(expected);
  const drift = {
    dtype: torchNames[dtype],
    largestDifference: largestDifference(expected, found),
    tolerance: tolerances[dtype] * scale,
    adapterEffect: largestDifference(expected, plain),
    ...relativeToEffect(plain, expected, found),
    equalArgmax: equalArgmax(expected, found, prompts),
  };
  refuseDrift(drift, tolerances.F32 * scale);
  return drift;
}

async function using<S extends LogitSource, T>(
  open: () => Promise<S>,
  work: (source: S) => Promise<T>,
): Promise<T> {
  const source = await open();
  try {
    return await work(source);
  } finally {
    await source.release();
  }
}

/** @param visible an effect smaller than this is none */
function refuseDrift(
  { dtype, largestDifference: drift, tolerance, adapterEffect: effect }: Drift,
  visible: number,
): void {
  if (!Number.isFinite(tolerance + effect))
    throw new AppError(
      'not-finite',
      'the model computes NaN or infinite logits with this adapter',
      'Train again at a lower learning rate, or export an earlier adapter.',
    );
  const found = `${dtype} logits differ from those of base and adapter by up to ${english.significant(drift, 3)}`;
  const hint =
    dtype === 'float32'
      ? 'Please report this; export the adapter itself instead.'
      : 'Export with --dtype float32.';
  // NaN, where a type cannot hold a weight, is not below it either.
  if (!(drift <= tolerance))
    throw new AppError(
      'drift',
      `${found}; at most ${english.significant(tolerance, 3)} can be rounding`,
      hint,
    );
  // Updates below half a weight's spacing vanish: the merged model would answer as the base does.
  if (effect > visible && drift > effect / 2)
    throw new AppError(
      'drift',
      `${found}; the adapter itself changes them by only ${english.significant(effect, 3)}`,
      hint,
    );
}

/** Largest |a - b|; b undefined: largest |a|. NaN where there is one. */
function largestDifference(a: readonly Float32Array[], b?: readonly Float32Array[]): number {
  let most = 0;
  a.forEach((row, n) => {
    const other = b?.[n];
    for (let i = 0; i < row.length; i++)
      most = Math.max(most, Math.abs((row[i] as number) - (other?.[i] ?? 0)));
  });
  return most;
}

/**
 * With effect e = expected - plain and what is found of it, f = found - plain:
 * relativeError = sqrt(Σ(f - e)² / Σe²), effectShare = Σfe / Σe², the least-squares slope of f on e.
 */
function relativeToEffect(
  plain: readonly Float32Array[],
  expected: readonly Float32Array[],
  found: readonly Float32Array[],
): Pick<Drift, 'relativeError' | 'effectShare'> {
  let [effects, errors, products] = [0, 0, 0];
  expected.forEach((row, n) => {
    const [without, other] = [plain[n] as Float32Array, found[n] as Float32Array];
    for (let i = 0; i < row.length; i++) {
      const effect = (row[i] as number) - (without[i] as number);
      const arrived = (other[i] as number) - (without[i] as number);
      effects += effect * effect;
      errors += (arrived - effect) ** 2;
      products += arrived * effect;
    }
  });
  if (effects === 0) return { relativeError: null, effectShare: null };
  return { relativeError: Math.sqrt(errors / effects), effectShare: products / effects };
}

/** Share of the prompts' tokens after which both think the same token likeliest. */
function equalArgmax(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  prompts: readonly Int32Array[],
): number {
  let [equal, rows] = [0, 0];
  a.forEach((logits, n) => {
    const vocabulary = logits.length / (prompts[n] as Int32Array).length;
    for (let start = 0; start < logits.length; start += vocabulary, rows++) {
      const best = (all: Float32Array) => argmax(all.subarray(start, start + vocabulary));
      if (best(logits) === best(b[n] as Float32Array)) equal++;
    }
  });
  return equal / rows;
}
