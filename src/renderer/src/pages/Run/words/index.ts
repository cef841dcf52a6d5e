/** The words of the page that shows a run. */
export { de } from './de.ts';
export { en } from './en.ts';
export { zh } from './zh.ts';
