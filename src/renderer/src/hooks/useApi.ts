/** The contract as hooks: queries keyed by method and input, and mutations that report what they failed with. */
import {
  type UseMutationOptions,
  type UseQueryOptions,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import type { Input, Method, Output } from '../../../shared/api.ts';
import { api } from '../api.ts';

type QueryOptions<M extends Method> = Pick<
  UseQueryOptions<Output<M>, Error>,
  'enabled' | 'placeholderData' | 'staleTime'
>;

type Arguments<M extends Method> =
  Input<M> extends undefined
    ? [input?: undefined, options?: QueryOptions<M>]
    : [input: Input<M>, options?: QueryOptions<M>];

const callAny = api.call as <M extends Method>(method: M, input: Input<M>) => Promise<Output<M>>;

/** Asks once and keeps the answer until an event makes it stale (see `useEvents`). */
export function useApiQuery<M extends Method>(
  method: M,
  ...[input, options]: Arguments<M>
): UseQueryResult<Output<M>, Error> {
  return useQuery<Output<M>, Error>({
    queryKey: [method, input],
    queryFn: () => callAny(method, input as Input<M>),
    ...options,
  });
}

/** A failure is shown as a notice, unless `meta: { quiet: true }` says that the caller shows it. */
export function useApiMutation<M extends Method>(
  method: M,
  options: Omit<UseMutationOptions<Output<M>, Error, Input<M>>, 'mutationFn'> = {},
) {
  return useMutation<Output<M>, Error, Input<M>>({
    networkMode: 'always',
    ...options,
    mutationFn: (input) => callAny(method, input),
  });
}
