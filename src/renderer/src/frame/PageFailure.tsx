/** Stands where a page has failed: what it failed with, and the way to start it again. */
import type { ErrorComponentProps } from '@tanstack/react-router';
import { asAppError } from '../../../shared/errors.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { Page } from '../components/Page.tsx';
import { useText } from '../text/TextProvider.tsx';

export function PageFailure({ error }: ErrorComponentProps) {
  const t = useText();
  return (
    <Page title={t.frame.pageFailed}>
      <ErrorNotice error={asAppError(error)} onRetry={() => location.reload()} retryLabel={t.frame.reload} />
    </Page>
  );
}
