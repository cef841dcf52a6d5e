/** What stands where something is awaited: a query's loading and error states, and its answer once there is one. */
import { LinearProgress, Stack, Typography } from '@mui/material';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../text/TextProvider.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';

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

/** A moving line that says what is awaited. @param label what is awaited; "Loading" where there is nothing better to say */
export function Loading({ label }: { readonly label?: string | undefined }) {
  const t = useText();
  const text = label ?? t.frame.loading;
  return (
    <Stack spacing={1} role="status">
      <Typography color="textSecondary">{text}</Typography>
      <LinearProgress aria-label={text} />
    </Stack>
  );
}
