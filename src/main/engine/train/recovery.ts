/** What a run says and does about its own mishaps: numbers that are not finite, a loss that explodes, memory that runs out. */

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { amount, type Sentence, say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import { findNonFinite } from '../formats/readTensor.ts';

/** What mishaps have changed about a run; saved with its progress, so that a resumed run goes the same way. */
export const recoverySchema = z.strictObject({
  /** Times it went back to an earlier step. */
  rollbacks: z.int().min(0),
  /** Multiplies the learning rate. */
  rateFactor: z.number().positive(),
  /** Tokens of one forward pass. */
  microTokens: z.int().min(1),
  recompute: z.enum(['none', 'cheap', 'layer']),
  /** Training rows are cut to it; null: none is. */
  rowTokens: z.int().min(1).nullable(),
});

export type Recovery = z.infer<typeof recoverySchema>;

/** What there is to choose from. */
export interface Constraints {
  /** Tokens of the longest row, before any cut of ours. */
  readonly longest: number;
  readonly packing: boolean;
  /** The user agrees to shorter rows where nothing else helps. */
  readonly allowShorter: boolean;
}

export interface Remedy {
  readonly recovery: Recovery;
  /** Go back to the last good step; otherwise the step is tried again. */
  readonly back: boolean;
  /** What is done, to follow what happened. */
  readonly words: Sentence;
}

const mostRollbacks = 3;
/** Rows are not cut shorter than this. */
const fewestTokens = 64;

/** What to do about `error`; undefined: nothing helps. */
export function remedyFor(error: unknown, recovery: Recovery, constraints: Constraints): Remedy | undefined {
  if (!(error instanceof AppError)) return undefined;
  if (error.code === 'not-finite') return slower(recovery);
  if (error.code === 'memory') return smaller(recovery, constraints);
  return undefined;
}

function slower(recovery: Recovery): Remedy | undefined {
  const rollbacks = recovery.rollbacks + 1;
  if (rollbacks > mostRollbacks) return undefined;
  const words = say`going back to the last good step and halving the learning rate (rollback ${rollbacks} of at most ${mostRollbacks})`;
  return { recovery: { ...recovery, rollbacks, rateFactor: recovery.rateFactor / 2 }, back: true, words };
}

/** Cheapest first: smaller passes cost little time, recomputation a third more, shorter rows cost content. */
function smaller(recovery: Recovery, { longest, packing, allowShorter }: Constraints): Remedy | undefined {
  const { microTokens, recompute, rowTokens } = recovery;
  const row = Math.min(longest, rowTokens ?? longest);
  const remedy = (changes: Partial<Recovery>, words: Sentence): Remedy => ({
    recovery: { ...recovery, ...changes },
    back: false,
    words,
  });
  if (packing && microTokens > row) {
    const less = Math.max(row, microTokens >> 1);
    return remedy(
      { microTokens: less },
      say`a pass holds ${less} tokens from here on, not ${microTokens}; steps stay as large`,
    );
  }
  if (recompute !== 'layer')
    return remedy(
      { recompute: 'layer' },
      say`each layer is computed again in the backward pass from here on, which takes about a third longer and less memory`,
    );
  if (!allowShorter || row <= fewestTokens) return undefined;
  const shorter = Math.max(fewestTokens, row >> 1);
  return remedy(
    { rowTokens: shorter, microTokens: Math.min(microTokens, shorter) },
    say`training rows are cut to ${shorter} tokens from here on, as the settings allow`,
  );
}

/** What is wrong with a step, if anything. @param losses of the last steps, this one's last @param norm of its gradient */
export function troubleWith(losses: readonly number[], norm: number): Sentence | undefined {
  const loss = losses.at(-1)!;
  if (!Number.isFinite(loss)) return say`the loss became ${loss}`;
  if (!Number.isFinite(norm)) return say`the gradient's norm became ${norm}`;
  const usual = explodedFrom(losses);
  return usual === undefined
    ? undefined
    : say`the loss exploded from ${amount.loss(usual)} to ${amount.loss(loss)}`;
}

/** Losses kept to judge the next ones by, and how many of the last must all be out of line. */
export const keptLosses = 40;
const [fewestBefore, inARow] = [10, 3];

/**
 * The median loss that the last three steps left far behind; undefined: they did not. Far is three times at once: twice the
 * median, a nat above it, and eight deviations (1.4826 times the median distance from the median, as for normal noise). One
 * odd batch is no explosion, and neither is a slow rise.
 */
export function explodedFrom(losses: readonly number[]): number | undefined {
  const [before, last] = [losses.slice(0, -inARow), losses.slice(-inARow)];
  if (before.length < fewestBefore) return undefined;
  const usual = median(before);
  const deviation = 1.4826 * median(before.map((loss) => Math.abs(loss - usual)));
  const limit = Math.max(2 * usual, usual + 1, usual + 8 * deviation);
  return last.every((loss) => loss > limit) ? usual : undefined;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle]!;
  return sorted.length % 2 === 1 ? upper : (upper + sorted[middle - 1]!) / 2;
}

/** A number became infinite, not a number, or absurd at a step. Damaged weights can also show late, when a token comes up whose embedding is damaged. */
export function notFinite({ tensors, folder }: BaseModel, step: number, what: Sentence): AppError {
  const tensor = findNonFinite(tensors);
  if (tensor) return damagedWeights(tensor, folder.path);
  const hint = say`Use a lower learning rate, such as half of it.`;
  return new AppError('not-finite', say`step ${step}: ${what}`, hint);
}

/** `tensor` is to blame; undefined: none is. */
export function damagedWeights(tensor: string | undefined, folder: string): AppError {
  return new AppError(
    'bad-model',
    tensor
      ? say`${folder}: the tensor ${tensor} holds numbers that are not finite (NaN or infinite)`
      : say`${folder}: the loss of the untouched model is not a number, though its weights are`,
    say`The weights are damaged: download the model again.`,
  );
}
