/** What names such as `train`, `test-00000-of-00002` or `validation.csv` say of the use of rows. */
import { AppError } from '../../../shared/errors.ts';
import { marksHeldOut } from './holdout.ts';
import type { SourceNotes } from './reading.ts';

/** The split a name speaks of, in small letters: `train`, `train_sft`, `validation`; undefined where it speaks of none. */
export function splitOf(name: string): string | undefined {
  const found =
    /(?:^|[^a-z])((?:train|test|tests|testing|val|valid|validation|dev|eval|evaluation)(?:_[a-z0-9]+)*)(?=[^a-z0-9]|$)/i.exec(
      name,
    );
  return found?.[1]?.toLowerCase();
}

/** Whether a split is there to measure with. */
export function isHeldOut(split: string): boolean {
  return marksHeldOut(split.split('_')[0]);
}

/**
 * Which of several splits are trained on and which are set aside. Of several for training the user's own, else `train`, else
 * the one for fine-tuning with `sft` in its name, else the first; all that are there to measure with and fit it are set aside.
 * @throws AppError `bad-config` where the user's split is not among them
 */
export function chooseSplit(
  names: readonly string[],
  asked: string,
  notes: SourceNotes,
): { readonly train: readonly string[]; readonly heldOut: readonly string[] } {
  const known = names.map((name) => ({ name, split: splitOf(name) ?? name }));
  const splits = [...new Set(known.map(({ split }) => split))];
  const forTraining = splits.filter((split) => !isHeldOut(split));
  if (asked !== '' && !splits.includes(asked.toLowerCase()))
    throw new AppError(
      'bad-config',
      `there is no split ${JSON.stringify(asked)}`,
      `Known: ${splits.join(', ')}.`,
    );
  const train =
    (asked === '' ? undefined : asked.toLowerCase()) ??
    ['train', 'train_sft'].find((split) => forTraining.includes(split)) ??
    forTraining.find((split) => split.includes('sft')) ??
    forTraining[0] ??
    splits[0];
  const kind = train?.split('_').slice(1).join('_') ?? '';
  const aside = splits.filter((split) => split !== train && isHeldOut(split));
  const fitting = aside.filter((split) => split.split('_').slice(1).join('_') === kind);
  notes.splits(train ?? '', splits);
  const of = (some: readonly string[]): string[] =>
    known.filter(({ split }) => some.includes(split)).map(({ name }) => name);
  return { train: of([train ?? '']), heldOut: of(asked !== '' && isHeldOut(asked) ? [] : fitting) };
}
