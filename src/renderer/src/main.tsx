/** Starts the user interface in the page, whichever host serves it. */
import { CssBaseline, ThemeProvider } from '@mui/material';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App.tsx';
import { theme } from './theme.ts';

// The content security policy forbids the code zod would otherwise generate.
z.config({ jitless: true });

// Main pushes what changes, so nothing goes stale by age; and its errors are final until the user acts.
const client = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, networkMode: 'always' } },
});

const root = document.getElementById('root');
if (!root) throw new Error('internal: index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ThemeProvider theme={theme}>
        <CssBaseline />
        <App />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
