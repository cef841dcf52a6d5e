/** Words of the page Runs, in Chinese. */
import type { runs as english } from '../en/runs.ts';

export const runs: typeof english = {
  title: '训练记录',
};
