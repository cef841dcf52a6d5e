/** A model that is missing, damaged, someone else's or beyond the engine ends in an error that says so, and in no folder. */

import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  storedSource,
  type TensorSource,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import type { TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import { train } from '../../../src/main/engine/run/train.ts';
import type { ErrorCode } from '../../../src/shared/errors.ts';
import type { TrainEvent } from '../../../src/shared/events.ts';
import {
  dataFile,
  editJson,
  expectError,
  failureOf,
  modelFolder,
  newFolder,
  newPath,
  settings,
  sums,
  sumsFile,
  tinyModel,
} from './support.ts';

type Change = (folder: string) => void;

const weights = 'model.safetensors';
const index = 'model.safetensors.index.json';

/** Writes the weights anew, each tensor as `source` makes it, or not at all. */
function rewrite(
  source: (info: TensorInfo) => TensorSource | undefined,
  more: readonly TensorSource[] = [],
): Change {
  return (folder) => {
    const file = join(folder, weights);
    const sources = [...openSafetensors(file).values()].map(source);
    writeSafetensors(file, [...sources.filter((one) => one !== undefined), ...more]);
  };
}

/** Changes one tensor's numbers. */
function spoil(name: string, change: (values: Float32Array) => void): Change {
  return rewrite((info) => {
    if (info.name !== name) return storedSource(info);
    const values = readTensor(info);
    change(values);
    return floatSource(name, info.shape, values);
  });
}

const config =
  (changes: Record<string, unknown>): Change =>
  (folder) =>
    editJson(join(folder, 'config.json'), changes);
const without =
  (name: string): Change =>
  (folder) =>
    rmSync(join(folder, name));
const text =
  (name: string, content: string): Change =>
  (folder) =>
    writeFileSync(join(folder, name), content);

const norm = 'model.layers.1.input_layernorm.weight';
const query = 'model.layers.0.self_attn.q_proj.weight';

test.each<[string, ErrorCode, Change, readonly string[]]>([
  ['no config.json', 'not-found', without('config.json'), ['has no config.json']],
  [
    'a damaged config.json',
    'bad-model',
    text('config.json', '{"model_type": "llama",'),
    ['config.json is not valid JSON'],
  ],
  ['no weights', 'bad-model', without(weights), ['has neither model.safetensors nor']],
  [
    'weights cut off',
    'bad-model',
    (folder) => truncateSync(join(folder, weights), 300_000),
    [weights, 'but the file has only'],
  ],
  [
    'a header that claims more than there is',
    'bad-model',
    (folder) => {
      const bytes = readFileSync(join(folder, weights));
      bytes.writeBigUInt64LE(2n ** 40n);
      writeFileSync(join(folder, weights), bytes);
    },
    [weights, 'the header claims 1099511627776 bytes'],
  ],
  [
    'a shard missing',
    'bad-model',
    (folder) => {
      rmSync(join(folder, weights));
      writeFileSync(join(folder, index), JSON.stringify({ weight_map: { [norm]: 'a-00001.safetensors' } }));
    },
    ['shard a-00001.safetensors, named by', 'is missing'],
  ],
  [
    'a tensor missing',
    'bad-model',
    rewrite((info) => (info.name === norm ? undefined : storedSource(info))),
    [`config.json calls for the tensor ${norm} [64], but the weights do not hold it`],
  ],
  [
    'a tensor of another shape',
    'bad-model',
    rewrite((info) =>
      info.name === norm ? floatSource(norm, [32], new Float32Array(32)) : storedSource(info),
    ),
    [`calls for the tensor ${norm} [64], but it is [32]`],
  ],
  [
    'a tensor turned on its side',
    'bad-model',
    rewrite((info) =>
      info.name === 'model.layers.0.mlp.up_proj.weight'
        ? floatSource(info.name, info.shape.toReversed(), readTensor(info))
        : storedSource(info),
    ),
    ['up_proj.weight [160, 64], but it is [64, 160]'],
  ],
  [
    'a tensor of whole numbers',
    'unsupported',
    rewrite((info) =>
      info.name === norm
        ? { name: norm, dtype: 'I32', shape: [64], pieces: () => [new Uint8Array(256)] }
        : storedSource(info),
    ),
    [`the tensor ${norm} is stored as int32 (I32); expected float32, float16 or bfloat16`],
  ],
  [
    'a layer more than config.json says',
    'bad-model',
    config({ num_hidden_layers: 1 }),
    ['holds the tensor model.layers.1.', 'which its config.json has no place for'],
  ],
  [
    'a bias config.json knows nothing of',
    'bad-model',
    rewrite(
      (info) => storedSource(info),
      [floatSource('model.layers.0.self_attn.q_proj.bias', [64], new Float32Array(64))],
    ),
    ['holds the tensor model.layers.0.self_attn.q_proj.bias'],
  ],
  [
    'a smaller vocabulary than the weights',
    'bad-model',
    config({ vocab_size: 500 }),
    ['[500, 64], but it is [512, 64]'],
  ],
  [
    'NaN in a norm',
    'bad-model',
    spoil(norm, (values) => values.fill(Number.NaN, 3, 4)),
    [`the tensor ${norm} holds numbers`],
  ],
  [
    'infinity in a projection',
    'bad-model',
    spoil(query, (values) => values.fill(Number.POSITIVE_INFINITY, 0, 1)),
    [`the tensor ${query} holds numbers that are not finite`],
  ],
  [
    'another architecture',
    'unsupported',
    config({ architectures: ['GPT2LMHeadModel'] }),
    ['config.json', 'GPT2LMHeadModel'],
  ],
  [
    'another activation',
    'unsupported',
    config({ hidden_act: 'gelu' }),
    ['config.json asks for hidden_act "gelu"', 'silu'],
  ],
  [
    'another RoPE',
    'unsupported',
    config({ rope_scaling: { rope_type: 'mrope', factor: 4 } }),
    ['config.json', 'rope type "mrope"', 'default, linear, dynamic, llama3, yarn, longrope'],
  ],
  ['a setting unheard of', 'unsupported', config({ num_local_experts: 8 }), ['asks for num_local_experts 8']],
  ['no tokenizer', 'not-found', without('tokenizer.json'), ['has no tokenizer.json']],
  [
    'a damaged tokenizer',
    'bad-model',
    text('tokenizer.json', '{"version": "1.0"}'),
    ['tokenizer.json: not a tokenizer'],
  ],
  [
    "another model's tokenizer",
    'bad-model',
    (folder) =>
      writeFileSync(
        join(folder, 'tokenizer.json'),
        readFileSync(join(import.meta.dirname, '../../fixtures/golden/smollm2/tokenizer.json')),
      ),
    [`of row 1 of ${sumsFile}`, 'but the model knows 512 tokens'],
  ],
  [
    'special tokens the tokenizer lacks',
    'bad-model',
    (folder) => editJson(join(folder, 'tokenizer_config.json'), { eos_token: '<end>' }),
    ['the special token "<end>" is not in the vocabulary'],
  ],
  [
    'a chat template cut off',
    'bad-model',
    text('chat_template.jinja', '{% for m in messages %}{{ m'),
    ['cannot be parsed'],
  ],
  [
    'a chat template that refuses every conversation',
    'bad-data',
    text('chat_template.jinja', "{{ raise_exception('only poems') }}"),
    [`${sumsFile}, line 1`, 'refuses the turns', 'only poems'],
  ],
])('%s', async (_, code, change, texts) => {
  const model = modelFolder(change);
  const out = newPath();
  const error = await failureOf(() => train(settings({ model }), { out, onEvent: () => {} }));
  expectError(error, code, ...texts);
  expect(existsSync(out)).toBe(false);
});

test('a model folder that does not exist, or is a file', async () => {
  const out = newPath();
  const trained = (model: string) => failureOf(() => train(settings({ model }), { out, onEvent: () => {} }));
  const nowhere = join(newFolder(), 'nowhere');
  expectError(await trained(nowhere), 'not-found', `${nowhere} does not exist`);
  expectError(await trained(sumsFile), 'bad-model', `${sumsFile} is a file, expected a model folder`);
  expect(existsSync(out)).toBe(false);
});

test('a damaged embedding that comes up only in a later step is blamed too, not the learning rate', async () => {
  const file = join(tinyModel, 'tokenizer.json');
  const brace = new Tokenizer(readFileSync(file, 'utf8'), file).idOf('}')!;
  const embeddings = 'model.embed_tokens.weight';
  const model = modelFolder(
    spoil(embeddings, (values) => values.fill(Number.NaN, 64 * brace, 64 * brace + 64)),
  );
  const data = dataFile([...sums(24), { question: 'Which one?', answer: 'The }.' }]);
  const out = newPath();
  const types: string[] = [];
  const onEvent = ({ type }: TrainEvent) => types.push(type);
  const changes = { model, data, holdout: 0, microTokens: 64 };
  const error = await failureOf(() => train(settings(changes), { out, onEvent }));
  expectError(error, 'bad-model', `${model}: the tensor ${embeddings} holds numbers that are not finite`);
  expect(types[0]).toBe('plan');
  expect(existsSync(out)).toBe(false);
});
