/** How far a run has come: with its settings and the parameters it fixes every step that follows. */

import { z } from 'zod';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { Prepared } from './prepare.ts';
import { recoverySchema } from './recovery.ts';

/** Checkpoints of versions before 0.2 name some things otherwise. */
function fromEarlier(progress: unknown): unknown {
  const { healing, ...rest } = progress as { readonly healing?: { readonly setbacks: number } };
  if (healing === undefined) return progress;
  const { setbacks: rollbacks, ...recovery } = healing;
  return { ...rest, recovery: { rollbacks, ...recovery } };
}

const fields = z.strictObject({
  /** Steps taken. Data order and dropout follow from it and the seed. */
  step: z.int().min(0),
  /** Held-out loss at this step, where it was measured. */
  heldOutLoss: z.number().nullable(),
  /** The best step so far and its held-out loss. */
  best: z.strictObject({ step: z.int().min(0), heldOutLoss: z.number() }).nullable(),
  heldOutLossBefore: z.number().nullable(),
  /** Measurements in a row that were no better than the best. */
  sinceBest: z.int().min(0),
  /** The last step a measurement was due and went well: where to go back to, whatever the clock says. */
  goodStep: z.int().min(0),
  /** The last steps' losses, latest last. */
  recentLosses: z.array(z.number()),
  recovery: recoverySchema,
});

export const progressSchema = z.preprocess(fromEarlier, fields);
export type Progress = z.infer<typeof progressSchema>;

/** Before the first step. */
export function startOf({ config, microTokens }: Pick<Prepared, 'config' | 'microTokens'>): Progress {
  const { recompute } = config;
  return {
    step: 0,
    heldOutLoss: null,
    best: null,
    heldOutLossBefore: null,
    sinceBest: 0,
    goodStep: 0,
    recentLosses: [],
    recovery: { rollbacks: 0, rateFactor: 1, microTokens, recompute, rowTokens: null },
  };
}

/** Whether training no longer gains anything. */
export function isFlat({ sinceBest }: Progress, { patience }: Pick<RunConfig, 'patience'>): boolean {
  return patience > 0 && sinceBest >= patience;
}

/** Once the held-out rows are measured. The untouched model is what results are compared with, not a result. */
export function measured(progress: Progress, heldOutLoss: number): Progress {
  const { step, best, sinceBest } = progress;
  if (step === 0) return { ...progress, heldOutLoss, heldOutLossBefore: heldOutLoss };
  if (best === null || heldOutLoss < best.heldOutLoss)
    return { ...progress, heldOutLoss, best: { step, heldOutLoss }, sinceBest: 0 };
  return { ...progress, heldOutLoss, sinceBest: sinceBest + 1 };
}
