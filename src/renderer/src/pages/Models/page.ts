/** The page Models: its address, and its place in the rail. */
import Icon from '@mui/icons-material/Inventory2Outlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type Entry, root } from '../record.ts';

export const entry = {
  to: '/models',
  Icon,
  key: 'm',
  order: 5,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+4' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  component: lazyRouteComponent(() => import('./Models.tsx'), 'Models'),
});
