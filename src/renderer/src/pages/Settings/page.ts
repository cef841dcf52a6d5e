/** The page Settings: its address, and its place in the rail. */
import Icon from '@mui/icons-material/SettingsOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type Entry, root } from '../record.ts';

export const entry = {
  to: '/settings',
  Icon,
  key: 's',
  order: 9,
  menu: { under: 'file', accelerator: 'CmdOrCtrl+,' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  component: lazyRouteComponent(() => import('./Settings.tsx'), 'Settings'),
});
