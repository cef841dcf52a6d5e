/** What the `page.ts` in a page's folder is made of: a `route` that hangs from the root, and an `entry` where one can go there. */
import type { SvgIconComponent } from '@mui/icons-material';
import { createRootRoute } from '@tanstack/react-router';
import { z } from 'zod';
import type { Input } from '../../../shared/api.ts';

/** How the rail, the palette, the keyboard and the menu bar lead to a page. */
export interface Entry {
  readonly to: `/${string}`;
  readonly Icon: SvgIconComponent;
  /** The key that leads to it after "g". */
  readonly key: string;
  /** Where it stands in the rail, from the top. */
  readonly order: number;
  /** Where it stands in the menu bar of the studio's own window, and its keys there as Electron spells them. */
  readonly menu: Pick<Input<'app.setMenu'>[number], 'under' | 'accelerator'>;
}

export const root = createRootRoute();

/** A parameter of an address that may be missing, and is taken as missing where it is no text. */
export const textParam = z.string().optional().catch(undefined);
