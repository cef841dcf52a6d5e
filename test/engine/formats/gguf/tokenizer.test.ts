/** Tokenizers rebuilt from GGUF give the ids of the tokenizers the files were written from; bad tables are refused. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { readGgufHead } from '../../../../src/main/engine/formats/gguf/read.ts';
import { importTokenizer } from '../../../../src/main/engine/formats/gguf/tokenizer.ts';
import {
  f32s,
  flag,
  i32s,
  text,
  texts,
  u32,
  type WrittenValue,
  writeGguf,
} from '../../../support/ggufWriter.ts';
import { expectError, temporaryFolder } from '../support.ts';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly decoded: string;
}

const fixtures = join(import.meta.dirname, '../../../fixtures/gguf');
const expected: { readonly tokenizers: Readonly<Record<string, readonly Case[]>> } = JSON.parse(
  readFileSync(join(fixtures, 'expected.json'), 'utf8'),
);

const open = (tokenizer: object) => Tokenizer.fromString(JSON.stringify(tokenizer));

async function encode(tokenizer: Tokenizer, input: string, addSpecialTokens = false): Promise<number[]> {
  return (await tokenizer.encode(input, null, { addSpecialTokens })).getIds();
}

describe.each(Object.entries(expected.tokenizers))('%s, from a file of gguf-py', (name, cases) => {
  const { metadata, tensors } = readGgufHead(join(fixtures, `${name}.tokenizer.gguf`));
  const rows = tensors.get('token_embd.weight')!.shape[0]!;
  const imported = importTokenizer(metadata, rows, 64);
  const tokenizer = open(imported.tokenizer);

  test.each(cases.map((one) => ({ ...one, name: JSON.stringify(one.text) })))('$name', async (one) => {
    const { text: input, ids, decoded } = one;
    expect(await encode(tokenizer, input)).toEqual(ids);
    expect(await tokenizer.decode([...ids], true)).toBe(decoded);
  });

  test('special tokens, template and the bos token where the model wants one', async () => {
    const sentencePiece = name === 'sentencepiece';
    const [bos, eos] = sentencePiece ? [1, 2] : [0, 1];
    const addsBos = sentencePiece || name === 'llama-bpe' || name === 'tekken';
    const [first] = await encode(tokenizer, 'a', true);
    expect(first === bos).toBe(addsBos);
    expect(imported.specialIds).toEqual({ bos_token_id: bos, eos_token_id: eos });
    expect(imported.config).toMatchObject({
      bos_token: sentencePiece ? '<s>' : '<start>',
      eos_token: sentencePiece ? '</s>' : '<end>',
      add_bos_token: addsBos,
      add_eos_token: false,
      model_max_length: 64,
      chat_template: imported.chatTemplate,
    });
    expect(imported.chatTemplate).toBe('{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}');
  });
});

test('offsets count from the text as it was, spaces included', async () => {
  const { metadata } = readGgufHead(join(fixtures, 'smollm.tokenizer.gguf'));
  const tokenizer = open(importTokenizer(metadata, 1000, 64).tokenizer);
  const encoding = await tokenizer.encode('<start>the wall', null, { addSpecialTokens: false });
  expect(encoding.getTokens()).toEqual(['<start>', 't', 'he', 'Ġwall']);
  expect(encoding.getOffsets()).toEqual([
    [0, 7],
    [7, 8],
    [8, 10],
    [10, 15],
  ]);
});

type Fields = Readonly<Record<string, WrittenValue>>;

/** A SentencePiece vocabulary in which "ab" beats "bc", spelled out where the trainer's choice would be opaque. */
const pieces = [
  '<unk>',
  '<s>',
  '</s>',
  '▁',
  'a',
  'b',
  'c',
  'ab',
  'bc',
  '▁a',
  '▁ab',
  'abc',
  '<tag>',
  '<0x00>',
];
const sentencePiece: Fields = {
  'tokenizer.ggml.model': text('llama'),
  'tokenizer.ggml.tokens': texts(pieces),
  'tokenizer.ggml.scores': f32s([0, 0, 0, -9, -9, -9, -9, -1, -2, -3, -4, -5, -9, 0]),
  'tokenizer.ggml.token_type': i32s([2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 6]),
};
const byteLevel: Fields = {
  'tokenizer.ggml.model': text('gpt2'),
  'tokenizer.ggml.pre': text('gpt-2'),
  'tokenizer.ggml.tokens': texts(['a', 'b', 'ab', '<end>', 'aba']),
  'tokenizer.ggml.merges': texts(['a b', 'ab a']),
};

function importFields(fields: Fields, rows = 100) {
  const file = writeGguf(join(temporaryFolder(), 'model.gguf'), { metadata: fields, tensors: [] });
  return importTokenizer(readGgufHead(file).metadata, rows, 64);
}

test('SentencePiece merges follow the scores, and special tokens are cut out before spaces are put in', async () => {
  const tokenizer = open(importFields(sentencePiece).tokenizer);
  const tokens = async (input: string) =>
    (await encode(tokenizer, input)).map((id) => tokenizer.idToToken(id));
  expect(await tokens('abc')).toEqual(['▁ab', 'c']);
  expect(await tokens('c bc')).toEqual(['▁', 'c', '▁', 'bc']);
  expect(await tokens('b</s>ab')).toEqual(['▁', 'b', '</s>', '▁ab']);
  expect(await tokens('b<tag>c')).toEqual(['▁', 'b', '<tag>', '▁', 'c']);
  expect(await tokens('zzb')).toEqual(['▁', '<unk>', 'b']);
  expect(await encode(tokenizer, 'abc', true)).toEqual([1, 10, 6]);
});

test('SentencePiece without a space in front, with eos, and with ids of its own', async () => {
  const { tokenizer, specialIds, config } = importFields({
    ...sentencePiece,
    'tokenizer.ggml.add_space_prefix': flag(false),
    'tokenizer.ggml.add_bos_token': flag(false),
    'tokenizer.ggml.add_eos_token': flag(true),
    'tokenizer.ggml.padding_token_id': u32(0),
    'tokenizer.ggml.eot_token_id': u32(12),
  });
  expect(await encode(open(tokenizer), 'abc a', true)).toEqual([11, 9, 2]);
  expect(await open(tokenizer).decode([11, 9], true)).toBe('abc a');
  expect(specialIds).toEqual({ bos_token_id: 1, eos_token_id: [2, 12], pad_token_id: 0 });
  expect(config).toMatchObject({ unk_token: '<unk>', pad_token: '<unk>', add_bos_token: false });
});

test('a byte-level vocabulary without token types: the end token is special all the same', async () => {
  const imported = importFields({ ...byteLevel, 'tokenizer.ggml.eos_token_id': u32(3) });
  const tokenizer = open(imported.tokenizer);
  expect(await encode(tokenizer, 'aba<end>b')).toEqual([4, 3, 1]);
  expect(await tokenizer.decode([4, 3, 1], true)).toBe('abab');
  expect(imported.specialIds).toEqual({ eos_token_id: 3 });
  expect(imported.chatTemplate).toBeUndefined();
  expect(imported.config).not.toHaveProperty('chat_template');
});

test.each<[string, Record<string, number>]>([
  ['gpt-2', { '<|endoftext|>': 50_256 }],
  ['smollm', { '<|endoftext|>': 0, '<|im_start|>': 1, '<|im_end|>': 2, '<repo_name>': 3 }],
  ['llama-bpe', { '<|begin_of_text|>': 128_000, '<|eot_id|>': 128_009, '<|end_of_text|>': 128_001 }],
  ['qwen2', { '<|endoftext|>': 151_643, '<|im_start|>': 151_644, '<|im_end|>': 151_645 }],
  ['tekken', { '<unk>': 0, '<s>': 1, '</s>': 2, '[INST]': 3, '[/INST]': 4, '[AVAILABLE_TOOLS]': 5 }],
])('the vocabulary of %s is known where the file does not name its word rule', (pre, special) => {
  const tokens = Array.from({ length: Math.max(...Object.values(special)) + 1 }, (_, i) => `t${i}`);
  for (const [token, id] of Object.entries(special)) tokens[id] = token;
  const named: Fields = {
    ...byteLevel,
    'tokenizer.ggml.tokens': texts(tokens),
    'tokenizer.ggml.merges': texts([]),
  };
  const { 'tokenizer.ggml.pre': _, ...unnamed } = named;
  const expected = importFields({ ...named, 'tokenizer.ggml.pre': text(pre) }, 200_000);
  expect(importFields(unnamed, 200_000)).toEqual(expected);
});

test.each([
  ['qwen2', ['deepseek-r1-qwen', 'megrez']],
  ['llama-bpe', ['falcon3', 'lfm2', 'llama3', 'llama-v3']],
  ['gpt-2', ['phi-2', 'exaone4']],
  ['smollm', ['starcoder', 'refact']],
])('%s is known by its other names', (pre, names) => {
  for (const name of names)
    expect(importFields({ ...byteLevel, 'tokenizer.ggml.pre': text(name) })).toEqual(
      importFields({ ...byteLevel, 'tokenizer.ggml.pre': text(pre) }),
    );
});

test('a token named like a property of objects stays a token', async () => {
  const tokens = ['__proto__', 'a', 'constructor'];
  const { tokenizer } = importFields({
    ...byteLevel,
    'tokenizer.ggml.tokens': texts(tokens),
    'tokenizer.ggml.merges': texts([]),
    'tokenizer.ggml.token_type': i32s([3, 1, 3]),
  });
  expect(await encode(open(tokenizer), 'a__proto__constructor')).toEqual([1, 0, 2]);
});

test.each([
  [
    'kind',
    { 'tokenizer.ggml.model': text('bert') },
    '(tokenizer.ggml.model) is bert, expected one of gpt2, llama',
  ],
  ['kind from Object', { 'tokenizer.ggml.model': text('constructor') }, 'is constructor, expected one of'],
  [
    'word rule',
    { 'tokenizer.ggml.pre': text('viking') },
    '(tokenizer.ggml.pre) is viking, expected one of gpt-2',
  ],
  [
    'vocabulary under no word rule',
    { 'tokenizer.ggml.pre': text('default') },
    'does not say how text is cut into words (tokenizer.ggml.pre), and its vocabulary is not a known one',
  ],
  ['word rule from Object', { 'tokenizer.ggml.pre': text('toString') }, 'is toString, expected one of'],
])('refuses an unknown %s by name', (_, fields, message) => {
  expectError(() => importFields({ ...byteLevel, ...fields } as Fields), 'unsupported', message);
});

test.each<[string, Fields, Fields, string]>([
  ['no kind', {}, {}, 'the metadata key tokenizer.ggml.model is missing'],
  [
    'no merges',
    sentencePiece,
    { 'tokenizer.ggml.model': text('gpt2'), 'tokenizer.ggml.pre': text('gpt-2') },
    'tokenizer.ggml.merges is missing',
  ],
  ['no scores', byteLevel, { 'tokenizer.ggml.model': text('llama') }, 'tokenizer.ggml.scores is missing'],
  [
    'tokens as numbers',
    byteLevel,
    { 'tokenizer.ggml.tokens': i32s([1]) },
    'tokenizer.ggml.tokens is [1], expected a texts',
  ],
  [
    'a token twice',
    byteLevel,
    { 'tokenizer.ggml.tokens': texts(['a', 'b', 'a']) },
    'tokens 0 and 2 are both "a"',
  ],
  [
    'too few types',
    byteLevel,
    { 'tokenizer.ggml.token_type': i32s([1]) },
    'token_type has 1 entries for 5 tokens',
  ],
  [
    'too few scores',
    sentencePiece,
    { 'tokenizer.ggml.scores': f32s([0]) },
    'scores has 1 entries for 14 tokens',
  ],
  [
    'half a merge',
    byteLevel,
    { 'tokenizer.ggml.merges': texts(['ab']) },
    'merge 0 is "ab", expected two tokens',
  ],
  ['a merge of strangers', byteLevel, { 'tokenizer.ggml.merges': texts(['a b', 'b b']) }, 'merge 1 is "b b"'],
  [
    'a bos id out of range',
    byteLevel,
    { 'tokenizer.ggml.bos_token_id': u32(5) },
    'bos_token_id is 5, but there are only 5 tokens',
  ],
  [
    'an endless piece',
    sentencePiece,
    { 'tokenizer.ggml.tokens': texts([...pieces.slice(0, 7), 'a'.repeat(300), ...pieces.slice(8)]) },
    'token 7 has 300 characters, expected at most 256',
  ],
])('refuses %s', (_, base, fields, message) => {
  expectError(() => importFields({ ...base, ...fields }), 'bad-model', message);
});

test('refuses more tokens than the embedding matrix has rows', () => {
  expectError(
    () => importFields(byteLevel, 4),
    'bad-model',
    '5 tokens, but the embedding matrix has only 4 rows',
  );
});
