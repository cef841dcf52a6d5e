/** What the main side says, in German, by its English pattern. */
export const de: Readonly<Record<string, string>> = {};
