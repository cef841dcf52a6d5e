/** Every word the studio says, in each language: what pages share, and each page's own under the page's name. */
import * as pages from '../pages/words.ts';
import * as german from './de/index.ts';
import * as english from './en/index.ts';
import type { Language } from './language.ts';
import * as chinese from './zh/index.ts';

type Shared = typeof english;

/** What every language has: one object an area, whose texts are strings or functions that make one. */
export type Catalogue = Shared & {
  readonly [Area in keyof typeof pages]: (typeof pages)[Area]['en'];
};

/** A term of the field that has its two sentences. */
export type Term = keyof Catalogue['terms'];

function gather(language: Language, shared: Shared): Catalogue {
  const own = Object.entries(pages).map(([area, words]) => [area, words[language]]);
  return { ...shared, ...Object.fromEntries(own) };
}

export const catalogues: Readonly<Record<Language, Catalogue>> = {
  en: gather('en', english),
  de: gather('de', german),
  zh: gather('zh', chinese),
};
