/** The theme and the language as they were last, kept in the page's own storage so that the first paint has them at once. */
import type { Settings } from '../../shared/records/app.ts';

export type Preferences = Pick<Settings, 'theme' | 'language'>;

const key = 'lowrank-preferences';

/** Anything but a well-formed note of ours reads as the defaults. */
export function recallPreferences(): Preferences {
  try {
    const { theme, language } = JSON.parse(localStorage.getItem(key) ?? '') as Preferences;
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      language: language === 'en' || language === 'de' || language === 'zh' ? language : 'system',
    };
  } catch {
    return { theme: 'system', language: 'system' };
  }
}

export function keepPreferences({ theme, language }: Preferences): void {
  localStorage.setItem(key, JSON.stringify({ theme, language }));
}
