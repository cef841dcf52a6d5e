/** Says when the line to the studio is broken, and asks for everything again once it is back. */
import { Alert, AlertTitle } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { connection } from '../api.ts';
import { useText } from '../text/TextProvider.tsx';

export function ConnectionNotice() {
  const t = useText();
  const up = useSyncExternalStore(connection.subscribe, connection.isUp);
  const client = useQueryClient();
  useEffect(() => {
    // Whatever happened while the line was down has to be asked for again.
    if (!up) return () => void client.invalidateQueries();
  }, [up, client]);
  if (up) return null;
  return (
    <Alert severity="warning" square>
      <AlertTitle>{t.frame.disconnected}</AlertTitle>
      {t.frame.disconnectedHint}
    </Alert>
  );
}
