/** What can be done with a run that goes on, and whether it has been asked to end and is still saving. */
import { useEffect, useState } from 'react';
import type { Run } from '../../../../shared/records/runs.ts';
import { useApiMutation } from '../../hooks/useApi.ts';
import type { RunActions } from './Actions.tsx';

export function useRunActions({ id, state }: Pick<Run, 'id' | 'state'>): {
  readonly ending: boolean;
  readonly actions: RunActions;
} {
  const [ending, setEnding] = useState(false);
  const untilEnded = { onMutate: () => setEnding(true), onError: () => setEnding(false) };
  const { mutate: pause } = useApiMutation('runs.pause', untilEnded);
  const { mutate: stop } = useApiMutation('runs.stop', untilEnded);
  const { mutate: cancel } = useApiMutation('runs.cancel');
  const { mutate: resume } = useApiMutation('runs.resume');
  useEffect(() => {
    if (state !== 'running') setEnding(false);
  }, [state]);
  return {
    ending: ending && state === 'running',
    actions: {
      pause: () => pause({ id }),
      stop: () => stop({ id }),
      cancel: () => cancel({ id }),
      resume: () => resume({ id }),
    },
  };
}
