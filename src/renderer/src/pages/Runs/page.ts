/** The page Runs: its address, and its place in the rail. */
import Icon from '@mui/icons-material/ShowChartOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type Entry, root } from '../record.ts';
import { runsSearch } from './runsQuery.ts';

export const route = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('./Runs.tsx'), 'Runs'),
});

export const entry: Entry = {
  Icon,
  key: 'r',
  order: 3,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+2' },
};
