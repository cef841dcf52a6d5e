/** Words of the page of one run, in English. */
export const run = {
  title: 'Run',
};
