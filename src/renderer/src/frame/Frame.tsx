/** The frame around every page: the rail, the state of the connection, the page, and the bar at the bottom. */
import { Alert, Box, Link, Stack } from '@mui/material';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { inWindow } from '../api.ts';
import { useSentence } from '../components/useSentence.ts';
import { useApiMutation, useApiQuery } from '../hooks/useApi.ts';
import { useText } from '../text/TextProvider.tsx';
import { ConnectionNotice } from './ConnectionNotice.tsx';
import { type Actions, menu } from './commands.ts';
import { Rail } from './Rail.tsx';
import { StatusBar } from './StatusBar.tsx';
import { useRunEndings } from './useRunEndings.ts';
import { useShortcuts } from './useShortcuts.ts';

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }));
const Shortcuts = lazy(async () => ({ default: (await import('./Shortcuts.tsx')).Shortcuts }));

/** Another page starts at its top and takes the focus, as a document of its own would. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== undefined && last.current !== path) {
      main.current?.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    last.current = path;
  }, [path]);
  return main;
}

/** What became of a damaged database. */
function DatabaseNotice() {
  const t = useText();
  const { data: info } = useApiQuery('app.info');
  const [closed, setClosed] = useState(false);
  const sentence = useSentence();
  if (!info?.notice || closed) return null;
  return (
    <Alert severity="warning" square onClose={() => setClosed(true)} closeText={t.frame.close}>
      {sentence(info.notice, '')}
    </Alert>
  );
}

/** What commands do to the frame. */
function useActions(show: Actions['show']): Actions {
  const navigate = useNavigate();
  const { mutate: set } = useApiMutation('settings.set');
  return useMemo(() => ({ show, set, go: (to) => void navigate({ to }) }), [show, set, navigate]);
}

/** The menu bar of the studio's own window leads to the pages too. */
function useMenu() {
  const { mutate } = useApiMutation('app.setMenu');
  useEffect(() => {
    if (inWindow) mutate(menu);
  }, [mutate]);
}

export function Frame() {
  const t = useText();
  const main = useFocusOnNewPage();
  const [dialog, setDialog] = useState<'palette' | 'shortcuts' | null>(null);
  const actions = useActions(setDialog);
  useShortcuts(actions);
  useMenu();
  useRunEndings();
  const close = () => setDialog(null);
  return (
    <Stack sx={{ height: '100%' }}>
      <Link
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
        sx={{
          position: 'absolute',
          left: 8,
          top: -100,
          p: 1,
          bgcolor: 'background.paper',
          zIndex: 'tooltip',
          '&:focus': { top: 8 },
        }}
      >
        {t.frame.skip}
      </Link>
      <Stack direction="row" sx={{ flex: 1, minHeight: 0 }}>
        <Rail onPalette={() => setDialog('palette')} />
        <Stack sx={{ flex: 1, minWidth: 0 }}>
          <ConnectionNotice />
          <DatabaseNotice />
          <Box
            component="main"
            id="main"
            ref={main}
            tabIndex={-1}
            sx={{ flex: 1, minHeight: 0, overflowY: 'auto', outline: 'none' }}
          >
            <Outlet />
          </Box>
        </Stack>
      </Stack>
      <StatusBar />
      <Suspense>
        {dialog === 'palette' ? <Palette onClose={close} actions={actions} /> : null}
        {dialog === 'shortcuts' ? <Shortcuts onClose={close} /> : null}
      </Suspense>
    </Stack>
  );
}
