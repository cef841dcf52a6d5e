/** What the main side says, in Chinese, by its English pattern. */
export const zh: Readonly<Record<string, string>> = {};
