/** The chosen theme and language: what the settings say, and until they are here what was chosen last, kept in the page's own storage so that the first paint has it at once. */

import { useEffect, useState } from 'react';
import type { Settings } from '../../../shared/records/app.ts';
import { useApiQuery } from './useApi.ts';

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

function keepPreferences({ theme, language }: Preferences): void {
  localStorage.setItem(key, JSON.stringify({ theme, language }));
}

export function usePreferences(): Preferences {
  const [recalled] = useState(recallPreferences);
  const { data: settings } = useApiQuery('settings.get');
  useEffect(() => {
    if (settings) keepPreferences(settings);
  }, [settings]);
  return settings ?? recalled;
}
