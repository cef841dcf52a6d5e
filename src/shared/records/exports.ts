/** Exports: what was written where, and the proof that it computes the same. */
import { z } from 'zod';
import { exportTargetSchema } from '../exportTargets.ts';

/** certificate.json. It travels with the export, so it tells nothing of the machine it was made on. */
export const certificateSchema = z.object({
  target: exportTargetSchema,
  base: z.object({
    name: z.string(),
    /** `organisation/model`, where it came from the Hub. */
    hubId: z.string().nullable(),
    sha256: z.string(),
  }),
  adapter: z.object({
    name: z.string(),
    sha256: z.string(),
    /** The base it was trained on, where that is another one than this whose shapes agree. */
    trainedOn: z.string().optional(),
  }),
  /** PyTorch's name of the coarsest element type among the exported model's weights. */
  dtype: z.string(),
  prompts: z.int(),
  tokens: z.int(),
  /** Largest |difference| of a logit between the export and base plus adapter. */
  largestDifference: z.number(),
  /** What `largestDifference` may be at most. */
  tolerance: z.number(),
  /** Largest |difference| of a logit between base plus adapter and the base alone: what the adapter changes. */
  adapterEffect: z.number(),
  /**
   * Root mean square of the difference over that of what the adapter changes, over all logits; null where it changes
   * nothing, and in certificates written before this was measured.
   */
  relativeError: z.number().nullable().default(null),
  /** How much of what the adapter changes arrived, 1 for all of it: the slope of found on expected changes; null as above. */
  effectShare: z.number().nullable().default(null),
  /** Share of the tokens after which both think the same token likeliest. */
  equalArgmax: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
});

export type Certificate = z.infer<typeof certificateSchema>;

export const exportSchema = z.object({
  id: z.string(),
  adapterVersionId: z.string().nullable(),
  /** "Name v2". */
  adapter: z.string(),
  model: z.string(),
  /** Where the base lies here; null where it is not known any more. */
  basePath: z.string().nullable(),
  target: exportTargetSchema,
  path: z.string(),
  bytes: z.int().nonnegative(),
  certificate: certificateSchema,
  createdAt: z.number(),
  missing: z.boolean(),
});

export type Export = z.infer<typeof exportSchema>;
