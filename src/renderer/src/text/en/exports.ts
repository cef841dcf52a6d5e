/** Words of the page Exports, in English. */
export const exports = {
  title: 'Exports',
};
