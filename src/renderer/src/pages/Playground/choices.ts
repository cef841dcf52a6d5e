/** Who is requested and how: from the page's address, else as it was last; kept while other pages are open. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Adapter, AdapterVersion } from '../../../../shared/records/adapters.ts';
import type { Model } from '../../../../shared/records/models.ts';
import type { Sampling } from '../../../../shared/records/playground.ts';

export interface Settings {
  readonly sampling: Sampling;
  readonly system: string;
  readonly strength: number;
  readonly withBase: boolean;
  readonly blind: boolean;
}

/** Greedy, so that the same question gets the same answer and only the adapter makes a difference. */
let lastSettings: Settings = {
  sampling: { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: 256 },
  system: '',
  strength: 1,
  withBase: true,
  blind: false,
};
let lastRequested: { readonly model?: string | undefined; readonly version?: string | undefined } = {};

export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const [settings, setSettings] = useState(lastSettings);
  useEffect(() => {
    lastSettings = settings;
  }, [settings]);
  return [settings, (change) => setSettings((old) => ({ ...old, ...change }))];
}

/** A version that can be tried, under its name. */
export interface Choice {
  readonly version: AdapterVersion;
  /** The adapter's name. */
  readonly name: string;
  readonly modelId: string;
}

/** Versions whose files and base are there, newest adapter first, newest version first. */
export function usableVersions(adapters: readonly Adapter[]): Choice[] {
  return adapters.flatMap(({ name, modelId, versions }) =>
    modelId === null
      ? []
      : versions
          .filter(({ missing }) => !missing)
          .map((version) => ({ version, name, modelId }))
          .reverse(),
  );
}

interface Chosen {
  readonly model: Model | undefined;
  readonly adapter: Choice | undefined;
  /** With the model's newest adapter. */
  chooseModel(id: string): void;
  /** Null: the base model alone. */
  chooseVersion(id: string | null): void;
}

/** The model and the version requested; by itself the newest version there is. */
export function useChosen(models: readonly Model[], versions: readonly Choice[]): Chosen {
  const search = useSearch({ from: '/playground' });
  const navigate = useNavigate({ from: '/playground' });
  const named = search.model !== undefined || search.version !== undefined;
  const requested = named ? search : lastRequested;
  useEffect(() => {
    if (named) lastRequested = search;
  }, [named, search]);

  const newest = (modelId?: string) =>
    versions.find((each) => !each.version.archived && (modelId === undefined || each.modelId === modelId));
  const byVersion = versions.find(({ version }) => version.id === requested.version);
  const byModel = models.find(({ id }) => id === requested.model);
  const adapter = byVersion ?? (byModel ? undefined : newest());
  const model = models.find(({ id }) => id === adapter?.modelId) ?? byModel ?? models[0];
  const go = (to: typeof requested) => void navigate({ search: to, replace: true });
  return {
    model,
    adapter: adapter?.modelId === model?.id ? adapter : undefined,
    chooseModel: (id) => go({ model: id, version: newest(id)?.version.id }),
    chooseVersion: (id) => go({ model: model?.id, version: id ?? undefined }),
  };
}
