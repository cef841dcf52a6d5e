/** The words of the page Runs. */
export { de } from './de.ts';
export { en } from './en.ts';
export { zh } from './zh.ts';
