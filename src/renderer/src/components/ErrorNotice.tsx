/** Shows what went wrong and what to do about it, with the button that does it. */
import { Alert, AlertTitle, Button } from '@mui/material';
import { AppError } from '../../../shared/errors.ts';
import { en } from '../text/en.ts';

interface ErrorNoticeProps {
  readonly error: Error;
  readonly onRetry: () => void;
}

export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  return (
    <Alert
      severity="error"
      action={
        <Button color="inherit" onClick={onRetry}>
          {en.error.retry}
        </Button>
      }
    >
      <AlertTitle>{error.message}</AlertTitle>
      {error instanceof AppError ? error.hint : null}
    </Alert>
  );
}
