/** Every sentence that main makes for people can be said in each language of the studio. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code that is looked through.
import { expect, test } from 'vitest';
import { de } from '../../src/renderer/src/text/sentences/de.ts';
import { en } from '../../src/renderer/src/text/sentences/en.ts';
import { zh } from '../../src/renderer/src/text/sentences/zh.ts';
import { sentencesIn, sources } from './sentences.ts';

const { patterns, plain } = sentencesIn(sources());
const languages = { de, zh };
/** All but those that only put others together. */
const worded = [...patterns.keys()].filter((pattern) => /\p{L}{2}/u.test(pattern));
const gaps = (text: string) => (text.match(/\{\d+\}/g) ?? []).sort();

test('no error makes its words where the language of its reader is not known', () => {
  expect(plain).toEqual([]);
});

test('an error with plain words is found, and one with a sentence or with a code is not', () => {
  const found = (code: string) => sentencesIn(new Map([['src/main/services/a.ts', code]])).plain;
  expect(found("throw new AppError('disk', `${file} is full`, 'Make room.');")).toEqual([
    'src/main/services/a.ts: `${file} is full`',
    "src/main/services/a.ts: 'Make room.'",
  ]);
  expect(found("new AppError('disk', full ? 'It is full' : say`It is not`);")).toHaveLength(1);
  expect(found("new AppError('disk', say`${file} is full`, say`Make room.`);")).toEqual([]);
  expect(found("new AppError('disk', 'full', 'Make room.', { detail: { code: 'diskFull' } });")).toEqual([]);
});

test.each(Object.entries(languages))(
  'the catalogue %s has each sentence, and none that nobody says',
  (_, catalogue) => {
    expect(worded.filter((pattern) => catalogue[pattern] === undefined)).toEqual([]);
    expect(Object.keys(catalogue).filter((pattern) => !patterns.has(pattern))).toEqual([]);
  },
);

test('each translation tells all facts of its sentence', () => {
  for (const catalogue of [en, de, zh])
    for (const [pattern, text] of Object.entries(catalogue))
      expect([pattern, gaps(text)]).toEqual([pattern, gaps(pattern)]);
});

test('no window tells of the command line', () => {
  expect(Object.keys(en).filter((pattern) => !patterns.has(pattern))).toEqual([]);
  const said = worded.map((pattern) => en[pattern] ?? pattern);
  const command = /(^|[\s(])--[a-z]|`?lowrank [a-z]+\b|LOWRANK_|npx /;
  for (const texts of [said, Object.values(de), Object.values(zh)])
    expect(texts.filter((text) => command.test(text))).toEqual([]);
});
