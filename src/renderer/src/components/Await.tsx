/** Shows a query's loading and error states, and its answer once there is one. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from './ErrorNotice.tsx';
import { Loading } from './Loading.tsx';

export interface AwaitProps<T> {
  readonly query: Pick<UseQueryResult<T, Error>, 'data' | 'error' | 'refetch'>;
  /** What is awaited. */
  readonly label?: string;
  readonly children: (data: T) => ReactNode;
}

/** An older answer stays on show beside the error of a newer attempt. */
export function Await<T>({ query, label, children }: AwaitProps<T>) {
  const { data, error, refetch } = query;
  return (
    <>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? error ? null : <Loading label={label} /> : children(data)}
    </>
  );
}
