/** The words of the page New run. */
export { de } from './de.ts';
export { en } from './en.ts';
export { zh } from './zh.ts';
