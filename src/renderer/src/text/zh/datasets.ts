/** Words of the page Datasets, in Chinese. */
import type { datasets as english } from '../en/datasets.ts';

export const datasets: typeof english = {
  title: '数据集',
};
