/** What every page stands in: words, colours, notices and the router. */
import { CssBaseline, ThemeProvider, useColorScheme } from '@mui/material';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Settings } from '../../shared/records/app.ts';
import { NoticeProvider } from './components/notices.tsx';
import { useEvents } from './hooks/useEvents.ts';
import { usePreferences } from './hooks/usePreferences.ts';
import { router } from './router.tsx';
import type { Words } from './text/catalogues.ts';
import { TextProvider } from './text/TextProvider.tsx';
import { theme } from './theme.ts';

/** Hands the chosen theme to MUI, which follows the system by itself. */
function ColourScheme({ setting }: { readonly setting: Settings['theme'] }) {
  const { setMode } = useColorScheme();
  useEffect(() => setMode(setting), [setMode, setting]);
  return null;
}

export function App({ words }: { readonly words: Words }) {
  useEvents();
  const preferences = usePreferences();
  return (
    <TextProvider initial={words} setting={preferences.language}>
      <ThemeProvider theme={theme} storageManager={null} defaultMode={preferences.theme} noSsr>
        <CssBaseline enableColorScheme />
        <ColourScheme setting={preferences.theme} />
        <NoticeProvider>
          <RouterProvider router={router} />
        </NoticeProvider>
      </ThemeProvider>
    </TextProvider>
  );
}
