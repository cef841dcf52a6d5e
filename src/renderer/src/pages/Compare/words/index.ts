/** The words of the page that compares runs. */
export { de } from './de.ts';
export { en } from './en.ts';
export { zh } from './zh.ts';
