/** Chooses a model that has come into the library while the page was open: it was got to be used. */
import { useEffect, useRef } from 'react';
import type { Model } from '../../../../shared/records/models.ts';

export function useNewModel(models: readonly Model[], onNew: (id: string) => void): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const callback = useRef(onNew);
  callback.current = onNew;
  useEffect(() => {
    const ids = new Set(models.map(({ id }) => id));
    const added = known.current === null ? undefined : models.find(({ id }) => !known.current?.has(id));
    known.current = ids;
    if (added) callback.current(added.id);
  }, [models]);
}
