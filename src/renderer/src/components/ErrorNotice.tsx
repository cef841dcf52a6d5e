/** Shows what went wrong and what to do about it, with the button that does it. */
import { Alert, AlertTitle, Button } from '@mui/material';
import { useText } from '../text/TextProvider.tsx';
import { useErrorText } from './useErrorText.ts';

interface ErrorNoticeProps {
  readonly error: Error;
  /** Absent where trying again cannot help. */
  readonly onRetry?: (() => void) | undefined;
  /** What the button says; "Try again" unless there is something better to do. */
  readonly retryLabel?: string;
}

export function ErrorNotice({ error, onRetry, retryLabel }: ErrorNoticeProps) {
  const t = useText();
  const { message, hint } = useErrorText()(error);
  return (
    <Alert
      severity="error"
      action={
        onRetry ? (
          <Button color="inherit" onClick={onRetry} sx={{ whiteSpace: 'nowrap' }}>
            {retryLabel ?? t.frame.retry}
          </Button>
        ) : null
      }
    >
      <AlertTitle sx={{ overflowWrap: 'anywhere' }}>{message}</AlertTitle>
      {hint}
    </Alert>
  );
}
