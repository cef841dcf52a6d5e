/** The page Exports: its address, and its place in the rail. */
import Icon from '@mui/icons-material/IosShareOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { type Entry, root, textParam } from '../record.ts';

export const entry = {
  to: '/exports',
  Icon,
  key: 'e',
  order: 8,
  menu: { under: 'go', accelerator: 'CmdOrCtrl+7' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  /** The adapter version to export. */
  validateSearch: z.object({ version: textParam }),
  component: lazyRouteComponent(() => import('./Exports.tsx'), 'Exports'),
});
