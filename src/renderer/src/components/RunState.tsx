/** What came of a run: its state as a small label, in a word and a colour for those who see it, and its verdict. */

import { Chip, type ChipProps } from '@mui/material';
import type { Run, Verdict } from '../../../shared/records/runs.ts';
import { verdictText } from '../../../shared/verdictText.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';

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

/** In the language chosen now; of a run judged before its facts were kept, the English sentence. */
export function useVerdictText(): (verdict: Verdict) => string {
  const t = useText();
  const formats = useFormats();
  return ({ kind, sentence, facts }) => (facts ? verdictText(kind, facts, t.run.judged, formats) : sentence);
}
