/** What models, datasets, adapters and runs have in common as entries of a library: a name, and runs that may need them. */
import { AppError } from '../../../shared/errors.ts';
import { printable } from '../../../shared/printable.ts';
import type { Store } from '../../store/store.ts';
import { runsNeeding } from '../../store/usage.ts';

/** In UTF-16 units: names stand in lists, menus and a terminal's lines. */
const longestName = 200;
const shownName = 40;

/**
 * The name that somebody entered, trimmed.
 * @param entry what is named, such as "A model"
 * @throws AppError `bad-config` where nothing is left, or it could not be shown for what it is
 */
export function enteredName(entry: string, name: string): string {
  const trimmed = name.trim();
  if (trimmed === '')
    throw new AppError('bad-config', `${entry} needs a name, and this one is empty.`, 'Enter a name.', {
      detail: { code: 'nameEmpty' },
    });
  if (trimmed.length > longestName || /\n/.test(trimmed) || printable(trimmed, longestName) !== trimmed)
    throw new AppError(
      'bad-config',
      `the name ${JSON.stringify(printable(trimmed, shownName))} has more than ${longestName} characters, or some that cannot be shown`,
      'Choose a name of one line without control characters.',
      { detail: { code: 'nameUnfit', name: printable(trimmed, shownName), most: longestName } },
    );
  return trimmed;
}

/**
 * Keeps what a run needs from being removed.
 * @param name what the entry is called
 * @throws AppError `bad-config` naming the first run that needs one of `ids`, now or when its turn comes
 */
export function refuseWhileNeeded(
  store: Store,
  name: string,
  column: Parameters<typeof runsNeeding>[1],
  ids: readonly string[],
): void {
  const [run] = runsNeeding(store, column, ids);
  if (run !== undefined)
    throw new AppError(
      'bad-config',
      `${name} is in use: the run "${run}" needs it.`,
      'Remove it when the run has ended, or stop the run.',
      { detail: { code: 'inUse', name, run } },
    );
}
