/** Words of the page New run, in German. */
import type { newRun as english } from '../en/newRun.ts';

export const newRun: typeof english = {
  title: 'Neuer Lauf',
};
