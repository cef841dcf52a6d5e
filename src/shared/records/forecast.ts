/** What is predicted of a run that is put together, as facts: each language makes its sentences of them. */
import { z } from 'zod';

const warning = <Kind extends string, Facts extends z.ZodRawShape>(kind: Kind, facts: Facts) =>
  z.strictObject({
    kind: z.literal(kind),
    ...facts,
    /** Settings that mend it, for the "fix it" button. */
    fix: z.record(z.string(), z.unknown()).nullable(),
  });

/** What would go wrong or be a pity. */
export const warningSchema = z.discriminatedUnion('kind', [
  /** Bytes of memory. */
  warning('tooLarge', { needed: z.number(), available: z.number() }),
  warning('tight', { needed: z.number(), available: z.number() }),
  /** Bytes of disk. */
  warning('disk', { needed: z.number(), available: z.number() }),
  /** A rank above the smaller side of a layer. */
  warning('rankAboveSide', { rank: z.int(), side: z.int() }),
  warning('fewRows', { rows: z.int() }),
  warning('nothingHeldOut', {}),
  /** Rows that lose their end. */
  warning('cut', { rows: z.int(), maxLength: z.int() }),
  warning('highRate', { rate: z.number() }),
]);

export type Warning = z.infer<typeof warningSchema>;

/** What the time is based on. */
export const basisSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('runs'),
    count: z.int().positive(),
    /** Of a model of this size; else of others. */
    alike: z.boolean(),
    /** How good the last estimates were: the share they were off by, and the last one itself, in seconds. */
    record: z
      .strictObject({ count: z.int().positive(), off: z.number(), expected: z.number(), took: z.number() })
      .nullable(),
  }),
  z.strictObject({ kind: z.literal('selfTest') }),
  /** Neither runs nor a self-test. */
  z.strictObject({ kind: z.literal('nothing') }),
]);

export type Basis = z.infer<typeof basisSchema>;

/** With the figures of the preview, all that the run's paragraph says. */
export const aboutRunSchema = z.strictObject({
  model: z.string(),
  data: z.string(),
  /** Null where all weights are trained. */
  rank: z.int().nullable(),
  /** Null where a number of steps ends the run. */
  epochs: z.int().nullable(),
  /** The rows were not counted, so that figures are guessed from the file's size. */
  guessed: z.boolean(),
  measurements: z.int().nullable(),
  /** Measurements without progress that end it early, where so many are made. */
  patience: z.int().nullable(),
});

export type AboutRun = z.infer<typeof aboutRunSchema>;
