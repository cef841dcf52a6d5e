/**
 * What can be wrong with data, as a code and facts, so that each reader says it in their own words: a command line in English
 * with its options, the studio in its language with its controls. `AppError.detail` carries it, `skipped.bad` of a report too.
 * Facts are bounded: texts are cut as `quote` cuts them, files are named without their folders.
 */
import { z } from 'zod';
import { accessFaultSchema } from './accessFaults.ts';

/** Where it was found, as far as it is one place. */
const placeSchema = z.object({
  /** Without its folder. */
  file: z.string(),
  /** Number of the row, counted from 1 through all files. */
  row: z.int().exactOptional(),
  line: z.int().exactOptional(),
  /** What `line` counts. */
  unit: z.enum(['line', 'sheetRow', 'fileRow']).exactOptional(),
  /** Character of the line, from 1. */
  column: z.int().exactOptional(),
});

export type Place = z.infer<typeof placeSchema>;

/** What a JSON value is. */
const kindSchema = z.enum(['nothing', 'list', 'object', 'number', 'text', 'boolean']);

export type Kind = z.infer<typeof kindSchema>;

function fault<C extends string, F extends z.ZodRawShape>(code: C, facts: F) {
  return z.object({ code: z.literal(code), at: placeSchema.exactOptional(), ...facts });
}

/** As it stands in the file, in double quotes, cut to 40 characters, those that cannot be seen by their codes. */
const quoted = z.string();
/** Words of a library or of the model's template, in English. */
const reason = z.string();
const names = z.array(z.string());
/** The column whose cell it is, and which turn of it, from 1, where it holds turns. */
const cell = { column: z.string(), turn: z.int().exactOptional() };

/** What is wrong with a cell. */
export const cellFaultSchema = z.discriminatedUnion('code', [
  fault('noTurns', { ...cell, found: kindSchema }),
  fault('emptyTurns', cell),
  fault('turnNoObject', { ...cell, found: kindSchema }),
  fault('nestsTooDeep', cell),
  /** `kind`: what stands for the role, and `found` its text, quoted. */
  fault('unknownRole', { ...cell, kind: kindSchema, found: z.string(), roles: names }),
  /** `keys` of the turn, quoted. */
  fault('noContent', { ...cell, keys: names }),
  fault('notText', { ...cell, found: kindSchema, shown: quoted }),
  /** Parts such as pictures; `kinds` as the file calls them, quoted. */
  fault('otherParts', { ...cell, kinds: names }),
  /** `python`: as Python prints it, rather than JSON. */
  fault('noJson', { ...cell, python: z.boolean(), found: quoted }),
  /** A text that is neither a list of turns nor a conversation as text. */
  fault('noTranscript', { ...cell, found: quoted }),
  /** Turns among which there is no answer. */
  fault('noAnswer', cell),
  fault('noTools', { ...cell, found: kindSchema }),
]);

export type CellFault = z.infer<typeof cellFaultSchema>;

/** What is wrong with a row, by itself or for the model. */
export const rowFaultSchema = z.discriminatedUnion('code', [
  /** `byte` as 0x.. */
  fault('wrongByte', { byte: z.string() }),
  /** `why`: spelled as Python prints it, a number such as NaN, or anything else in `reason`. `found` is empty at the row's end. */
  fault('badJson', { why: z.enum(['python', 'number', 'syntax']), reason, found: z.string() }),
  fault('rowNoObject', { found: kindSchema, shown: quoted }),
  fault('notClosed', { what: z.enum(['list', 'object']), found: quoted }),
  fault('afterList', { found: quoted }),
  fault('rowTooLong', { most: z.int() }),
  /** `expected` and `found`: numbers of fields. */
  fault('raggedRow', { expected: z.int(), columns: names, found: z.int(), last: quoted }),
  /** `field` from 1. */
  fault('brokenQuotes', { field: z.int(), reason }),
  cellFaultSchema,

  // A row and the model.
  /** The model's template shows no calls, no thoughts, or nothing at all of a turn, from 1. */
  fault('notShown', {
    turn: z.int(),
    what: z.enum(['calls', 'thoughts', 'answer', 'turn']),
    role: z.string(),
  }),
  /** Only answers can be left out of what is learned. */
  fault('onlyReadNoAnswer', { turn: z.int() }),
  /** `turns`: roles of the first turns. */
  fault('templateRefuses', { turns: names, reason }),
  fault('templateEndless', { turns: names, reason }),
  fault('templateBroken', { reason }),
  /** The template asks for `reason`, which cannot be rendered exactly. */
  fault('templateUnsupported', { reason }),
  /** The tokenizer can spell `token` only as its special token. */
  fault('tokenOnly', { token: z.string() }),
]);

export type RowFault = z.infer<typeof rowFaultSchema>;

export const dataFaultSchema = z.discriminatedUnion('code', [
  accessFaultSchema,

  // The file.
  /** Neither table nor text; `what` is the kind that its first bytes tell, `name` says which, in English. */
  fault('binaryFile', {
    what: z.enum([
      ...([
        'picture',
        'document',
        'table',
        'archive',
        'database',
        'model',
        'array',
        'video',
        'sound',
      ] as const),
      ...(['program', 'unknown'] as const),
    ]),
    name: z.string(),
  }),
  /** The ending (with its dot) belongs to no format; `known`: those that do. */
  fault('unknownFormat', { ending: z.string(), known: names }),
  fault('changedWhileRead', {}),
  /** `known`: endings. */
  fault('folderWithoutData', { known: names }),
  /** `kinds`: endings of the tables, which cannot be read together. */
  fault('severalKinds', { kinds: names }),
  fault('arrowFile', {}),
  fault('damagedArchive', { reason }),
  fault('unpacksTooFar', { times: z.int(), bytes: z.int() }),
  /** `locked`: protected by a password, or of Excel's older format. */
  fault('notAWorkbook', { reason, locked: z.boolean() }),
  fault('workbookTooLarge', { bytes: z.int(), most: z.int() }),
  fault('tableTooWide', { rows: z.int(), columns: z.int() }),
  fault('notParquet', { reason }),
  /** There is not one row. */
  fault('noRows', {}),

  // How it is read.
  fault('noSuchEncoding', { asked: z.string() }),
  /** `tried`: readings, the likeliest first, with what comes out as `shown`. */
  fault('encodingUnknown', { tried: z.array(z.object({ encoding: z.string(), shown: quoted })) }),
  fault('noSuchSheet', { asked: z.string(), sheets: names }),
  fault('noSuchSplit', { asked: z.string(), splits: names }),
  /** `field` is no role that a column can have. */
  fault('unknownField', { field: z.string(), fields: names }),
  fault('noSuchColumn', { field: z.string(), column: z.string(), columns: names }),
  /** Nothing is recognised; `why`: what is wrong with a column that is called like one of turns. */
  fault('noUsableColumn', { columns: names, why: cellFaultSchema.exactOptional() }),

  rowFaultSchema,

  // All rows.
  /** Numbers of rows by what became of them. */
  fault('nothingToTrainOn', {
    rows: z.int(),
    empty: z.int(),
    placeholders: z.int(),
    beyond: z.int(),
    bad: z.int(),
    maxLength: z.int(),
    /** Of the first bad row. */
    first: rowFaultSchema.exactOptional(),
  }),
]);

export type DataFault = z.infer<typeof dataFaultSchema>;
