/** Words of the pictures of a dataset, in German. */
import type { data as english } from '../en/data.ts';

export const data: typeof english = {
  title: 'Daten',
};
