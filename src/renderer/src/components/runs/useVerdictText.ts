/** A run's verdict in the language chosen now; of one judged before its facts were kept, the English sentence. */
import type { Verdict } from '../../../../shared/records/runs.ts';
import { verdictText } from '../../../../shared/verdictText.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

export function useVerdictText(): (verdict: Verdict) => string {
  const t = useText();
  const formats = useFormats();
  return ({ kind, sentence, facts }) => (facts ? verdictText(kind, facts, t.run.judged, formats) : sentence);
}
