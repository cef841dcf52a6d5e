/** The page Run: its address. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../record.ts';

export const route = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id',
  component: lazyRouteComponent(() => import('./Run.tsx'), 'Run'),
});
