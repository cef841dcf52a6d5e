/** The page Models: its address, and its place in the rail. */
import Icon from '@mui/icons-material/Inventory2Outlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type Entry, root } from '../record.ts';

export const route = createRoute({
  getParentRoute: () => root,
  path: '/models',
  component: lazyRouteComponent(() => import('./Models.tsx'), 'Models'),
});

export const entry: Entry = {
  Icon,
  key: 'm',
  order: 5,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+4' },
};
