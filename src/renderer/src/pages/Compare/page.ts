/** The page Compare: its address. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { root } from '../record.ts';

export const route = createRoute({
  getParentRoute: () => root,
  path: '/compare',
  /** Ids with commas. */
  validateSearch: z.object({ ids: z.coerce.string().catch('') }),
  component: lazyRouteComponent(() => import('./Compare.tsx'), 'Compare'),
});
