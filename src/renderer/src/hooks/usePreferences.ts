/** The chosen theme and language: what the settings say, and until they are here what was chosen last. */
import { useEffect, useState } from 'react';
import { keepPreferences, type Preferences, recallPreferences } from '../preferences.ts';
import { useApiQuery } from './useApi.ts';

export function usePreferences(): Preferences {
  const [recalled] = useState(recallPreferences);
  const { data: settings } = useApiQuery('settings.get');
  useEffect(() => {
    if (settings) keepPreferences(settings);
  }, [settings]);
  return settings ?? recalled;
}
