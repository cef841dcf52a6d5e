/** The frame around every page: the rail, the state of the connection, the page, and the bar at the bottom. */
import { Box, Stack } from '@mui/material';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { ConnectionNotice } from './ConnectionNotice.tsx';
import { Rail } from './Rail.tsx';

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

export function Frame() {
  const main = useFocusOnNewPage();
  return (
    <Stack sx={{ height: '100%' }}>
      <Stack direction="row" sx={{ flex: 1, minHeight: 0 }}>
        <Rail />
        <Stack sx={{ flex: 1, minWidth: 0 }}>
          <ConnectionNotice />
          <Box
            component="main"
            ref={main}
            tabIndex={-1}
            sx={{ flex: 1, minHeight: 0, overflowY: 'auto', outline: 'none' }}
          >
            <Outlet />
          </Box>
        </Stack>
      </Stack>
    </Stack>
  );
}
