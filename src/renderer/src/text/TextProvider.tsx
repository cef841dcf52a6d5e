/** Gives every component the words and number formats of the language that is spoken, and changes it when the setting does. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Settings } from '../../../shared/records/app.ts';
import { type Formats, formatsFor } from '../format.ts';
import { type Catalogue, loadWords, type Words } from './catalogues.ts';
import { chooseLanguage, type Language } from './language.ts';

interface Spoken extends Words {
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
  /** Loaded before anything is drawn. */
  readonly initial: Words;
  readonly setting: Settings['language'];
  readonly children: ReactNode;
}

export function TextProvider({ initial, setting, children }: TextProviderProps) {
  const [words, setWords] = useState(initial);
  const wanted = chooseLanguage(setting);
  useEffect(() => {
    let current = true;
    void loadWords(wanted).then((loaded) => {
      if (current) setWords(loaded);
    });
    return () => {
      current = false;
    };
  }, [wanted]);
  useEffect(() => {
    document.documentElement.lang = words.language === 'zh' ? 'zh-Hans' : words.language;
  }, [words]);
  const spoken = useMemo(() => ({ ...words, formats: formatsFor(words.language) }), [words]);
  return <Context value={spoken}>{children}</Context>;
}
