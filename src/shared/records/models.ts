/** Models of the library and of the Hub, as the studio shows them. */

import { z } from 'zod';
import { saidSchema } from '../sentence.ts';

/** One kind of linear layer: what a rank is drawn against. */
const linearLayerSchema = z.object({
  /** `q_proj`, as `--targets` takes it. */
  module: z.string(),
  out: z.int().positive(),
  in: z.int().positive(),
  /** How many of it the model has. */
  count: z.int().positive(),
});

export type LinearLayer = z.infer<typeof linearLayerSchema>;

export const modelSchema = z.object({
  id: z.string(),
  /** Unique in the library; `--model` takes it. */
  name: z.string(),
  /** The model folder. */
  path: z.string(),
  source: z.enum(['folder', 'gguf', 'hub', 'starter']),
  /** Hub name, file or folder it came from. */
  origin: z.string(),
  /** Whether the folder lies in the library, or the library only points to it. */
  owned: z.boolean(),
  architecture: z.string(),
  license: z.string().nullable(),
  bytes: z.int().nonnegative(),
  /** As `hashModel` computes it; null until it has been computed. */
  hash: z.string().nullable(),
  parameters: z.int().positive(),
  hidden: z.int().positive(),
  layers: z.int().positive(),
  vocabulary: z.int().positive(),
  maxPositions: z.int().positive(),
  linear: z.array(linearLayerSchema),
  hasChatTemplate: z.boolean(),
  addedAt: z.number(),
  /** Whether the folder is gone. */
  missing: z.boolean(),
  /** Runs that used it. */
  runs: z.int().nonnegative(),
});

export type Model = z.infer<typeof modelSchema>;

/** What a config says of a model's size and form. */
export const modelShapeSchema = modelSchema.pick({
  hidden: true,
  layers: true,
  vocabulary: true,
  maxPositions: true,
  linear: true,
  hasChatTemplate: true,
});

export type ModelShape = z.infer<typeof modelShapeSchema>;

/** What the Hub says of a model before anything is downloaded. */
export const hubModelSchema = z.object({
  name: z.string(),
  revision: z.string(),
  license: z.string().nullable(),
  /** Whether its owner wants a token with accepted terms. */
  gated: z.boolean(),
  bytes: z.int().nonnegative(),
  architecture: z.string().nullable(),
  /** Null: it can be used. Else one sentence on why not. */
  unsupported: saidSchema.nullable(),
});

export type HubModel = z.infer<typeof hubModelSchema>;
