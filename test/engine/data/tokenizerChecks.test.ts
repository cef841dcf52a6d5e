/** Tokenizers that would abort the process in the Rust library are refused before it sees them; ordinary ones pass. */

import { expect, test } from 'vitest';
import { triesWithoutEnd } from '../../../src/main/engine/data/endlessPattern.ts';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { fatalFault } from '../../../src/main/engine/data/tokenizerChecks.ts';
import { failure, tokenizerJson } from './support.ts';

const template = (single: unknown, special_tokens: unknown) => ({
  post_processor: {
    type: 'Sequence',
    processors: [{ type: 'TemplateProcessing', single, pair: [], special_tokens }],
  },
});
const first = { SpecialToken: { id: '<s>', type_id: 0 } };
const text = (id: string) => ({ Sequence: { id, type_id: 0 } });
const charsmap = (size: number, trie: number, rest: string): string => {
  const head = Buffer.alloc(4 + trie);
  head.writeUInt32LE(size);
  return Buffer.concat([head, Buffer.from(rest, 'latin1')]).toString('base64');
};
const normalizer = (precompiled_charsmap: unknown) => ({
  normalizer: { type: 'Precompiled', precompiled_charsmap },
});
const merges = (...merges: unknown[]) => ({
  model: { type: 'BPE', continuing_subword_prefix: '##', merges },
});

const replaced = (text: string, content: string) => ({ type: 'Replace', pattern: { String: text }, content });

test.each<[object, string | undefined]>([
  [JSON.parse(tokenizerJson) as object, undefined],
  [template([first, text('A')], { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } }), undefined],
  [template([first, text('A')], {}), 'its post-processor uses the token "<s>" without saying what it is'],
  [template([first], null), 'its post-processor uses the token "<s>" without saying what it is'],
  [template([text('B')], {}), 'its post-processor wants a second text'],
  [normalizer(charsmap(1024, 1024, 'a\0b\0')), undefined],
  [normalizer(charsmap(2048, 1024, '')), 'its Precompiled normalizer is damaged'],
  [normalizer(charsmap(1024, 1024, '\xff')), 'its Precompiled normalizer is damaged'],
  [normalizer('AAAA'), 'its Precompiled normalizer is damaged'],
  [normalizer(null), 'its Precompiled normalizer is damaged'],
  [
    { normalizer: { type: 'Replace', pattern: { String: '' }, content: 'x' } },
    'a Replace normalizer has an empty pattern',
  ],
  [{ normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' } }, undefined],
  [{ pre_tokenizer: { type: 'FixedLength', length: 0 } }, 'a FixedLength pre-tokenizer has no length'],
  [
    { decoder: { type: 'Sequence', decoders: [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] } },
    undefined,
  ],
  [
    { decoder: { type: 'Strip', content: ' ', start: 0, stop: 1 } },
    'a Strip decoder cuts characters off the end of tokens',
  ],
  [{ normalizer: { type: 'Prepend', prepend: '' } }, 'a Prepend normalizer prepends nothing'],
  [{ normalizer: { type: 'Prepend', prepend: '▁' } }, undefined],
  [
    {
      normalizer: {
        type: 'Sequence',
        normalizers: Array.from({ length: 2 }, () => replaced('a', 'a'.repeat(9))),
      },
    },
    'its normalizers make a text up to 81 times as long',
  ],
  [{ normalizer: { type: 'Sequence', normalizers: [replaced(' ', '▁'), replaced('``', '"')] } }, undefined],
  [
    {
      pre_tokenizer: {
        type: 'Split',
        pattern: { Regex: '(\\w+\\s?)+$X' },
        behavior: 'Isolated',
        invert: false,
      },
    },
    'the regular expression "(\\\\w+\\\\s?)+$X" does not come to an end on some texts',
  ],
  [merges('a ##b', ['c', '##d']), undefined],
  [merges('a ##b', ['c', 'd']), 'the merge ["c","d"] lacks the prefix "##"'],
])('%#', (tokenizer, fault) => {
  expect(fatalFault(tokenizer as Record<string, unknown>)?.toString()).toBe(fault);
});

test('what the library finds at work is an error like any other', async () => {
  const json = JSON.stringify({
    ...(JSON.parse(tokenizerJson) as object),
    model: { type: 'WordLevel', vocab: { a: 0 }, unk_token: '[UNK]' },
  });
  const tokenizer = new Tokenizer(json, 'tokenizer.json');
  expect(await failure(() => tokenizer.encode('b', { addSpecialTokens: false }))).toBe(
    'bad-model: the tokenizer cannot encode a text: WordLevel error: Missing [UNK] token from the vocabulary',
  );
});

test.each<[string, boolean]>([
  ['(w+s?)+$X', true],
  ['(a+)+$', true],
  ['(?:x*)*y', true],
  ['([a-z]+|d+)+!', true],
  ['b(?:(a+)*c)', true],
  ['(w+s?)+', false],
  ['(?:s+w+)+$', false],
  ['(?>a+)+$', false],
  ['(a++)+$', false],
  ['s+(?!S)|s+', false],
  // those of GPT-2, Llama 3, Qwen 2, o200k and DeepSeek
  ["'s|'t|'re|'ve|'m|'ll|'d| ?p{L}+| ?p{N}+| ?[^sp{L}p{N}]+|s+(?!S)|s+", false],
  [
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\np{L}p{N}]?p{L}+|p{N}{1,3}| ?[^sp{L}p{N}]+[\r\n]*|s*[\r\n]+|s+(?!S)|s+",
    false,
  ],
  [
    "[^\r\np{L}p{N}]?[p{Lu}p{Lt}p{Lm}p{Lo}p{M}]*[p{Ll}p{Lm}p{Lo}p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|p{N}{1,3}",
    false,
  ],
  [' ?[!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~][A-Za-z]+|[^\r\np{L}p{P}p{S}]?[p{L}p{M}]+', false],
])('whether %s tries without end: %s', (pattern, expected) => {
  expect(triesWithoutEnd(pattern)).toBe(expected);
});
