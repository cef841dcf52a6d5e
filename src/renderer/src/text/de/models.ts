/** Words of the page Models, in German. */
import type { models as english } from '../en/models.ts';

export const models: typeof english = {
  title: 'Modelle',
};
