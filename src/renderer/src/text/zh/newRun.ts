/** Words of the page New run, in Chinese. */
import type { newRun as english } from '../en/newRun.ts';

export const newRun: typeof english = {
  title: '新建训练',
};
