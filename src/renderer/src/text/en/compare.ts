/** Words of the page that compares runs, in English. */
export const compare = {
  title: 'Compare runs',
};
