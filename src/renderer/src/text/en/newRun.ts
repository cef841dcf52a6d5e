/** Words of the page New run, in English. */
export const newRun = {
  title: 'New run',
};
