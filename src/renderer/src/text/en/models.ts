/** Words of the page Models, in English. */
export const models = {
  title: 'Models',
};
