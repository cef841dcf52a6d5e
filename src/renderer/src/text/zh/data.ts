/** Words of the pictures of a dataset, in Chinese. */
import type { data as english } from '../en/data.ts';

export const data: typeof english = {
  title: '数据',
};
