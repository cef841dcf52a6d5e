/** The page Home: its address, and its place in the rail. */
import Icon from '@mui/icons-material/HomeOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type Entry, root } from '../record.ts';

export const route = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./Home.tsx'), 'Home'),
});

export const entry: Entry = {
  Icon,
  key: 'h',
  order: 1,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+1' },
};
