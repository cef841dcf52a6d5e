/** The self-test's last answer, kept current by the event main pushes when anybody has tested again. */
import { useQueryClient } from '@tanstack/react-query';
import { useApiMutation, useApiQuery } from './useApi.ts';

/** Starts the test when nobody has yet; `again` repeats it, `cancel` ends it. */
export function useSelfTest() {
  const client = useQueryClient();
  const query = useApiQuery('devices.selfTest', { again: false });
  const repeat = useApiMutation('devices.selfTest', {
    meta: { quiet: true },
    onSuccess: (reports) => client.setQueryData(['devices.selfTest', { again: false }], reports),
  });
  const { mutate: cancel } = useApiMutation('devices.cancelSelfTest');
  // A failed repetition is old news once an answer has come in after it.
  const repeatFailure = repeat.submittedAt > query.dataUpdatedAt ? repeat.error : null;
  return {
    reports: query.data,
    error: repeatFailure ?? query.error,
    running: query.isFetching || repeat.isPending,
    again: () => repeat.mutate({ again: true }),
    cancel: () => cancel(undefined),
  };
}
