/** Measures how far a model's logits are from those they should be, and refuses what no rounding explains. */

import { AppError } from '../../../shared/errors.ts';
import { english } from '../../../shared/numbers.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import { departure } from './departure.ts';
import {
  type Answers,
  equalArgmax,
  largestDifference,
  meanDivergence,
  meanLoss,
  relativeToEffect,
  rootMeanSquare,
} from './figures.ts';
import type { LogitSource, Logits, OriginalSource, WeightType } from './logitSource.ts';
import type { Prompt } from './prompts.ts';

interface Bounds {
  /** Of the largest |difference|, relative to the largest |logit|. */
  readonly absolute: number;
  /** Of the difference relative to what the adapter changes, as root mean squares. */
  readonly relative: number;
  /** The same relative to the logits: what rounding costs however little the adapter changes. */
  readonly rounding: number;
}

/**
 * Rounding a weight moves it by up to 2^-25, 2^-12 or 2^-9 of itself, and the absolute bounds leave room for many layers
 * of that. Relative to the effect of a real adapter sound exports are at 0.0009 and, in bfloat16, 0.008; one matrix of
 * 210 left out is at 0.067, a scale of 1.1 at 0.094. Relative to the logits the small golden models, each weight rounded
 * from float32, are at 0.0018 and 0.0133 at most.
 */
const bounds: Readonly<Record<WeightType, Bounds>> = {
  float64: { absolute: 1e-4, relative: 0.003, rounding: 1e-5 },
  float32: { absolute: 1e-4, relative: 0.003, rounding: 1e-5 },
  float16: { absolute: 2e-2, relative: 0.003, rounding: 0.002 },
  bfloat16: { absolute: 1e-1, relative: 0.02, rounding: 0.015 },
  q8_0: { absolute: 1e-1, relative: 0.06, rounding: 0.04 },
  q6_k: { absolute: 3e-1, relative: 0.15, rounding: 0.1 },
  q5_k_m: { absolute: 5e-1, relative: 0.4, rounding: 0.2 },
  q4_k_m: { absolute: 5e-1, relative: 0.4, rounding: 0.3 },
  // What goes into each product is rounded to 8 bits too, which costs more than the weights: 0.073 on SmolLM2-135M.
  int8: { absolute: 2e-1, relative: 0.15, rounding: 0.1 },
  int4: { absolute: 5e-1, relative: 0.4, rounding: 0.3 },
};

/** With more of an adapter's effect lost, the export would answer as the base does. */
const mostLost = 0.5;

/** Answers asked for, and the tokens in which the original has to end one for the export to have to as well. */
const mostAnswers = 4;
const answerTokens = 64;

export type Drift = Pick<
  Certificate,
  | 'dtype'
  | 'largestDifference'
  | 'tolerance'
  | 'adapterEffect'
  | 'relativeError'
  | 'relativeLimit'
  | 'effectShare'
  | 'equalArgmax'
  | 'divergence'
  | 'heldOut'
  | 'answers'
>;

/**
 * Asks both the same, one after the other, so that only one of them is in memory.
 * @param afterEach called after each prompt of each of the three: with adapter, without, and as it was found
 * @throws AppError `drift` when they differ by more than the element type explains, or answers do not end any more;
 *   `not-finite`
 */
export async function compareLogits(
  prompts: readonly Prompt[],
  openOriginal: () => Promise<OriginalSource>,
  openFound: () => Promise<LogitSource>,
  afterEach: () => Promise<void>,
): Promise<Drift> {
  const ask = async (logits: Logits): Promise<Answers> => {
    const answers: Float32Array[] = [];
    for (const { ids } of prompts) {
      answers.push(await logits(ids));
      await afterEach();
    }
    return answers;
  };
  const asked = prompts.slice(0, mostAnswers).map(({ ids, answerAt }) => ids.subarray(0, answerAt));
  const original = await using(openOriginal, async (source) => {
    const [expected, plain] = [await ask(source.logits), await ask(source.baseLogits)];
    requireFinite(expected, plain);
    return { expected, plain, lengths: await answerLengths(source, asked) };
  });
  const { expected, plain, lengths } = original;
  const { found, dtype, ended } = await using(openFound, async (source) => ({
    found: await ask(source.logits),
    dtype: source.dtype,
    ended: await endedAgain(source, asked, lengths),
  }));
  const { absolute, relative, rounding } = bounds[dtype];
  const [logits, effect] = [rootMeanSquare(expected), rootMeanSquare(expected, plain)];
  const drift: Drift = {
    dtype,
    largestDifference: largestDifference(expected, found),
    tolerance: absolute * largestDifference(expected),
    adapterEffect: largestDifference(expected, plain),
    ...relativeToEffect(plain, expected, found),
    relativeLimit: Math.min(mostLost, Math.max(relative, (rounding * logits) / effect)),
    equalArgmax: equalArgmax(expected, found, prompts),
    divergence: meanDivergence(expected, found, prompts),
    heldOut: heldOutLoss(prompts, plain, expected, found),
    answers: {
      asked: asked.length,
      ended: lengths.filter((length) => length !== null).length,
      endedAgain: ended,
    },
  };
  refuseDrift(drift, effect <= bounds.float32.rounding * logits);
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

async function answerLengths(source: LogitSource, asked: readonly Int32Array[]) {
  const lengths: (number | null)[] = [];
  for (const prompt of asked) lengths.push(await source.answerLength(prompt, answerTokens));
  return lengths;
}

/** How many of the answers that ended end again; rounding may change one, so each gets more room. */
async function endedAgain(
  source: LogitSource,
  asked: readonly Int32Array[],
  lengths: readonly (number | null)[],
): Promise<number> {
  let ended = 0;
  for (const [i, length] of lengths.entries()) {
    if (length === null) continue;
    const again = await source.answerLength(asked[i] as Int32Array, 2 * length + 16);
    if (again !== null) ended++;
  }
  return ended;
}

function requireFinite(...answers: readonly Answers[]): void {
  if (answers.every((each) => Number.isFinite(largestDifference(each)))) return;
  throw new AppError(
    'not-finite',
    say`the model computes NaN or infinite logits with this adapter`,
    say`Train again at a lower learning rate, or export an earlier adapter.`,
  );
}

function heldOutLoss(
  prompts: readonly Prompt[],
  plain: Answers,
  expected: Answers,
  found: Answers,
): Drift['heldOut'] {
  const [before, adapted, exported] = [plain, expected, found].map((answers) => meanLoss(answers, prompts));
  if (before == null || adapted == null || exported == null) return null;
  return { rows: prompts.filter(({ supervised }) => supervised).length, before, adapted, exported };
}

/** @param invisible whether the adapter changes no more than float32 itself leaves open */
function refuseDrift(drift: Drift, invisible: boolean): void {
  const {
    dtype,
    largestDifference: largest,
    tolerance,
    relativeError: error,
    relativeLimit,
    answers,
  } = drift;
  const percent = (share: number) => `${english.significant(100 * share, 3)} %`;
  const hint =
    dtype === 'float32'
      ? say`Please report this; export the adapter itself instead.`
      : say`Export with --dtype float32.`;
  // NaN, where a type cannot hold a weight, is not below it either.
  if (!(largest <= tolerance))
    throw departure(
      say`${dtype} logits differ from those of base and adapter by up to ${english.significant(largest, 3)}; at most ${english.significant(tolerance, 3)} can be rounding`,
      hint,
    );
  if (!invisible && error !== null && relativeLimit !== null && !(error <= relativeLimit))
    throw departure(
      say`${dtype} logits differ from those of base and adapter by ${percent(error)} of what the adapter changes; at most ${percent(relativeLimit)} is allowed`,
      hint,
    );
  if (answers && answers.ended > 0 && answers.endedAgain === 0)
    throw departure(say`none of the ${answers.ended} answers that ended with an end token ends any more`);
}
