/** The frame around every page: the name, the state of the connection, and the page. */
import { Alert, AlertTitle, AppBar, Container, Toolbar, Typography } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { connection } from './api.ts';
import { useAppInfo } from './hooks/useAppInfo.ts';
import { Home } from './pages/Home/Home.tsx';
import { en } from './text/en.ts';

function ConnectionNotice() {
  const up = useSyncExternalStore(connection.subscribe, connection.isUp);
  const client = useQueryClient();
  useEffect(() => {
    // Whatever happened while the line was down has to be asked for again.
    if (!up) return () => void client.invalidateQueries();
  }, [up, client]);
  if (up) return null;
  return (
    <Alert severity="warning" sx={{ mb: 2 }}>
      <AlertTitle>{en.app.disconnected}</AlertTitle>
      {en.app.disconnectedHint}
    </Alert>
  );
}

export function App() {
  const { data: info } = useAppInfo();
  return (
    <>
      <AppBar position="static" color="transparent" elevation={0}>
        <Toolbar variant="dense" sx={{ gap: 1 }}>
          <Typography sx={{ fontWeight: 600 }}>{en.app.name}</Typography>
          <Typography color="textSecondary">{info ? en.app.version(info.version) : null}</Typography>
        </Toolbar>
      </AppBar>
      <Container component="main" maxWidth="md" sx={{ py: 2 }}>
        <ConnectionNotice />
        <Home />
      </Container>
    </>
  );
}
