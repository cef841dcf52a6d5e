/** Words of the page Playground, in Chinese. */
import type { playground as english } from '../en/playground.ts';

export const playground: typeof english = {
  title: '试用',
};
