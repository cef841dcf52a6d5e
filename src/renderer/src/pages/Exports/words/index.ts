/** The words of the page Exports. */
export { de } from './de.ts';
export { en } from './en.ts';
export { zh } from './zh.ts';
