/** Words of the page Playground, in English. */
export const playground = {
  title: 'Playground',
};
