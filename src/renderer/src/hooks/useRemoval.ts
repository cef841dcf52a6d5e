/** Removes things and offers to bring them back. */

import type { Input } from '../../../shared/api.ts';
import type { Run } from '../../../shared/records/runs.ts';
import { useUndo } from '../components/notices.tsx';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { useApiMutation } from './useApi.ts';

/** What undoes each removal; both take the same. */
const restorations = {
  'adapters.removeVersion': 'adapters.restoreVersion',
  'datasets.remove': 'datasets.restore',
  'exports.remove': 'exports.restore',
  'models.remove': 'models.restore',
  'runs.remove': 'runs.restore',
} as const;

/** @returns what removes, says so with the text it is given, and then does what else there is to do */
export function useRemoval<M extends keyof typeof restorations>(removal: M) {
  const undo = useUndo();
  const { mutate: restore } = useApiMutation(restorations[removal]);
  const { mutateAsync: remove } = useApiMutation<keyof typeof restorations>(removal);
  return (what: Input<M>, removed: string, onRemoved?: () => void) =>
    // A promise, because what calls this may be gone from the page together with what it removed.
    void remove(what).then(
      () => {
        undo(removed, () => restore(what as never));
        onRemoved?.();
      },
      () => {}, // a notice says why
    );
}

type Named = Pick<Run, 'id' | 'name'>;

/** Removes runs. @param onRemoved called once they are gone */
export function useRemoveRuns(onRemoved: () => void): (runs: readonly Named[]) => void {
  const t = useText();
  const { number } = useFormats();
  const remove = useRemoval('runs.remove');
  return (runs) => {
    const ids = runs.map(({ id }) => id);
    const [only] = runs;
    const message =
      runs.length === 1 && only
        ? t.run.removed(only.name)
        : t.runs.removedMany(runs.length, number(runs.length));
    remove({ ids }, message, onRemoved);
  };
}
