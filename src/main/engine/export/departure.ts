/** The error of an export that is not what it was made from: the one kind of failure after which its files are kept. */

import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';

/** @param found a sentence's part that says what differs */
export function departure(
  found: Sentence,
  hint = say`Please report this; export the adapter itself instead.`,
) {
  return new AppError('drift', say`what was written is not what it was made from: ${found}`, hint);
}
