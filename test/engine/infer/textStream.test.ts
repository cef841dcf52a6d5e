/** Text as it comes: the pieces add up, characters arrive whole, whatever their bytes were cut into. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { TextStream } from '../../../src/main/engine/infer/textStream.ts';
import { golden } from '../formats/support.ts';

const file = join(golden, 'tokenizer.json');
const tokenizer = new Tokenizer(readFileSync(file, 'utf8'), file);

async function pieces(ids: readonly number[], by: Pick<Tokenizer, 'decode'> = tokenizer): Promise<string[]> {
  const stream = new TextStream(by);
  const found: string[] = [];
  for (const id of ids) found.push(await stream.push(id));
  return [...found, await stream.end()];
}

test('characters of several tokens arrive whole and at once, and all pieces add up', async () => {
  const text = 'Grüße, 你好! 👩‍🌾 naïve\n\n  ok';
  const { ids } = await tokenizer.encode(text, { addSpecialTokens: false });
  const found = await pieces([...ids]);
  expect(found.join('')).toBe(text);
  expect(found.some((piece) => piece.includes('\ufffd'))).toBe(false);
  // The vocabulary of 512 has no Chinese: its tokens are bytes, and nothing is told until a character is whole.
  expect(ids.length).toBeGreaterThan(text.length);
  expect(found.filter((piece) => piece === '').length).toBeGreaterThan(10);
  expect(found).toContain('你');
});

test('a character that is never finished comes at the end, and bytes that are none where they stand', async () => {
  const { ids } = await tokenizer.encode('a你', { addSpecialTokens: false });
  const cut = [...ids].slice(0, -1);
  const whole = await tokenizer.decode(cut);
  expect(whole).toMatch(/^a\ufffd+$/);
  const found = await pieces(cut);
  expect(found.slice(0, -1).join('')).toBe('a');
  expect(found.join('')).toBe(whole);

  const after = await tokenizer.encode('b', { addSpecialTokens: false });
  const broken = [...cut, ...after.ids];
  expect((await pieces(broken)).join('')).toBe(await tokenizer.decode(broken));
});

test('a decoder that drops the space before the first word keeps those between words', async () => {
  // As SentencePiece decodes: each token brings its space, and the first one's is dropped.
  const words = [' Dear', ' Ms', ' Smith', ','];
  const decode = async (ids: Iterable<number>) =>
    [...ids]
      .map((id) => words[id])
      .join('')
      .replace(/^ /, '');
  expect(await pieces([0, 1, 2, 3], { decode })).toEqual(['Dear', ' Ms', ' Smith', ',', '']);
});

test('special tokens have no text', async () => {
  const special = tokenizer.idOf('<|im_start|>')!;
  const { ids } = await tokenizer.encode('one two', { addSpecialTokens: false });
  const found = await pieces([special, ...ids.slice(0, 2), special, ...ids.slice(2)]);
  expect(found.join('')).toBe('one two');
});

test('any text streams in whole characters and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 30 }), async (text) => {
      const { ids } = await tokenizer.encode(text, { addSpecialTokens: false });
      const found = await pieces([...ids]);
      expect(found.filter((piece) => piece.includes('\ufffd'))).toEqual(
        text.includes('\ufffd') ? [expect.anything()] : [],
      );
      expect(found.join('')).toBe(await tokenizer.decode(ids));
    }),
    { numRuns: 50 },
  );
});
