/** Offsets are JavaScript's, streamed text is never half a character, and a damaged tokenizer says so. */

import { describe, expect, test } from 'vitest';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { failure, golden, smollm2, tokenizerJson } from './support.ts';

const { tokenizer } = smollm2;
const bare = { addSpecialTokens: false };

describe('tokenAt', () => {
  test.each(['plain words', 'naïve e\u0301a\u0308', '👩‍👩‍👧 x', '日本語🙂🙂', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])(
    'finds a special token behind %j',
    async (text) => {
      const { ids, tokenAt } = await tokenizer.encode(`${text}<|im_end|>${text}`, bare);
      expect(tokenAt(0)).toBe(0);
      expect(ids[tokenAt(text.length)]).toBe(2);
      expect(tokenAt(text.length + 1)).toBe(tokenAt(text.length) + 1);
      expect(tokenAt(2 * text.length + 10)).toBe(ids.length);
    },
  );

  test('leaves out a token that begins earlier', async () => {
    const { tokenAt } = await tokenizer.encode('a 👩 b', bare); // the space and the first byte of 👩 are one token
    expect([tokenAt(1), tokenAt(2), tokenAt(4)]).toEqual([1, 2, 4]);
  });
});

test('special tokens are known, and decoded only on request', async () => {
  expect(tokenizer.idOf('<|im_end|>')).toBe(2);
  expect(tokenizer.idOf('nothing of the kind')).toBeUndefined();
  expect(tokenizer.specials).toContain('<|im_start|>');
  const { ids } = await tokenizer.encode('<|im_start|>user', bare);
  expect(await tokenizer.decode(ids)).toBe('user');
  expect(await tokenizer.decode(ids, { keepSpecial: true })).toBe('<|im_start|>user');
});

test('a damaged tokenizer is named', async () => {
  const open = (json: string, special = {}) =>
    failure(() => new Tokenizer(json, 'm/tokenizer.json', special));
  expect(await open('{"a":')).toMatch(/^bad-model: m\/tokenizer.json: not a tokenizer \(.*JSON.*\)$/);
  expect(await open('{"model":{}}')).toMatch(/^bad-model: m\/tokenizer.json: not a tokenizer/);
  expect(await open('null')).toMatch(/^bad-model: m\/tokenizer.json: not a tokenizer/);
  expect(await open(tokenizerJson, { eos: '<end>' })).toBe(
    'bad-model: m/tokenizer.json: the special token "<end>" is not in the vocabulary',
  );
});

test('stop ids are the model’s own and the end of its template’s turns', () => {
  const other = new Tokenizer(tokenizerJson, 'tokenizer.json', { eos: '<|endoftext|>' });
  expect(modelText(other, golden.chat_template, [7, 0]).stopIds).toEqual([0, 2, 7]);
  expect(modelText(other, undefined)).toMatchObject({
    stopIds: [0],
    notes: [{ code: 'noTemplate' }],
  });
  const endless = '{% for m in messages %}{{ m.content }}\n{% endfor %}';
  expect(modelText(other, endless).notes).toEqual([{ code: 'noEndToken' }]);
});
