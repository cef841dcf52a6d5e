/** What the command palette can do and find: commands, and what the library and history hold. */
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useApiQuery } from '../hooks/useApi.ts';
import { useText } from '../text/TextProvider.tsx';
import { type Actions, type Command, commonCommands, pageCommands } from './commands.ts';

export interface PaletteEntry {
  readonly id: string;
  /** What kind of thing it is, told beside the name. */
  readonly kind: string;
  readonly name: string;
  run(): void;
}

const shownRuns = 8;

/** Every entry whose name or kind has all words of the search; everything but runs is sought here. */
export function usePaletteEntries(search: string, actions: Actions): PaletteEntry[] {
  const t = useText();
  const navigate = useNavigate();
  const sought = useDeferredValue(search.trim());
  const { data: models = [] } = useApiQuery('models.list');
  const { data: datasets = [] } = useApiQuery('datasets.list');
  const { data: adapters } = useApiQuery('adapters.list');
  const { data: runs } = useApiQuery(
    'runs.list',
    { page: 0, pageSize: shownRuns, search: sought, states: [], sort: 'createdAt', descending: true },
    { placeholderData: (old) => old },
  );

  const entryOf = ({ label, kind, perform }: Command): PaletteEntry[] =>
    kind ? [{ id: label(t), kind: kind(t), name: label(t), run: () => perform(actions) }] : [];
  const all: PaletteEntry[] = [
    ...pageCommands.flatMap(entryOf),
    ...models.map(({ id, name }) => ({
      id,
      kind: t.frame.model,
      name,
      run: () => void navigate({ to: '/new', search: { model: id } }),
    })),
    ...datasets.map(({ id, name }) => ({
      id,
      kind: t.frame.dataset,
      name,
      run: () => void navigate({ to: '/datasets', search: { id } }),
    })),
    ...(adapters?.adapters ?? []).map(({ id, name }) => ({
      id,
      kind: t.frame.adapter,
      name,
      run: () => void navigate({ to: '/adapters' }),
    })),
    ...commonCommands.flatMap(entryOf),
  ];
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, kind }) => {
    const text = `${name} ${kind}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const foundRuns = (runs?.runs ?? []).map(({ id, name }) => ({
    id,
    kind: t.frame.run,
    name,
    run: () => void navigate({ to: '/runs/$id', params: { id } }),
  }));
  return [...found, ...foundRuns];
}
