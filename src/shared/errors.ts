/** The one error type people see: what went wrong, where, what was expected, and the way out. */
import { z } from 'zod';
import { type DataFault, dataFaultSchema } from './dataFaults.ts';

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

/** An error as it is kept, pushed to a renderer or printed with --json. */
export const errorSchema = z.object({
  code: z.custom<ErrorCode>((code) => typeof code === 'string'),
  message: z.string(),
  hint: z.string(),
  /** The same as a code and facts, where it is about data. Errors kept by another version may have others, which say nothing here. */
  detail: dataFaultSchema.optional().catch(undefined),
});

export type ErrorRecord = z.infer<typeof errorSchema>;

/** An error with a message for a person and a hint that says what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** One sentence: what to do about it. Empty only where nothing can be done. */
  readonly hint: string;
  /** The same as a code and facts, for readers who say it in their own words. */
  readonly detail: DataFault | undefined;

  constructor(code: ErrorCode, message: string, hint = '', { detail, ...options }: ErrorOptions = {}) {
    super(printable(message), options);
    this.name = 'AppError';
    this.code = code;
    this.hint = hint;
    this.detail = detail;
  }
}

interface ErrorOptions {
  readonly cause?: unknown;
  readonly detail?: DataFault | undefined;
}

const longestMessage = 4000;

/** Messages quote what was found in files, and a hostile file may hold megabytes or codes that command a terminal. */
function printable(message: string): string {
  const text = message.replace(/[^\P{Cc}\n]/gu, '\ufffd');
  return text.length > longestMessage ? `${text.slice(0, longestMessage)} ...` : text;
}

/** An impossible state: a bug of ours, said as such. */
export function internalError(message: string): AppError {
  return new AppError(
    'internal',
    `internal: ${message}`,
    'This is a bug in Lowrank Studio; please report it.',
  );
}

/** Whatever was thrown, as an {@link AppError}; what is none is a bug of ours. */
export function asAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  return internalError(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}

/** The part of an error that travels. */
export function errorRecord(cause: unknown): ErrorRecord {
  const { code, message, hint, detail } = asAppError(cause);
  return { code, message, hint, ...(detail && { detail }) };
}

/** The error a record was made from. */
export function fromRecord({ code, message, hint, detail }: ErrorRecord): AppError {
  return new AppError(code, message, hint, { detail });
}
