/** Chooses the next token from its logits: the likeliest, or one drawn; the same seed gives the same tokens. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { Random } from '../runtime/random.ts';

export interface SamplingOptions {
  /** Logits are divided by it; 0: always the likeliest token. */
  readonly temperature: number;
  /** Only the k likeliest tokens, and those as likely as the k-th, may be drawn; 0: all. */
  readonly topK?: number;
  /** Only the fewest likeliest tokens whose probabilities add up to this may be drawn, in (0, 1]. */
  readonly topP?: number;
  readonly seed?: number;
}

/**
 * Takes logits [vocabulary], gives a token. The order of restrictions is transformers': temperature, top-k, top-p.
 * Holtzman et al. 2019, "The curious case of neural text degeneration" (top-p). Throws AppError `not-finite`.
 */
export function sampler(options: SamplingOptions): (logits: Float32Array) => number {
  const { temperature, topK = 0, topP = 1, seed = 0 } = options;
  const random = new Random(seed);
  return (logits) => {
    const best = argmax(logits);
    const most = logits[best]!;
    if (!Number.isFinite(most))
      throw new AppError(
        'not-finite',
        say`the model computes ${most} where the next token's logits should be`,
        say`Try it without the adapter: if that works, the adapter is damaged; else the model is.`,
      );
    if (temperature === 0) return best;
    const least = topK > 0 && topK < logits.length ? kthLargest(logits, topK) : Number.NEGATIVE_INFINITY;
    const weights = new Float64Array(logits.length);
    for (let i = 0; i < logits.length; i++) {
      const logit = logits[i]!;
      if (logit >= least) weights[i] = Math.exp((logit - most) / temperature);
    }
    return draw(topP < 1 ? nucleus(weights, topP) : weights, random.uniform());
  };
}

/** Index of the largest value; the first of equals. */
export function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Keeps the k largest so far in order: few of a vocabulary get past the smallest of them. */
function kthLargest(values: Float32Array, k: number): number {
  const largest = new Float32Array(k).fill(Number.NEGATIVE_INFINITY); // ascending
  for (const value of values) {
    if (value <= largest[0]!) continue;
    let place = 0;
    for (; place + 1 < k && largest[place + 1]! < value; place++) largest[place] = largest[place + 1]!;
    largest[place] = value;
  }
  return largest[0]!;
}

/** The largest weights that make up the share `topP` of the total, the others 0. */
function nucleus(weights: Float64Array, topP: number): Float64Array {
  const total = sum(weights);
  // All weights below this add up to less than 1 - topP, so the nucleus lies above: few remain to be sorted.
  const floor = ((1 - topP) * total) / weights.length;
  const ascending = weights.filter((weight) => weight >= floor).sort();
  let [at, reached] = [ascending.length, 0];
  while (at > 0 && reached < topP * total) reached += ascending[--at]!;
  const least = ascending[at]!;
  return weights.map((weight) => (weight < least ? 0 : weight));
}

/** The index at which the running sum passes `uniform`, in [0, 1), of the total. */
function draw(weights: Float64Array, uniform: number): number {
  const target = uniform * sum(weights);
  let [reached, last] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    reached += weight;
    last = i;
    if (reached > target) break;
  }
  return last;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
