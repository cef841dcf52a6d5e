/** What the draft would take, and what each of the offered ranks would: asked again shortly after each edit. */
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApiQuery } from '../../hooks/useApi.ts';
import { asFull, asLora, chosen, type Draft } from './draft.ts';
import type { RankPreviews } from './RankStep.tsx';

/** Milliseconds after an edit. */
const debounceMs = 200;

/** The value as it was a moment ago, so that nothing is asked between two letters. */
export function useDebounced<T>(value: T): T {
  const [debounced, setDebounced] = useState(value);
  const key = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal values need not be told apart
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), debounceMs);
    return () => clearTimeout(timer);
  }, [key]);
  return debounced;
}

function usePreview(draft: Draft, prompts: number, enabled: boolean) {
  return useApiQuery(
    'runs.preview',
    { config: chosen(draft), prompts },
    { placeholderData: keepPreviousData, staleTime: 0, enabled },
  );
}

/** @param draft as {@link useDebounced} gives it @param prompts questions there are */
export function usePreviews(draft: Draft, prompts: number) {
  const known = typeof draft.model === 'string' && draft.model !== '';
  const main = usePreview(draft, prompts, true);
  const full = usePreview(asFull(draft), prompts, known);
  const r8 = usePreview(asLora(draft, 8), prompts, known);
  const r16 = usePreview(asLora(draft, 16), prompts, known);
  const r32 = usePreview(asLora(draft, 32), prompts, known);
  const r64 = usePreview(asLora(draft, 64), prompts, known);
  const ranks: RankPreviews = {
    8: known ? r8.data : undefined,
    16: known ? r16.data : undefined,
    32: known ? r32.data : undefined,
    64: known ? r64.data : undefined,
    full: known ? full.data : undefined,
  };
  return { preview: main.data, pending: main.isFetching, ranks };
}
