/** The pages and their addresses, kept behind the `#` so that both hosts serve one document; each page loads when it is opened. */
import { createHashHistory, createRouter } from '@tanstack/react-router';
import { Frame } from './frame/Frame.tsx';
import { PageFailure } from './frame/PageFailure.tsx';
import * as pages from './pages/index.ts';
import { root } from './pages/record.ts';

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
