/** Tokenizers that would abort the process in the Rust library are refused before it sees them; ordinary ones pass. */

import { expect, test } from 'vitest';
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
  [merges('a ##b', ['c', '##d']), undefined],
  [merges('a ##b', ['c', 'd']), 'the merge ["c","d"] lacks the prefix "##"'],
])('%#', (tokenizer, fault) => {
  expect(fatalFault(tokenizer as Record<string, unknown>)).toBe(fault);
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
