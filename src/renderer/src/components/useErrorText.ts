/** An error in the reader's language where its code and facts are known, else in its own words. */
import { useCallback } from 'react';
import { AppError } from '../../../shared/errors.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { type FaultText, faultText } from './data/faultText.ts';

export function useErrorText(): (error: Error) => FaultText {
  const { faults } = useText();
  const formats = useFormats();
  return useCallback(
    (error) => {
      if (!(error instanceof AppError)) return { message: error.message, hint: '' };
      const { detail, message, hint } = error;
      return detail ? faultText(detail, faults, formats) : { message, hint };
    },
    [faults, formats],
  );
}
