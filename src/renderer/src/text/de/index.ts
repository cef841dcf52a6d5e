/** The words that pages share, in German. */
export { data } from './data.ts';
export { frame } from './frame.ts';
export { terms } from './terms.ts';
