/** The pages and their addresses, kept behind the `#` so that both hosts serve one document; each page loads when it is opened. */
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { z } from 'zod';
import { Frame } from './frame/Frame.tsx';
import { PageFailure } from './frame/PageFailure.tsx';
import { runsSearch } from './pages/Runs/runsQuery.ts';

const text = z.string().optional().catch(undefined);

const root = createRootRoute({ component: Frame });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/Home/Home.tsx'), 'Home'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/new',
    /** What is chosen beforehand; `from` is a run to be continued or repeated. */
    validateSearch: z.object({
      model: text,
      data: text,
      from: text,
      mode: z.enum(['continue', 'again']).optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import('./pages/NewRun/NewRun.tsx'), 'NewRun'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    /** What the table shows. */
    validateSearch: runsSearch,
    component: lazyRouteComponent(() => import('./pages/Runs/Runs.tsx'), 'Runs'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$id',
    component: lazyRouteComponent(() => import('./pages/Run/Run.tsx'), 'Run'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/compare',
    /** Ids with commas. */
    validateSearch: z.object({ ids: z.coerce.string().catch('') }),
    component: lazyRouteComponent(() => import('./pages/Compare/Compare.tsx'), 'Compare'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/adapters',
    component: lazyRouteComponent(() => import('./pages/Adapters/Adapters.tsx'), 'Adapters'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/models',
    component: lazyRouteComponent(() => import('./pages/Models/Models.tsx'), 'Models'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/datasets',
    /** The dataset shown. */
    validateSearch: z.object({ id: text }),
    component: lazyRouteComponent(() => import('./pages/Datasets/Datasets.tsx'), 'Datasets'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/playground',
    /** The model, or the adapter version, to talk to. */
    validateSearch: z.object({ model: text, version: text }),
    component: lazyRouteComponent(() => import('./pages/Playground/Playground.tsx'), 'Playground'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/exports',
    /** The adapter version to export. */
    validateSearch: z.object({ version: text }),
    component: lazyRouteComponent(() => import('./pages/Exports/Exports.tsx'), 'Exports'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    component: lazyRouteComponent(() => import('./pages/Settings/Settings.tsx'), 'Settings'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  history: createHashHistory(),
  defaultErrorComponent: PageFailure,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
