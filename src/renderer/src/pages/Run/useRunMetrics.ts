/** A run's curves, as many points as the chart has pixels; while it runs only the steps since are asked for. */
import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Run } from '../../../../shared/records/runs.ts';
import type { Range } from '../../components/charts/series.ts';
import { useApiQuery } from '../../hooks/useApi.ts';
import { mergeMetrics } from './mergeMetrics.ts';
import { useThrottled } from './useThrottled.ts';

/** Points of the whole chart, and of the part that grows, before all is read again. */
const points = 1500;
const mostNew = 500;
/** Steps that are read once more, since a measurement is known only a moment after its step. */
const again = 64;
/** Milliseconds between two looks at what is new. */
const pause = 500;

/** @param range part of the run on show; null: all of it */
export function useRunMetrics({ id, state, step, heldOutLoss }: Run, range: Range) {
  const live = state === 'running';
  const base = useApiQuery(
    'runs.metrics',
    {
      id,
      from: range ? Math.max(0, Math.floor(range[0])) : 0,
      to: range ? Math.ceil(range[1]) : null,
      points,
    },
    { placeholderData: keepPreviousData, staleTime: 0 },
  );
  const last = base.data?.step.at(-1) ?? 0;
  const follows = live && range === null && base.data !== undefined && !base.isPlaceholderData;
  const tail = useApiQuery(
    'runs.metrics',
    { id, from: Math.max(1, last - again), to: null, points: 2 * mostNew },
    { enabled: follows, staleTime: 0 },
  );
  const { refetch: readAll } = base;
  const { refetch: readTail } = tail;

  useThrottled(readTail, `${step} ${heldOutLoss}`, pause, follows);

  // When it ends or goes on, the last measurements come in, and steps may have been taken back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new state asks anew
  useEffect(() => {
    void readAll({ cancelRefetch: false });
  }, [readAll, state]);

  // After a setback the run goes on from an earlier step.
  const wentBack = follows && step < last;
  const isLong = (tail.data?.step.at(-1) ?? 0) - last > mostNew;
  useEffect(() => {
    if (wentBack || isLong) void readAll({ cancelRefetch: false });
  }, [readAll, wentBack, isLong]);

  const data = useMemo(
    () => base.data && mergeMetrics(base.data, follows ? tail.data : undefined),
    [base.data, tail.data, follows],
  );
  return { data, error: base.error, refetch: base.refetch };
}
