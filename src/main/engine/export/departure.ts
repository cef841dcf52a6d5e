/** The error of an export that is not what it was made from: the one kind of failure after which its files are kept. */

import { AppError } from '../../../shared/errors.ts';

/** @param found a sentence's part that says what differs */
export function departure(found: string, hint = 'Please report this; export the adapter itself instead.') {
  return new AppError('drift', `what was written is not what it was made from: ${found}`, hint);
}
