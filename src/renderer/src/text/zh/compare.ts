/** Words of the page that compares runs, in Chinese. */
import type { compare as english } from '../en/compare.ts';

export const compare: typeof english = {
  title: '对比训练',
};
