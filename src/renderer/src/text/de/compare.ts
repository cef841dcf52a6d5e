/** Words of the page that compares runs, in German. */
import type { compare as english } from '../en/compare.ts';

export const compare: typeof english = {
  title: 'Läufe vergleichen',
};
