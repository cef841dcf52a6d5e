/** Asks whether a run with this model would fit, whatever else has been chosen. */
import { keepPreviousData } from '@tanstack/react-query';
import { useApiQuery } from '../../hooks/useApi.ts';
import { chosen, type Draft } from './draft.ts';
import { FitBadge } from './FitBadge.tsx';

interface ModelFitProps {
  readonly modelId: string;
  readonly draft: Draft;
}

export function ModelFit({ modelId, draft }: ModelFitProps) {
  // Only what changes the memory, so that typing a name asks nothing.
  const { data, method, rank, maxLength, microTokens, recompute, device } = draft;
  const config = chosen({ data, method, rank, maxLength, microTokens, recompute, device, model: modelId });
  const { data: preview } = useApiQuery(
    'runs.preview',
    { config, prompts: 0 },
    { placeholderData: keepPreviousData },
  );
  return <FitBadge preview={preview} />;
}
