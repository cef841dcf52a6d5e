/** Model folders open whole or not at all, and the error says which file is at fault. */

import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashFile, hashModel } from '../../../src/main/engine/formats/hash.ts';
import { openModelFolder, requireTokenizer } from '../../../src/main/engine/formats/modelFolder.ts';
import { floatSource, writeSafetensors } from '../../../src/main/engine/formats/safetensors.ts';
import { expectError, golden, temporaryFolder } from './support.ts';

const index = 'model.safetensors.index.json';

test('the golden model opens with its config and weights', () => {
  const model = openModelFolder(join(golden, 'llama'));
  expect(model.config).toMatchObject({ model_type: 'llama', hidden_size: 64, rope_theta: 10000 });
  expect(model.weights.size).toBe(21);
  expect(model.weights.get('lm_head.weight')?.shape).toEqual([512, 64]);
  expect(model.shards.map((shard) => [shard.name, shard.tensors.size])).toEqual([['model.safetensors', 21]]);
  expect([model.chatTemplate, model.generationConfig, model.extraFiles]).toEqual([undefined, undefined, []]);
});

test('shards open through their index, and keep their order and names', () => {
  const model = openModelFolder(sharded());
  expect(model.shards.map((shard) => [shard.name, [...shard.tensors.keys()]])).toEqual([
    ['a-00001.safetensors', ['x', 'y']],
    ['a-00002.safetensors', ['z']],
  ]);
  expect([...model.weights.keys()]).toEqual(['x', 'y', 'z']);
});

test.each<[string, string, (folder: string) => void, string]>([
  ['no config.json', 'not-found', (folder) => rmSync(join(folder, 'config.json')), 'has no config.json'],
  ['a config.json cut off', 'bad-model', file('config.json', '{"a":'), 'config.json is not valid JSON'],
  [
    'a config.json that is a list',
    'bad-model',
    file('config.json', '[]'),
    'config.json holds no JSON object',
  ],
  ['no weights', 'bad-model', (folder) => rmSync(join(folder, index)), 'has neither model.safetensors nor'],
  ['a damaged index', 'bad-model', file(index, 'x'), `${index} is not valid JSON`],
  ['an index without a map', 'bad-model', file(index, '{}'), `${index} has no weight_map`],
  [
    'a shard missing',
    'bad-model',
    (folder) => rmSync(join(folder, 'a-00002.safetensors')),
    'shard a-00002.safetensors,',
  ],
  [
    'a shard outside',
    'bad-model',
    map({ x: '../a-00001.safetensors' }),
    'x lies in "../a-00001.safetensors"',
  ],
  ['a shard at an absolute path', 'bad-model', map({ x: '/a.safetensors' }), 'x lies in "/a.safetensors"'],
  [
    'a shard on another drive',
    'bad-model',
    map({ x: 'C:\\a.safetensors' }),
    'x lies in "C:\\\\a.safetensors"',
  ],
  ['a pickle as shard', 'bad-model', map({ x: 'a.bin' }), 'x lies in "a.bin", expected a .safetensors file'],
  ['a number as shard', 'bad-model', map({ x: 1 }), 'tensor x lies in 1'],
  [
    'a tensor its shard lacks',
    'bad-model',
    map({ x: 'a-00001.safetensors', y: 'a-00001.safetensors', w: 'a-00001.safetensors' }),
    'a-00001.safetensors lacks tensor w',
  ],
  [
    'a tensor in another shard',
    'bad-model',
    map({ x: 'a-00001.safetensors', y: 'a-00002.safetensors', z: 'a-00002.safetensors' }),
    'a-00001.safetensors holds tensor y, but',
  ],
  ['a tensor it does not list', 'bad-model', map({ x: 'a-00001.safetensors' }), 'json does not list it'],
  ['a damaged shard', 'bad-model', file('a-00001.safetensors', 'short'), 'it has 5 bytes'],
  [
    'a damaged tokenizer config',
    'bad-model',
    file('tokenizer_config.json', '{'),
    'tokenizer_config.json is not',
  ],
])('a folder with %s is refused', (_, code, damage, text) => {
  const folder = sharded();
  damage(folder);
  expectError(() => openModelFolder(folder), code as 'bad-model', text);
});

test('weights that exist only as pickle are refused with the way to convert them', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), '{}');
  writeFileSync(join(folder, 'training_args.bin'), '');
  expectError(() => openModelFolder(folder), 'bad-model', 'has neither model.safetensors nor');
  writeFileSync(join(folder, 'pytorch_model-00001-of-00002.bin'), '');
  expectError(
    () => openModelFolder(folder),
    'unsupported',
    'pytorch_model-00001-of-00002.bin is a pickle file',
  );
});

test('what is no model folder is told apart', () => {
  const folder = temporaryFolder();
  expectError(() => openModelFolder(join(folder, 'none')), 'not-found', 'none does not exist');
  writeFileSync(join(folder, 'file'), '');
  expectError(() => openModelFolder(join(folder, 'file')), 'bad-model', 'is a file, expected a model folder');
  const hint = expect.stringContaining('This is an adapter');
  expect(() => openModelFolder(join(golden, 'llama/adapter'))).toThrow(expect.objectContaining({ hint }));
});

test('a tokenizer is missed only by those who need it', () => {
  const folder = sharded();
  expectError(() => requireTokenizer(openModelFolder(folder)), 'not-found', 'has no tokenizer.json');
  writeFileSync(join(folder, 'tokenizer.model'), '');
  const hint = expect.stringContaining('Only tokenizer.model is there');
  expect(() => requireTokenizer(openModelFolder(folder))).toThrow(expect.objectContaining({ hint }));
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
  expect(requireTokenizer(openModelFolder(folder))).toBe(join(folder, 'tokenizer.json'));
});

test('the chat template is found wherever transformers has kept it', () => {
  const folder = sharded();
  const template = () => openModelFolder(folder).chatTemplate;
  file('chat_template.json', '{"chat_template":"from its own json"}')(folder);
  expect(template()).toBe('from its own json');
  const named = [
    { name: 'tool_use', template: 'tools' },
    { name: 'default', template: 'the default' },
  ];
  file('tokenizer_config.json', JSON.stringify({ chat_template: named }))(folder);
  expect(template()).toBe('the default');
  expect(openModelFolder(folder).toolTemplate).toBe('tools');
  file('tokenizer_config.json', '\ufeff{"chat_template":"one","eos_token":"</s>"}')(folder);
  expect(template()).toBe('one');
  expect(openModelFolder(folder).tokenizerConfig.eos_token).toBe('</s>');
  file('chat_template.jinja', '{{ messages }}\n')(folder);
  expect(template()).toBe('{{ messages }}\n');
  expect(openModelFolder(folder).toolTemplate).toBeUndefined();
  file('tokenizer_config.json', JSON.stringify({ chat_template: named }))(folder);
  expect(openModelFolder(folder)).toMatchObject({
    chatTemplate: '{{ messages }}\n',
    toolTemplate: undefined,
  });
  mkdirSync(join(folder, 'additional_chat_templates'));
  file('additional_chat_templates/tool_use.jinja', '{{ tools }}')(folder);
  expect(openModelFolder(folder).toolTemplate).toBe('{{ tools }}');
});

test('tokenizer, template, generation config and licence are carried along, nothing else', () => {
  const folder = sharded();
  const wanted = [
    'LICENSE',
    'Notice.txt',
    'chat_template.jinja',
    'generation_config.json',
    'merges.txt',
    'vocab.json',
  ];
  for (const name of [...wanted, 'README.md', 'modeling_x.py', 'optimizer.pt']) file(name, '{}')(folder);
  mkdirSync(join(folder, 'additional_chat_templates'));
  for (const name of ['rag.jinja', 'notes.txt']) file(join('additional_chat_templates', name), '{}')(folder);
  const model = openModelFolder(folder);
  expect(model.extraFiles).toEqual([...wanted, 'additional_chat_templates/rag.jinja']);
  expect(model.generationConfig).toEqual({});
});

test('the hash of a model is that of its sha256sum listing, and follows every byte', () => {
  const folder = sharded();
  const names = ['config.json', 'a-00001.safetensors', 'a-00002.safetensors'];
  const lines = names.map((name) => `${hashFile(join(folder, name))}  ${name}\n`);
  const before = hashModel(openModelFolder(folder));
  expect(before).toBe(createHash('sha256').update(lines.join('')).digest('hex'));
  writeSafetensors(join(folder, 'a-00002.safetensors'), [floatSource('z', [1], Float32Array.of(3.0000002))]);
  expect(hashModel(openModelFolder(folder))).not.toBe(before);
  file('abc', 'abc')(folder);
  expect(hashFile(join(folder, 'abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

function file(name: string, text: string) {
  return (folder: string) => writeFileSync(join(folder, name), text);
}

function map(weightMap: object) {
  return file(index, JSON.stringify({ weight_map: weightMap }));
}

function sharded(): string {
  const folder = temporaryFolder();
  file('config.json', '{"model_type":"llama"}')(folder);
  const one = (name: string, value: number) => floatSource(name, [1], Float32Array.of(value));
  writeSafetensors(join(folder, 'a-00001.safetensors'), [one('x', 1), one('y', 2)]);
  writeSafetensors(join(folder, 'a-00002.safetensors'), [one('z', 3)]);
  map({ z: 'a-00002.safetensors', x: 'a-00001.safetensors', y: 'a-00001.safetensors' })(folder);
  return folder;
}
