/** What the chosen model would learn from the chosen data, read with the run's own settings. */
import { keepPreviousData } from '@tanstack/react-query';
import {
  type DataOptions,
  type Dataset,
  isComplete,
  type Reading,
} from '../../../../shared/records/datasets.ts';
import type { Model } from '../../../../shared/records/models.ts';
import { useApiQuery } from '../../hooks/useApi.ts';
import { type Draft, trainsModel } from './draft.ts';

export const longest = 1024;
/** What the memory of a cut is told for: another rank changes it little, and would have every row read again. */
const rank = 16;
const asFound: Reading = { encoding: '', sheet: '', split: '' };

/** @param draft as it was a moment ago: rows are not read between two letters */
export function useDataReport(dataset: Dataset | undefined, model: Model | undefined, draft: Draft) {
  const mapping = dataset?.versions.at(-1)?.mapping;
  const enabled = mapping !== undefined && isComplete(mapping) && model !== undefined;
  return useApiQuery(
    'datasets.report',
    {
      id: dataset?.id ?? '',
      modelId: model?.id ?? '',
      options: optionsOf(draft, dataset, model),
      rank: trainsModel(draft) ? null : rank,
    },
    { placeholderData: keepPreviousData, enabled },
  );
}

/** The cut is not among them: the report says what each would cost, so that moving it reads nothing anew. */
function optionsOf(draft: Draft, dataset: Dataset | undefined, model: Model | undefined): DataOptions {
  const mapping = dataset?.versions.at(-1)?.mapping;
  return {
    map: mapping?.columns ?? {},
    system: textOr(draft.system),
    trainOn: draft.trainOn === 'all' ? 'all' : 'answers',
    turns: draft.turns === 'last' ? 'last' : 'all',
    controlTokens: draft.controlTokens === 'tokens' ? 'tokens' : 'text',
    missingThought: draft.missingThought === 'none' ? 'none' : 'empty',
    placeholders: draft.placeholders === 'keep' ? 'keep' : 'skip',
    ...(typeof draft.holdoutFile === 'string' &&
      draft.holdoutFile !== '' && { holdoutFile: draft.holdoutFile }),
    holdout: share(draft.holdout),
    maxLength: Math.min(longest, model?.maxPositions ?? longest),
    ...(mapping?.reading ?? asFound),
    badRows: draft.badRows === 'skip' ? 'skip' : 'stop',
    seed: numberOr(draft.seed, 0),
  };
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function share(value: unknown): number {
  const held = numberOr(value, 0.05);
  return held >= 0 && held < 1 ? held : 0.05;
}

export function numberOr(value: unknown, other: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : other;
}
