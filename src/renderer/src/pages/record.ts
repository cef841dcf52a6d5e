/** What the `page.ts` in a page's folder is made of: a `route` that hangs from the root, and an `entry` where one can go there. */
import type { SvgIconComponent } from '@mui/icons-material';
import { createRootRoute } from '@tanstack/react-router';
import { z } from 'zod';

/** How the rail, the palette and the keyboard lead to a page. */
export interface Entry {
  readonly Icon: SvgIconComponent;
  /** The key that leads to it after "g". */
  readonly key: string;
  /** Where it stands in the rail, from the top. */
  readonly order: number;
}

export const root = createRootRoute();

/** A parameter of an address that may be missing, and is taken as missing where it is no text. */
export const textParam = z.string().optional().catch(undefined);
