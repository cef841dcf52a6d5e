/** Words of the page of one run, in German. */
import type { run as english } from '../en/run.ts';

export const run: typeof english = {
  title: 'Lauf',
};
