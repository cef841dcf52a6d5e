/** Gives the event loop a turn between two blocking pieces of work, and stops where the user asked to. */

import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';

/** What to say where a stop leaves nothing behind. */
export const nothingKept = say`stopped before it was finished; nothing of it was kept`;

/** Throws AppError `interrupted` once `signal` is aborted; signals and timers are heard here and nowhere else. */
export async function yieldOrAbort(
  signal: AbortSignal | undefined,
  message = say`stopped on request`,
): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new AppError('interrupted', message, say`Start it again.`);
}
