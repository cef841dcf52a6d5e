/** The words of the page Settings. */
export { de } from './de.ts';
export { en } from './en.ts';
export { zh } from './zh.ts';
