/** The catalogues: every language says everything, in words that fit. */
import { describe, expect, test } from 'vitest';
import { type Catalogue, en, loadWords } from '../../src/renderer/src/text/catalogues.ts';
import { chooseLanguage } from '../../src/renderer/src/text/language.ts';

const { catalogue: de } = await loadWords('de');
const { catalogue: zh } = await loadWords('zh');

/** Every text by its path; one that is made by a function is made of stand-ins. */
function texts(catalogue: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') found.set(at, value);
    else if (typeof value === 'function') found.set(at, String(value('N', 'N', 'N', 'N')));
    else for (const entry of texts(value as object, at)) found.set(...entry);
  }
  return found;
}

/** Sentences of main are held to their patterns by test/lint/sentences.test.ts: English has only those a window says otherwise. */
const ofPages = ({ sentences: _, ...pages }: Catalogue) => texts(pages);

const english = ofPages(en);
const others = { de: ofPages(de), zh: ofPages(zh) };

describe.each(Object.entries(others))('%s', (_language, own) => {
  test('has every text of English and none besides', () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('is translated: few texts are the same as in English', () => {
    const same = [...own].filter(([path, text]) => text === english.get(path) && /[a-z]{4}/.test(text));
    expect(same.length, same.map(([path]) => path).join(', ')).toBeLessThan(0.08 * own.size);
  });

  test('speaks of the same things: what is told to a text appears in it', () => {
    for (const [path, text] of own) {
      if (english.get(path)?.includes('N') && /\bN\b/.test(english.get(path) ?? ''))
        expect(text, path).toContain('N');
    }
  });
});

test.each(Object.entries({ en: english, ...others }))(
  '%s has no empty text and no exclamation mark',
  (_language, own) => {
    for (const [path, text] of own) {
      // Between two sentences Chinese puts nothing.
      if (path !== 'data.sentenceGap') expect(text.trim() === '' && text !== ' ', path).toBe(false);
      expect(text, path).not.toMatch(/[!！]/);
      expect(text, path).not.toMatch(/something went wrong/i);
    }
  },
);

test('no word is longer than its place: the longest of German can be broken or fits', () => {
  for (const [path, text] of others.de) {
    const words = text.split(/[\s/\u00ad-]+/).map((word) => word.replace(/[^\p{L}]/gu, ''));
    const longest = words.reduce((a, b) => (b.length > a.length ? b : a), '');
    expect(longest.length, `${path}: ${longest}`).toBeLessThanOrEqual(26);
  }
});

test('the rail has room for every page name', () => {
  const pages = [
    'home',
    'newRun',
    'runs',
    'adapters',
    'models',
    'datasets',
    'playground',
    'exports',
    'settings',
  ];
  for (const own of [english, ...Object.values(others)])
    for (const page of pages) expect(own.get(`${page}.title`)?.length, page).toBeLessThanOrEqual(16);
});

test.each([
  ['de', ['en'], 'de'],
  ['system', ['de-AT', 'en'], 'de'],
  ['system', ['fr-FR', 'zh-CN', 'en'], 'zh'],
  ['system', ['fr-FR'], 'en'],
  ['system', ['den'], 'en'],
] as const)('%s with %j is %s', (setting, preferred, language) => {
  expect(chooseLanguage(setting, preferred)).toBe(language);
});
