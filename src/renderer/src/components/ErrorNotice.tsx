/** Shows what went wrong and what to do about it, with the button that does it. */
import { Alert, AlertTitle, Button } from '@mui/material';
import { AppError } from '../../../shared/errors.ts';
import { useText } from '../text/TextProvider.tsx';

interface ErrorNoticeProps {
  readonly error: Error;
  /** Absent where trying again cannot help. */
  readonly onRetry?: (() => void) | undefined;
  /** What the button says; "Try again" unless there is something better to do. */
  readonly retryLabel?: string;
}

export function ErrorNotice({ error, onRetry, retryLabel }: ErrorNoticeProps) {
  const t = useText();
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
      <AlertTitle>{error.message}</AlertTitle>
      {error instanceof AppError ? error.hint : null}
    </Alert>
  );
}
