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
  /** What `relativeError` may be at most; null in certificates written before it was limited. */
  relativeLimit: z.number().nullable().default(null),
  /** How much of what the adapter changes arrived, 1 for all of it: the slope of found on expected changes; null as above. */
  effectShare: z.number().nullable().default(null),
  /** Share of the tokens after which both think the same token likeliest. */
  equalArgmax: z.number(),
  /** Mean Kullback-Leibler divergence of the export's next token from the original's, in nats; null as above. */
  divergence: z.number().nullable().default(null),
  /** Mean loss over rows that were held out, in nats: of the base, with its adapter, and of the export; null without such rows. */
  heldOut: z
    .object({ rows: z.int(), before: z.number(), adapted: z.number(), exported: z.number() })
    .nullable()
    .default(null),
  /** Likeliest answers that were asked for; those that base plus adapter ended within a bound; of these, those that the export ended. */
  answers: z.object({ asked: z.int(), ended: z.int(), endedAgain: z.int() }).nullable().default(null),
  /**
   * What was found equal of tokenizer, template and end tokens, read from the export's own files; null where it uses the
   * base's, where the base has none, and in certificates written before this was compared.
   */
  text: z
    .object({
      /** Conversations that were rendered, and odd texts that were tokenised. */
      renderings: z.int(),
      texts: z.int(),
      /** Ids that end an answer. */
      ends: z.array(z.int()),
    })
    .nullable()
    .default(null),
  /** How many matrices are stored in which type, where one export has several; null where it has not, and as above. */
  matrices: z.record(z.string(), z.int()).nullable().default(null),
  /**
   * Conversations that the TEMPLATE of its Modelfile renders as the model's own; 0 where it has none, so that Ollama renders
   * with the file's; null where there is no Modelfile, and as above.
   */
  proven: z.int().nullable().default(null),
  /**
   * Tokens to which a text may grow while it is answered: from there on the model turns tokens otherwise, and what readers
   * keep of those before is not read again. Null where it may grow to any length, and as above.
   */
  growsTo: z.int().nullable().default(null),
  /** Weights of which some rows were computed once more, the plain way, and found equal bit for bit; null where there are none. */
  recomputed: z.object({ tensors: z.int(), rows: z.int() }).nullable().default(null),
  /** Software that opened the export for this. */
  consumers: z
    .array(
      z.object({
        name: z.string(),
        version: z.string(),
        /** As `effectShare` and `relativeError`, where it computed the same prompts itself. */
        effectShare: z.number().nullable().exactOptional(),
        relativeError: z.number().nullable().exactOptional(),
        /** Texts it tokenised as the base does. */
        texts: z.int().exactOptional(),
      }),
    )
    .default([]),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
});

export type Certificate = z.infer<typeof certificateSchema>;

/** The proof beside what it is about: for programs, and for people. */
export const certificateFiles = ['certificate.json', 'certificate.txt'] as const;

/** What an export will take, told before it begins. */
export const exportForecastSchema = z.object({
  bytes: z.int().nonnegative(),
  /** Disk space until it has been compared. */
  neededBytes: z.int().nonnegative(),
  /** Where it would be written. */
  freeBytes: z.number().nonnegative(),
  /** Null until an export has been made on this machine. */
  seconds: z.number().nonnegative().nullable(),
});

export type ExportForecast = z.infer<typeof exportForecastSchema>;

/** A folder whose files were refused by their own check. It is never offered: it is there to be looked into, or deleted. */
export const failedExportSchema = z.object({
  path: z.string(),
  /** What the check found. */
  reason: z.string(),
  bytes: z.int().nonnegative(),
  failedAt: z.number(),
});

export type FailedExport = z.infer<typeof failedExportSchema>;

/** The llama.cpp that opens exports again beside Lowrank. */
export const llamaCppSchema = z.object({
  /** `absent` can be installed; `unavailable`: there is none for this system. */
  state: z.enum(['installed', 'absent', 'unavailable']),
  /** Of llama.cpp. */
  version: z.string(),
  downloadBytes: z.int().nonnegative(),
});

export type LlamaCpp = z.infer<typeof llamaCppSchema>;

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
