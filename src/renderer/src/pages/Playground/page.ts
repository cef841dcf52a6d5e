/** The page Playground: its address, and its place in the rail. */
import Icon from '@mui/icons-material/ForumOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { type Entry, root, textParam } from '../record.ts';

export const entry = {
  to: '/playground',
  Icon,
  key: 'p',
  order: 7,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+6' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  /** The model, or the adapter version, to talk to. */
  validateSearch: z.object({ model: textParam, version: textParam }),
  component: lazyRouteComponent(() => import('./Playground.tsx'), 'Playground'),
});
