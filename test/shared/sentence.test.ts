/** A sentence is said in any language from its pattern and facts, and in English where a catalogue lacks it. */
import { expect, test } from 'vitest';
import { formatsFor } from '../../src/renderer/src/format.ts';
import { de } from '../../src/renderer/src/text/sentences/de.ts';
import { AppError, errorRecord, errorSchema, fromRecord, internalError } from '../../src/shared/errors.ts';
import { amount, inWords, say, told } from '../../src/shared/sentence.ts';

const formats = formatsFor('de');
const german = { ...formats, plain: (value: number) => formats.number(value), coded: () => undefined };

test('facts stand where the language has them, numbers in its form', () => {
  const sentence = say`only ${amount.bytes(1.5e9, 'down')} are free on the disk of ${'/data'}, and going on safely takes ${amount.bytes(2.25e9, 'up')}`;
  expect(String(sentence)).toBe(
    'only 1.5 GB are free on the disk of /data, and going on safely takes 2.3 GB',
  );
  expect(inWords(sentence, de, german)).toBe(
    'Auf dem Datenträger von /data sind nur 1,5 GB frei, und um sicher weiterzumachen, braucht es 2,3 GB',
  );
  expect(String(say`Paused after step ${12_345}.`)).toBe('Paused after step 12345.');
  expect(inWords(say`Paused after step ${12_345}.`, de, german)).toBe('Angehalten nach Schritt 12.345.');
});

test('a sentence within a sentence is said in the same language, and so are those of a list', () => {
  const outer = say`step ${3}: ${say`the loss became ${'NaN'}`}`;
  expect(String(outer)).toBe('step 3: the loss became NaN');
  expect(inWords(outer, de, german)).toBe('Schritt 3: der Verlust wurde NaN');
  expect(inWords(say`Not used: ${[say`1 row`, say`${amount.count(2000)} rows`]}.`, de, german)).toBe(
    'Nicht verwendet: 1 Zeile, 2.000 Zeilen.',
  );
});

test('what no catalogue has is said in English, and what has words of its own by its code', () => {
  const unheard = say`never heard of ${'it'} ${amount.coded('device', 'cpu: as asked', 'cpu: as asked')}`;
  expect(inWords(unheard, de, { ...german, coded: (of) => `(${of})` })).toBe('never heard of it (device)');
  expect(String(unheard)).toBe('never heard of it cpu: as asked');
});

test('an error keeps its sentences on the way, and one of before has its English', () => {
  const error = new AppError('disk', say`${'a.db'} cannot be written: ${'EIO'}`, say`Try again later.`);
  const record = errorSchema.parse(JSON.parse(JSON.stringify(errorRecord(error))));
  expect(record.message).toBe('a.db cannot be written: EIO');
  const { said } = fromRecord(record);
  expect(inWords(said!.message!, de, german)).toBe('a.db lässt sich nicht schreiben: EIO');
  expect(inWords(said!.hint!, de, german)).toBe('Versuchen Sie es später noch einmal.');
  const old = errorSchema.parse({ code: 'disk', message: 'It is full.', hint: 'Make room.' });
  expect([fromRecord(old).message, fromRecord(old).said]).toEqual(['It is full.', undefined]);
  expect(errorSchema.parse({ ...old, said: { message: 3 } }).said).toBe(undefined);
  expect(internalError('x').message).toBe('internal: x');
});

test('facts of strangers are bounded and command no terminal', () => {
  const { message, said } = told(say`there is no model ${`\u001b[31m\u202egpj${'a'.repeat(9000)}`}.`);
  expect(message).not.toMatch(/\p{Cc}|\u202e/u);
  expect(message.length).toBeLessThan(2100);
  expect(JSON.stringify(said).length).toBeLessThan(2200);
});
