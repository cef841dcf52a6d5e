/** Adapters and their versions: what accepted runs became. */
import { z } from 'zod';
import { tallySchema } from './playground.ts';

export const adapterVersionSchema = z.object({
  id: z.string(),
  adapterId: z.string(),
  /** From 1 within its adapter. */
  number: z.int().positive(),
  /** The version it was continued from. */
  parentId: z.string().nullable(),
  runId: z.string().nullable(),
  dataVersionId: z.string().nullable(),
  /** Folder in PEFT's form. */
  path: z.string(),
  bytes: z.int().nonnegative(),
  rank: z.int().positive(),
  heldOutLoss: z.number().nullable(),
  /** 1 to 5 stars. */
  rating: z.int().min(1).max(5).nullable(),
  /** Of its blind tests against the base. */
  tally: tallySchema,
  notes: z.string(),
  tags: z.array(z.string()),
  archived: z.boolean(),
  createdAt: z.number(),
  missing: z.boolean(),
});

export type AdapterVersion = z.infer<typeof adapterVersionSchema>;

export const adapterSchema = z.object({
  id: z.string(),
  name: z.string(),
  model: z.string(),
  modelId: z.string().nullable(),
  baseHash: z.string().nullable(),
  /** Oldest first. */
  versions: z.array(adapterVersionSchema),
  createdAt: z.number(),
});

export type Adapter = z.infer<typeof adapterSchema>;

export const adapterListSchema = z.object({
  adapters: z.array(adapterSchema),
  /** What the line on LoRA's point is made of. */
  savings: z.object({
    versions: z.int(),
    bases: z.int(),
    adapterBytes: z.number(),
    baseBytes: z.number(),
    /** What as many full models would occupy. */
    fullBytes: z.number(),
  }),
});

export type AdapterList = z.infer<typeof adapterListSchema>;
