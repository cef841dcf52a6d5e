/** The self-test's last answer, kept current by the event main pushes when anybody has tested again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api.ts';

const queryKey = ['devices.selfTest'];

/** Starts the test when nobody has yet; `again` repeats it. */
export function useSelfTest() {
  const client = useQueryClient();
  useEffect(() => api.on('devices.tested', (reports) => client.setQueryData(queryKey, reports)), [client]);

  const query = useQuery({ queryKey, queryFn: () => api.call('devices.selfTest', { again: false }) });
  const repeat = useMutation({
    mutationFn: () => api.call('devices.selfTest', { again: true }),
    onSuccess: (reports) => client.setQueryData(queryKey, reports),
  });
  // A failed repetition is old news once an answer has come in after it.
  const repeatFailure = repeat.submittedAt > query.dataUpdatedAt ? repeat.error : null;
  return {
    reports: query.data,
    error: repeatFailure ?? query.error,
    running: query.isFetching || repeat.isPending,
    again: () => repeat.mutate(),
  };
}
