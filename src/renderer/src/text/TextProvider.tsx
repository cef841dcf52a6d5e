/** Gives every component the words and number formats of the chosen language, and changes it when the setting does. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Settings } from '../../../shared/records/app.ts';
import { type Formats, formatsFor } from '../format.ts';
import { type Catalogue, loadWords, type Words } from './catalogues.ts';
import { chooseLanguage, type Language } from './language.ts';

interface Locale extends Words {
  readonly formats: Formats;
}

const Context = createContext<Locale | null>(null);

function useLocale(): Locale {
  const locale = useContext(Context);
  if (!locale) throw new Error('internal: a text was asked for outside the TextProvider');
  return locale;
}

/** The whole catalogue of the current language: `t.newRun.title`. */
export function useText(): Catalogue {
  return useLocale().catalogue;
}

/** Numbers, bytes, durations and times as the current language writes them. */
export function useFormats(): Formats {
  return useLocale().formats;
}

export function useLanguage(): Language {
  return useLocale().language;
}

interface TextProviderProps {
  /** Loaded before anything is drawn. */
  readonly initial: Words;
  readonly setting: Settings['language'];
  readonly children: ReactNode;
}

export function TextProvider({ initial, setting, children }: TextProviderProps) {
  const [words, setWords] = useState(initial);
  const chosen = chooseLanguage(setting);
  useEffect(() => {
    let current = true;
    void loadWords(chosen).then((loaded) => {
      if (current) setWords(loaded);
    });
    return () => {
      current = false;
    };
  }, [chosen]);
  useEffect(() => {
    document.documentElement.lang = words.language === 'zh' ? 'zh-Hans' : words.language;
  }, [words]);
  const locale = useMemo(() => ({ ...words, formats: formatsFor(words.language) }), [words]);
  return <Context value={locale}>{children}</Context>;
}
