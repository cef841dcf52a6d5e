/** Removes runs and offers to bring them back. */
import type { Run } from '../../../../shared/records/runs.ts';
import { useRemoval } from '../../hooks/useRemoval.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

type Named = Pick<Run, 'id' | 'name'>;

/** @param onRemoved called once they are gone */
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
