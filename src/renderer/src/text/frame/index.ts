/** Words of the frame, and those that many pages share; the other languages load when they are spoken. */
export { en } from './en.ts';
export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
