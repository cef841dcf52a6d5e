/** Words of the pictures of a dataset; the other languages load when they are spoken. */
export { en } from './en.ts';
export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
