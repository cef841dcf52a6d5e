/** Chat with a base model and an adapter side by side. */
import { z } from 'zod';

const chatMessageSchema = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});

export type ChatMessage = z.infer<typeof chatMessageSchema>;

export const samplingSchema = z.object({
  temperature: z.number().min(0).max(5).default(0),
  topK: z.int().min(0).default(0),
  topP: z.number().gt(0).max(1).default(1),
  seed: z.int().min(0).default(0),
  maxTokens: z.int().min(1).max(8192).default(128),
});

export type Sampling = z.infer<typeof samplingSchema>;

/**
 * What answers are computed from: weights as they are, or rounded to 8 or 4 bits, which is several times as fast on a
 * processor. Questions are read, and adapters applied, as float32 in any case.
 */
export const precisionSchema = z.enum(['float32', 'int8', 'int4']);

export type Precision = z.infer<typeof precisionSchema>;

/** Weights in few bits. */
export type RoundedPrecision = Exclude<Precision, 'float32'>;

/** Bytes that a weight of 8 bits takes on disk, its share of a block's scale included. */
export const bytesPerRoundedWeight = 1.125;

/** Who answers: the base model, or an adapter version at a strength. */
export const variantSchema = z.object({
  adapterVersionId: z.string().nullable(),
  strength: z.number().min(0).max(1.5).default(1),
});

/** One question to one or more variants; answers stream as events with the same id. */
export const chatRequestSchema = z.object({
  id: z.string(),
  modelId: z.string(),
  /** A conversation for each variant: they drift apart after the first answer. */
  variants: z
    .array(variantSchema.extend({ messages: z.array(chatMessageSchema).min(1) }))
    .min(1)
    .max(4),
  sampling: samplingSchema,
});

export const chatAnswerSchema = z.object({
  text: z.string(),
  /** Of the question as the model reads it. */
  promptTokens: z.int(),
  tokens: z.int(),
  tokensPerSecond: z.number(),
  ending: z.enum(['stop', 'length', 'interrupted']),
  /** What it was computed from, which is float32 on a graphics card whatever was asked for. */
  precision: precisionSchema,
  /** Messages at the beginning that had no room in the model's window. */
  leftOut: z.int().optional(),
  /** The base the adapter was trained on, where that is another one than this whose shapes agree. */
  trainedOn: z.string().optional(),
});

export type ChatAnswer = z.infer<typeof chatAnswerSchema>;

/** What a blind test ends with: which of the two answers was better. */
const preferenceSchema = z.enum(['adapter', 'base', 'equal']);

export type Preference = z.infer<typeof preferenceSchema>;

/** One question answered by an adapter version and its base, and rated without knowing who is who. */
export const ratingSchema = z.object({
  /** The question's. */
  id: z.string(),
  adapterVersionId: z.string(),
  strength: variantSchema.shape.strength,
  prompt: z.string(),
  preferred: preferenceSchema,
});

export type Rating = z.infer<typeof ratingSchema>;

/** How many blind tests ended how. */
export const tallySchema = z.record(preferenceSchema, z.int().nonnegative());

export type Tally = Readonly<z.infer<typeof tallySchema>>;

/** How many blind tests a tally counts. */
export function testsIn({ adapter, base, equal }: Tally): number {
  return adapter + base + equal;
}

export const promptSetSchema = z.object({ id: z.string(), name: z.string(), prompts: z.array(z.string()) });

export type PromptSet = z.infer<typeof promptSetSchema>;
