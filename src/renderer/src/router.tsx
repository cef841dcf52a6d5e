/** The pages and their addresses, kept behind the `#` so that both hosts serve one document; each page loads when it is opened. */

import { createHashHistory, createRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { asAppError } from '../../shared/errors.ts';
import { ErrorNotice } from './components/ErrorNotice.tsx';
import { Page } from './components/Page.tsx';
import { Frame } from './frame/Frame.tsx';
import * as pages from './pages/index.ts';
import { root } from './pages/record.ts';
import { useText } from './text/TextProvider.tsx';

const routes = Object.fromEntries(Object.entries(pages).map(([area, { route }]) => [area, route])) as {
  [Area in keyof typeof pages]: (typeof pages)[Area]['route'];
};

export const router = createRouter({
  routeTree: root.update({ component: Frame }).addChildren(routes),
  history: createHashHistory(),
  defaultErrorComponent: PageFailure,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** Stands where a page has failed: what it failed with, and the way to start it again. */
function PageFailure({ error }: ErrorComponentProps) {
  const t = useText();
  return (
    <Page title={t.frame.pageFailed}>
      <ErrorNotice error={asAppError(error)} onRetry={() => location.reload()} retryLabel={t.frame.reload} />
    </Page>
  );
}
