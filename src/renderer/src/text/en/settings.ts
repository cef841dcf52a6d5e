/** Words of the page Settings, in English. */
export const settings = {
  title: 'Settings',
};
