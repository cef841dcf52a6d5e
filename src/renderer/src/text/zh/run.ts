/** Words of the page of one run, in Chinese. */
import type { run as english } from '../en/run.ts';

export const run: typeof english = {
  title: '训练',
};
