/** Words of the pictures of a dataset, in English. */
export const data = {
  title: 'Data',
};
