/** The page New run: its address, and its place in the rail. */
import Icon from '@mui/icons-material/AddCircleOutlineOutlined';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { type Entry, root, textParam } from '../record.ts';

export const entry = {
  to: '/new',
  Icon,
  key: 'n',
  order: 2,
  menu: { under: 'file', accelerator: 'CmdOrCtrl+N' },
} satisfies Entry;

export const route = createRoute({
  getParentRoute: () => root,
  path: entry.to,
  /** What is chosen beforehand; `from` is a run to be continued or repeated. */
  validateSearch: z.object({
    model: textParam,
    data: textParam,
    from: textParam,
    mode: z.enum(['continue', 'again']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./NewRun.tsx'), 'NewRun'),
});
