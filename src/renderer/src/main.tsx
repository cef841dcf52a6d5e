/** Starts the user interface in the page, whichever host serves it. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App.tsx';
import { recallPreferences } from './hooks/usePreferences.ts';
import { loadWords } from './text/catalogues.ts';
import { chooseLanguage } from './text/language.ts';

// The content security policy forbids the code zod would otherwise generate.
z.config({ jitless: true });

// Main pushes what changes, so nothing goes stale by age; and its errors are final until the user acts.
const client = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, networkMode: 'always' } },
});

const preferences = recallPreferences();
// Before anything is drawn: a page that is to be dark must not flash.
if (preferences.theme !== 'system') document.documentElement.dataset.theme = preferences.theme;

const root = document.getElementById('root');
if (!root) throw new Error('internal: index.html has no #root');
const words = await loadWords(chooseLanguage(preferences.language));
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App words={words} />
    </QueryClientProvider>
  </StrictMode>,
);
