/** Mistakes in how a command was called, as opposed to what went wrong while it ran. */
import { AppError } from '../../shared/errors.ts';

/** The exit code for them. */
export const usageCode = 2;

export class UsageError extends AppError {
  constructor(message: string, hint = 'See --help.') {
    super('bad-config', message, hint);
  }
}
