/** Sentences of the studio's main side in the reader's language. */
import { useCallback, useMemo } from 'react';
import { dataFaultSchema } from '../../../shared/dataFaults.ts';
import { dataNoteSchema, sourceNoteSchema } from '../../../shared/dataNotes.ts';
import { type FactNumbers, inWords, type Said } from '../../../shared/sentence.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { faultText } from './data/faultText.ts';
import { noteText } from './data/noteText.ts';
import { deviceLines } from './deviceReasonText.ts';

const noteSchema = dataNoteSchema.or(sourceNoteSchema);

/** @returns makes words of what was said; of what an older program kept there is only its English */
export function useSentence(): (said: Said | undefined, english: string) => string {
  const t = useText();
  const formats = useFormats();
  const numbers = useMemo((): FactNumbers => {
    const { number } = formats;
    return {
      ...formats,
      plain: (value) => number(value, 10),
      coded(of, value) {
        if (of === 'device')
          return typeof value === 'string' ? deviceLines(value, t.home.selfTest).join('; ') : undefined;
        if (of === 'fault') {
          const fault = dataFaultSchema.safeParse(value);
          return fault.success ? faultText(fault.data, t.faults, formats).message : undefined;
        }
        const note = noteSchema.safeParse(value);
        return note.success ? noteText(note.data, t.data, formats) : undefined;
      },
    };
  }, [t, formats]);
  return useCallback(
    (said, english) => {
      const text = said ? inWords(said, t.sentences, numbers) : english;
      return text.charAt(0).toUpperCase() + text.slice(1);
    },
    [t, numbers],
  );
}
