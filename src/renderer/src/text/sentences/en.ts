/** What the main side says, where a window says it otherwise than a command line: by the pattern of `say`. All else is said as it is. */
export const en: Readonly<Record<string, string>> = {};

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
