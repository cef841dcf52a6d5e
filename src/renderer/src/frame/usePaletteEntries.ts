/** What the command palette can do and find: pages, what the library and history hold, and a few switches. */
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useApiMutation, useApiQuery } from '../hooks/useApi.ts';
import { languageNames, languages } from '../text/language.ts';
import { useText } from '../text/TextProvider.tsx';
import { entries } from './entries.ts';

export interface PaletteEntry {
  readonly id: string;
  /** What kind of thing it is, told beside the name. */
  readonly kind: string;
  readonly name: string;
  run(): void;
}

const shownRuns = 8;

/** Every entry whose name or kind has all words of the search; everything but runs is sought here. */
export function usePaletteEntries(search: string, openShortcuts: () => void): PaletteEntry[] {
  const t = useText();
  const navigate = useNavigate();
  const { mutate: setSettings } = useApiMutation('settings.set');
  const sought = useDeferredValue(search.trim());
  const { data: models = [] } = useApiQuery('models.list');
  const { data: datasets = [] } = useApiQuery('datasets.list');
  const { data: adapters } = useApiQuery('adapters.list');
  const { data: runs } = useApiQuery(
    'runs.list',
    { page: 0, pageSize: shownRuns, search: sought, states: [], sort: 'createdAt', descending: true },
    { placeholderData: (old) => old },
  );

  const all: PaletteEntry[] = [
    ...entries.map(({ to, area }) => ({
      id: to,
      kind: t.frame.page,
      name: t[area].title,
      run: () => void navigate({ to }),
    })),
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
    ...(['system', 'light', 'dark'] as const).map((theme) => ({
      id: `theme-${theme}`,
      kind: t.settings.appearance,
      name: t.settings.themes[theme],
      run: () => setSettings({ theme }),
    })),
    ...languages.map((language) => ({
      id: `language-${language}`,
      kind: t.settings.language,
      name: languageNames[language],
      run: () => setSettings({ language }),
    })),
    { id: 'shortcuts', kind: t.frame.page, name: t.frame.shortcuts, run: openShortcuts },
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
