/** Words for what can be wrong with data; the other languages load when they are spoken. */
export { en } from './en.ts';
export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
