/** Loads a language's catalogue: English comes with the page, the others when they are spoken. */
import { type Catalogue, en } from './en/index.ts';
import type { Language } from './language.ts';

const loaders: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: async () => en,
  de: async () => (await import('./de/index.ts')).de,
  zh: async () => (await import('./zh/index.ts')).zh,
};

/** A language with its words. */
export interface Words {
  readonly language: Language;
  readonly catalogue: Catalogue;
}

export async function loadWords(language: Language): Promise<Words> {
  return { language, catalogue: await loaders[language]() };
}
