/** Datasets, their versions, and the report on what a model would learn from one. */
import { z } from 'zod';
import { dataFaultSchema, rowFaultSchema } from '../dataFaults.ts';
import { dataNoteSchema, sourceNoteSchema } from '../dataNotes.ts';
import { pathIn } from '../paths.ts';

/** How a file is read; what makes one dataset version differ from the next besides its bytes. */
export const dataOptionsSchema = z.object({
  /** Column by field, where the guess is wrong. */
  map: z.record(z.string(), z.string()).default({}),
  system: z.string().default(''),
  trainOn: z.enum(['all', 'answers']).default('answers'),
  turns: z.enum(['all', 'last']).default('all'),
  controlTokens: z.enum(['text', 'tokens']).exactOptional(),
  missingThought: z.enum(['empty', 'none']).exactOptional(),
  placeholders: z.enum(['skip', 'keep']).exactOptional(),
  holdout: z.number().min(0).lt(1).default(0.05),
  /** A second file to measure with; nothing of the first is then set aside. */
  holdoutFile: pathIn('library').exactOptional(),
  maxLength: z.int().min(8).default(1024),
  badRows: z.enum(['stop', 'skip']).default('stop'),
  seed: z.int().min(0).default(0),
  /** Of a text file, as the WHATWG standard calls it; empty: found by looking. */
  encoding: z.string().default(''),
  /** Of a workbook; empty: the one whose columns are understood. */
  sheet: z.string().default(''),
  /** Of a folder or file of several splits, which is trained on; empty: the one called train. */
  split: z.string().default(''),
});

export type DataOptions = z.infer<typeof dataOptionsSchema>;

/** The part of the options that says how a file is read. */
export const readingSchema = dataOptionsSchema.pick({ encoding: true, sheet: true, split: true });

export type Reading = z.infer<typeof readingSchema>;

/** What rows were read from, and what was left. */
const sourceSchema = z.object({
  /** Whether any of it is text, which has an encoding; older versions do not say. */
  text: z.boolean().exactOptional(),
  /** Other than UTF-8 and UTF-16. */
  encodings: z.array(z.string()),
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  split: z.string().nullable(),
  splits: z.array(z.string()),
  left: z.array(z.object({ kind: z.enum(['sheet', 'file', 'split', 'part']), name: z.string() })),
  /** What is odd about the file; versions of before have sentences here. */
  notes: z.array(sourceNoteSchema).catch([]),
});

export type SourceRecord = z.infer<typeof sourceSchema>;

/** Which part of a dataset on the Hub is wanted; an empty name leaves it to the usual one. */
export const hubChoiceSchema = z.object({
  config: z.string().default(''),
  split: z.string().default(''),
});

export type HubChoice = z.infer<typeof hubChoiceSchema>;

/** A configuration's split, as the Hub has it. */
const hubPartSchema = z.object({
  config: z.string(),
  split: z.string(),
  files: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** The first few of its files. */
  paths: z.array(z.string()),
});

/** What a dataset of the Hub consists of, before anything is fetched. */
export const hubDatasetSchema = z.object({
  name: z.string(),
  revision: z.string(),
  license: z.string().nullable(),
  gated: z.boolean(),
  /** The one that is trained on unless somebody says otherwise first. */
  parts: z.array(hubPartSchema).min(1),
});

export type HubDataset = z.infer<typeof hubDatasetSchema>;

/** What was taken of a dataset of the Hub, and which parts of it were left there. */
const hubTakenSchema = hubPartSchema
  .pick({ config: true, split: true, files: true })
  .extend({ left: z.array(hubPartSchema.pick({ config: true, split: true })) });

export type HubTaken = z.infer<typeof hubTakenSchema>;

export const mappingSchema = z.object({
  /** Column by field; empty where none could be guessed, and the user has to say. */
  columns: z.record(z.string(), z.string()),
  reason: z.string(),
  /** `chosen`: by the user. */
  confidence: z.enum(['chosen', 'high', 'medium', 'low']),
  /** What the guess was made from; `none`: columns are still to be chosen. Older versions do not say. */
  basis: z
    .enum(['turns', 'transcripts', 'names', 'stems', 'contents', 'labels', 'text', 'none'])
    .exactOptional(),
  /** Why no columns could be guessed. */
  fault: dataFaultSchema.optional().catch(undefined),
  /** Columns that could be meant as well. */
  rivals: z.array(z.string()).exactOptional(),
  /** How the user wants the file read, and what it was read from. */
  reading: readingSchema.exactOptional(),
  source: sourceSchema.exactOptional(),
  /** Of a dataset of the Hub. */
  hub: hubTakenSchema.exactOptional(),
});

export type DatasetMapping = z.infer<typeof mappingSchema>;

/** Whether the columns chosen so far make a conversation or a text. */
export function isComplete({ columns }: Pick<DatasetMapping, 'columns'>): boolean {
  return Boolean(columns.messages || columns.text || (columns.prompt && columns.answer) || columns.rejected);
}

/** What a file says of itself, without a model. */
export interface DatasetFacts {
  readonly hash: string;
  readonly bytes: number;
  readonly columns: readonly string[];
  readonly mapping: DatasetMapping;
}

const datasetVersionSchema = z.object({
  id: z.string(),
  /** From 1. */
  number: z.int().positive(),
  /** sha256 of the file, or of the files of a folder. */
  hash: z.string(),
  bytes: z.int().nonnegative(),
  /** Null until a report has counted them. */
  rows: z.int().nonnegative().nullable(),
  mapping: mappingSchema,
  addedAt: z.number(),
  runs: z.int().nonnegative(),
});

export type DatasetVersion = z.infer<typeof datasetVersionSchema>;

export const datasetSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  source: z.enum(['file', 'hub', 'sample', 'upload']),
  /** Hub name or the path it came from. */
  origin: z.string(),
  columns: z.array(z.string()),
  /** Newest last. */
  versions: z.array(datasetVersionSchema).min(1),
  addedAt: z.number(),
  missing: z.boolean(),
});

export type Dataset = z.infer<typeof datasetSchema>;

const rows = z.array(z.int());
const rowTokens = z.object({ row: z.int(), tokens: z.int() });

/** Everything worth knowing before training; lists of rows hold their numbers, counted from 1 through all files. */
export const datasetReportSchema = z.object({
  file: z.string(),
  dataset: z.object({
    mapping: mappingSchema,
    rows: z.int(),
    rowsUsed: z.int(),
    skipped: z.object({
      empty: rows,
      /** Those of `placeholders` below that are not learned. */
      placeholders: rows,
      beyond: rows,
      bad: z.array(z.object({ row: z.int(), message: z.string(), detail: rowFaultSchema.exactOptional() })),
      copies: rows,
    }),
    notes: z.array(dataNoteSchema),
    source: sourceSchema,
    /** Columns, and keys of turns, that hold something in this share of the rows, and from which nothing is learned. */
    unused: z.array(
      z.object({ kind: z.enum(['column', 'key']), name: z.string(), rows: z.int(), share: z.number() }),
    ),
  }),
  /** Examples to train on and held out. */
  train: z.int(),
  heldOut: z.int(),
  tokens: z.int(),
  /** Tokens that are learned. */
  labels: z.int(),
  /** Lengths in tokens that this percentage of the examples does not exceed. */
  percentiles: z.array(z.object({ percent: z.number(), tokens: z.int() })),
  /** Examples by length: up to `limit`, and longer than the limit before. */
  histogram: z.array(z.object({ limit: z.int(), examples: z.int() })),
  /** What a limit on length costs in examples, tokens and whole answers, and how much memory a step then takes (null: no rank given). */
  costs: z.array(
    z.object({
      limit: z.int(),
      cut: z.int(),
      tokens: z.int(),
      answers: z.int(),
      memoryBytes: z.int().nullable(),
    }),
  ),
  maxLength: z.int(),
  /** Answers that are learned, and those of them that begin beyond `maxLength`. */
  answers: z.object({ total: z.int(), lost: z.int() }),
  /** Share of the room of a training step that stays empty when examples are packed into it, 0 to 1. */
  packingWaste: z.number(),
  /** Rows that lose tokens to `maxLength`; those that lose all they teach are in `beyond`. */
  cut: rows,
  beyond: rows,
  longest: z.array(rowTokens),
  /** Rows whose last label is not a token after which the model stops. */
  withoutEnd: rows,
  /** Rows in which nothing is asked. */
  withoutQuestion: rows,
  /** Rows whose answer is what programs write for none, such as nan or #N/A, beside longer answers; not learned unless kept. */
  placeholders: rows,
  /** Answers of fewer than ten characters. */
  shortAnswers: rows,
  /** The same words as an earlier row. */
  exactDuplicates: rows,
  /** About three quarters of the word triples of an earlier row. */
  nearDuplicates: z.array(z.object({ row: z.int(), of: z.int() })),
  /** Held-out rows whose question, or nearly the whole row, is also trained on. */
  leaks: rows,
  /** Control or replacement characters. */
  damaged: rows,
  /** What looks like a secret key, an e-mail address or a phone number. */
  private: z.object({ key: rows, email: rows, phone: rows }),
  /** Shares of all letters. */
  scripts: z.array(z.object({ script: z.string(), share: z.number() })),
  /** The line of a row named above (in a workbook its row of the sheet), where that is not the row's number. */
  lines: z.array(z.object({ row: z.int(), line: z.int() })),
  /** The first conversations as the model reads them; learned pieces are what is supervised, `start` is their first token. */
  preview: z.array(
    z.object({
      row: z.int(),
      pieces: z.array(z.object({ text: z.string(), learned: z.boolean(), start: z.int() })),
    }),
  ),
});

export type DatasetReport = z.infer<typeof datasetReportSchema>;
