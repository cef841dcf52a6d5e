/** Words of the page Datasets, in German. */
import type { datasets as english } from '../en/datasets.ts';

export const datasets: typeof english = {
  title: 'Datensätze',
};
