/** The page Adapters: its address, and its place in the rail. */
import Icon from '@mui/icons-material/AccountTreeOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type Entry, root } from '../record.ts';

export const entry = {
  to: '/adapters',
  Icon,
  key: 'a',
  order: 4,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+3' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  component: lazyRouteComponent(() => import('./Adapters.tsx'), 'Adapters'),
});
