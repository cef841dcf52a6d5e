/** An error in the reader's language where its code and facts are known, else in its own words. */
import { useCallback } from 'react';
import { AppError, type ErrorRecord } from '../../../shared/errors.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { type FaultText, faultText } from './data/faultText.ts';
import { useSentence } from './useSentence.ts';

export function useErrorText(): (error: Error | ErrorRecord) => FaultText {
  const { faults } = useText();
  const formats = useFormats();
  const sentence = useSentence();
  return useCallback(
    (error) => {
      if (error instanceof Error && !(error instanceof AppError)) return { message: error.message, hint: '' };
      const { detail, message, hint, said } = error;
      if (detail) return faultText(detail, faults, formats);
      if (!said) return { message, hint };
      return { message: sentence(said.message, message), hint: hint && sentence(said.hint, hint) };
    },
    [faults, formats, sentence],
  );
}
