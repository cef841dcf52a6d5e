/** Gives the event loop a turn between two blocking runs, and stops where the user asked to. */

import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';

/** Throws AppError `interrupted` once `signal` is aborted; signals and timers are heard here and nowhere else. */
export async function interrupted(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new AppError('interrupted', 'stopped on request', 'Start it again.');
}
