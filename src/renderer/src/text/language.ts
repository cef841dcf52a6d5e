/** Which languages there are and which one is spoken: the user's choice, else what the browser or the system prefers. */
import type { Language, Settings } from '../../../shared/records/app.ts';

export type { Language };

export const languages = ['en', 'de', 'zh'] as const satisfies readonly Language[];

/** Each language in its own words, as a list to choose from names it. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  zh: '简体中文',
};

/** @param preferred tags as `navigator.languages` has them, best first */
export function chooseLanguage(
  setting: Settings['language'],
  preferred: readonly string[] = navigator.languages,
): Language {
  if (setting !== 'system') return setting;
  for (const tag of preferred) {
    const spoken = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (spoken) return spoken;
  }
  return 'en';
}
