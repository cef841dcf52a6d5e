/** Exports: what was written where, and the proof that it computes the same. */
import { z } from 'zod';

export const exportTargetSchema = z.enum(['peft', 'merged']);

export const exportDtypeSchema = z.enum(['base', 'float32', 'float16', 'bfloat16']);

/** certificate.json. */
export const certificateSchema = z.object({
  target: exportTargetSchema,
  dtype: z.string(),
  prompts: z.int(),
  tokens: z.int(),
  largestDifference: z.number(),
  tolerance: z.number(),
  adapterEffect: z.number(),
  equalArgmax: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
});

export const exportSchema = z.object({
  id: z.string(),
  adapterVersionId: z.string().nullable(),
  /** "Name v2". */
  adapter: z.string(),
  model: z.string(),
  target: exportTargetSchema,
  path: z.string(),
  bytes: z.int().nonnegative(),
  certificate: certificateSchema,
  createdAt: z.number(),
  missing: z.boolean(),
});

export type Export = z.infer<typeof exportSchema>;
