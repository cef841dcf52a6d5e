/** Chooses among the splits of a dataset: what is trained on, what is set aside to measure with, and what is left. */
import { marksHeldOut, splitOf } from '../../../shared/datasetFiles.ts';
import { AppError } from '../../../shared/errors.ts';
import type { SourceNotes } from './reading.ts';

export interface ChosenSplits {
  /** Of the names given. */
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
}

/**
 * Of several splits for training the user's own, else `train`, else the one for fine-tuning with `sft` in its name, else the
 * first; those that are there to measure with and are of the same kind are set aside. Names of no split are for training where
 * no other is.
 * @throws AppError `bad-config` where the user's split is not among them
 */
export function chooseSplits(names: readonly string[], asked: string, notes: SourceNotes): ChosenSplits {
  const known = names.map((name) => ({ name, split: splitOf(name) }));
  const splits = [...new Set(known.flatMap(({ split }) => split ?? []))];
  if (splits.length === 0) return { train: names, heldOut: [] };
  const forTraining = splits.filter((split) => !isHeldOut(split));
  const others = known.filter(({ split }) => split === undefined).map(({ name }) => name);
  const wanted = asked.trim().toLowerCase();
  if (wanted !== '' && !splits.includes(wanted))
    throw new AppError(
      'bad-config',
      `there is no split ${JSON.stringify(asked)}`,
      `Known: ${splits.join(', ')}.`,
      { detail: { code: 'noSuchSplit', asked, splits } },
    );
  const usual = ['train', 'train_sft'].find((split) => forTraining.includes(split));
  const found = usual ?? forTraining.find((split) => split.includes('sft')) ?? forTraining[0];
  const train = wanted || found || (others.length > 0 ? undefined : splits[0]);
  const kind = train?.split('_').slice(1).join('_') ?? '';
  const fits = (split: string): boolean =>
    split !== train && isHeldOut(split) && split.split('_').slice(1).join('_') === kind;
  const aside = isHeldOut(wanted) ? [] : splits.filter(fits);
  notes.splits(train ?? '', splits);
  const of = (some: readonly (string | undefined)[]): string[] =>
    known.filter(({ split }) => some.includes(split)).map(({ name }) => name);
  return { train: train === undefined ? others : of([train]), heldOut: of(aside) };
}

function isHeldOut(split: string): boolean {
  return marksHeldOut(split.split('_')[0]);
}
