/** Puts text on the clipboard and says so. */
import { useCallback } from 'react';
import { useText } from '../text/TextProvider.tsx';
import { useNotices } from './notices.tsx';

export function useCopy(): (text: string) => void {
  const t = useText();
  const notices = useNotices();
  return useCallback(
    (text) =>
      void copy(text).then(
        () => notices.info(t.frame.copied),
        (error: Error) => notices.error(error),
      ),
    [notices, t],
  );
}

async function copy(text: string): Promise<void> {
  // Absent where the page comes from another machine without https.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
