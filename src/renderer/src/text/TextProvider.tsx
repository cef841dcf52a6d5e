/** Gives every component the words and number formats of the language that is spoken, and changes it when the setting does. */
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Settings } from '../../../shared/records/app.ts';
import { type Formats, formatsFor } from '../format.ts';
import { type Catalogue, catalogues } from './catalogues.ts';
import { chooseLanguage, type Language } from './language.ts';

interface Spoken {
  readonly language: Language;
  readonly catalogue: Catalogue;
  readonly formats: Formats;
}

const Context = createContext<Spoken | null>(null);

function useSpoken(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error('internal: a text was asked for outside the TextProvider');
  return spoken;
}

/** The whole catalogue of the current language: `t.newRun.title`. */
export function useText(): Catalogue {
  return useSpoken().catalogue;
}

/** Numbers, bytes, durations and times as the current language writes them. */
export function useFormats(): Formats {
  return useSpoken().formats;
}

export function useLanguage(): Language {
  return useSpoken().language;
}

interface TextProviderProps {
  readonly setting: Settings['language'];
  readonly children: ReactNode;
}

export function TextProvider({ setting, children }: TextProviderProps) {
  const language = chooseLanguage(setting);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
  }, [language]);
  const spoken = useMemo(
    () => ({ language, catalogue: catalogues[language], formats: formatsFor(language) }),
    [language],
  );
  return <Context value={spoken}>{children}</Context>;
}
