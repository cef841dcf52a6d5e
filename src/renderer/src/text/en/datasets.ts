/** Words of the page Datasets, in English. */
export const datasets = {
  title: 'Datasets',
};
