/** Words of the page Exports, in German. */
import type { exports as english } from '../en/exports.ts';

export const exports: typeof english = {
  title: 'Exporte',
};
