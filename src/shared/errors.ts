/** The one error type people see: what went wrong, where, what was expected, and the way out. */
import { z } from 'zod';
import { type DataFault, dataFaultSchema } from './dataFaults.ts';
import { printable } from './printable.ts';
import { amount, type Fact, type Sentence, saidOf, saidSchema, say } from './sentence.ts';

/** Stable, machine-readable names of failures; `--json` and the studio key on these, never on the text. */
export type ErrorCode =
  | 'bad-config' // a setting or option is out of range or contradicts another
  | 'bad-input' // what was given cannot be a path, a name or a text at all
  | 'bad-data' // a dataset row, file or mapping cannot be used
  | 'bad-model' // a model folder is incomplete, damaged or contradicts itself
  | 'bad-adapter' // an adapter folder is incomplete, damaged or does not fit the model
  | 'unsupported' // well-formed, but asks for something the engine does not implement
  | 'not-found' // a file, folder or name does not exist
  | 'exists' // the output is already there and would be overwritten
  | 'disk' // no space, no permission, read error
  | 'device' // a provider cannot load, or failed while running
  | 'memory' // the machine or the card has not enough memory
  | 'not-finite' // the loss or a gradient became NaN or infinite, or the loss exploded
  | 'drift' // an export computes something else than what it was made from
  | 'network' // a download failed
  | 'busy' // there is more to do already than is taken on
  | 'interrupted' // the user stopped it
  | 'internal'; // our own bug

const wordsSchema = z.object({ message: saidSchema.exactOptional(), hint: saidSchema.exactOptional() });

/** Message and hint as sentences that can be said in any language. */
export type ErrorWords = z.infer<typeof wordsSchema>;

/** An error as it is kept, pushed to a renderer or printed with --json. */
export const errorSchema = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === 'string'),
  message: z.string(),
  hint: z.string(),
  /** The same as a code and facts, where it is about data. Errors kept by another version may have others, which say nothing here. */
  detail: dataFaultSchema.optional().catch(undefined),
  /** Absent from errors that were kept before there were such. */
  said: wordsSchema.optional().catch(undefined),
});

export type ErrorRecord = z.infer<typeof errorSchema>;

/**
 * An error with a message for a person and a hint that says what to do. Where it may meet somebody whose language is not known
 * here, both are sentences, or `detail` says the same; a command line's own are plain English.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** One sentence: what to do about it. Empty only where nothing can be done. */
  readonly hint: string;
  /** The same as a code and facts, for readers who say it in their own words. */
  readonly detail: DataFault | undefined;
  readonly said: ErrorWords | undefined;

  constructor(
    code: ErrorCode,
    message: string | Sentence,
    hint: string | Sentence = '',
    { detail, said = wordsOf(message, hint), ...options }: ErrorOptions = {},
  ) {
    super(printable(String(message), longestMessage), options);
    this.name = 'AppError';
    this.code = code;
    this.hint = String(hint);
    this.detail = detail;
    this.said = said;
  }
}

interface ErrorOptions {
  readonly cause?: unknown;
  readonly detail?: DataFault | undefined;
  readonly said?: ErrorWords | undefined;
}

function wordsOf(message: string | Sentence, hint: string | Sentence): ErrorWords | undefined {
  if (typeof message === 'string' && typeof hint === 'string') return undefined;
  return {
    ...(typeof message !== 'string' && { message: saidOf(message) }),
    ...(typeof hint !== 'string' && { hint: saidOf(hint) }),
  };
}

/** What an error says, as a fact of another sentence. */
export function messageOf(cause: unknown): Fact {
  const { message, detail, said } = asAppError(cause);
  return detail ? amount.coded('fault', detail, message) : (said?.message ?? message);
}

/** Messages quote what was found in files, and a hostile file may hold megabytes. */
const longestMessage = 4000;

/** An impossible state: a bug of ours, said as such. */
export function internalError(message: string): AppError {
  return new AppError(
    'internal',
    say`internal: ${message}`,
    say`This is a bug in Lowrank Studio; please report it.`,
  );
}

/** Whatever was thrown, as an {@link AppError}; what is none is a bug of ours. */
export function asAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return internalError(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}

/** The part of an error that travels. */
export function errorRecord(cause: unknown): ErrorRecord {
  const { code, message, hint, detail, said } = asAppError(cause);
  return { code, message, hint, ...(detail && { detail }), ...(said && { said }) };
}

/** The error a record was made from. */
export function fromRecord({ code, message, hint, detail, said }: ErrorRecord): AppError {
  return new AppError(code, message, hint, { detail, said });
}
