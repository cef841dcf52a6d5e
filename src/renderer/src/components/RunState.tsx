/** A run's state as a small label: a word, and a colour for those who see it. */
import { Chip, type ChipProps } from '@mui/material';
import type { Run } from '../../../shared/records/runs.ts';
import { useText } from '../text/TextProvider.tsx';

const colours: Readonly<Record<Run['state'], ChipProps['color']>> = {
  queued: 'default',
  running: 'primary',
  paused: 'default',
  interrupted: 'warning',
  failed: 'error',
  cancelled: 'default',
  done: 'success',
};

export function RunState({ state }: { readonly state: Run['state'] }) {
  const t = useText();
  return (
    <Chip
      size="small"
      color={colours[state]}
      variant={state === 'running' ? 'filled' : 'outlined'}
      label={t.frame.runStates[state]}
    />
  );
}
