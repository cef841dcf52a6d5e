/** The page Datasets: its address, and its place in the rail. */
import Icon from '@mui/icons-material/TableChartOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { type Entry, root, textParam } from '../record.ts';

export const entry = {
  to: '/datasets',
  Icon,
  key: 'd',
  order: 6,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+5' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  /** The dataset shown. */
  validateSearch: z.object({ id: textParam }),
  component: lazyRouteComponent(() => import('./Datasets.tsx'), 'Datasets'),
});
