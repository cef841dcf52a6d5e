/** Gathers a language's words from every area: English comes with the page, the others when they are spoken. */
import * as areas from './areas.ts';
import type { Language } from './language.ts';

/** What every language has: one object an area, whose texts are strings or functions that make one. */
export type Catalogue = { readonly [Area in keyof typeof areas]: (typeof areas)[Area]['en'] };

/** A term of the field that has its two sentences. */
export type Term = keyof Catalogue['terms'];

const inEnglish = Object.entries(areas).map(([area, { en }]) => [area, en]);
export const en: Catalogue = Object.fromEntries(inEnglish);

/** A language with its words. */
export interface Words {
  readonly language: Language;
  readonly catalogue: Catalogue;
}

export async function loadWords(language: Language): Promise<Words> {
  if (language === 'en') return { language, catalogue: en };
  const loading = Object.entries(areas).map(async ([area, words]) => [area, await words[language]()]);
  return { language, catalogue: Object.fromEntries(await Promise.all(loading)) };
}
