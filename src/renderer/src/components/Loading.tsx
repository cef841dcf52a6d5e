/** A moving line that says what is awaited. */
import { LinearProgress, Stack, Typography } from '@mui/material';
import { useText } from '../text/TextProvider.tsx';

/** @param label what is awaited; "Loading" where there is nothing better to say */
export function Loading({ label }: { readonly label?: string | undefined }) {
  const t = useText();
  const text = label ?? t.frame.loading;
  return (
    <Stack spacing={1} role="status">
      <Typography color="textSecondary">{text}</Typography>
      <LinearProgress aria-label={text} />
    </Stack>
  );
}
