/** Words of the page Runs, in English. */
export const runs = {
  title: 'Runs',
};
