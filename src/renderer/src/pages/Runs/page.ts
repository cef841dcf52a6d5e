/** The page Runs: its address, and its place in the rail. */
import Icon from '@mui/icons-material/ShowChartOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type Entry, root } from '../record.ts';
import { runsSearch } from './runsQuery.ts';

export const entry = {
  to: '/runs',
  Icon,
  key: 'r',
  order: 3,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+2' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('./Runs.tsx'), 'Runs'),
});
