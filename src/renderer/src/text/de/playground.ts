/** Words of the page Playground, in German. */
import type { playground as english } from '../en/playground.ts';

export const playground: typeof english = {
  title: 'Ausprobieren',
};
