/** The error of a failed job, which names the job once: the message itself may already do so. */
import { AppError, type ErrorRecord } from '../../../shared/errors.ts';

export function jobError(title: string, { code, message, hint, detail }: ErrorRecord): AppError {
  return new AppError(code, message.includes(title) ? message : `${title}: ${message}`, hint, {
    detail,
  });
}
