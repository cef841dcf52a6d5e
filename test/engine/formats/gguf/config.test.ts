/** config.json rebuilt from metadata for every family, and each request the engine cannot honour refused by name. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { huggingFaceConfig, readModelShape } from '../../../../src/main/engine/formats/gguf/config.ts';
import { readGgufHead } from '../../../../src/main/engine/formats/gguf/read.ts';
import {
  array,
  f32,
  flag,
  floatTensor,
  text,
  u32,
  type WrittenTensor,
  type WrittenValue,
  writeGguf,
} from '../../../support/ggufWriter.ts';
import { expectError, temporaryFolder } from '../support.ts';

type Fields = Readonly<Record<string, WrittenValue>>;

const embedding = floatTensor('token_embd.weight', [10, 64], new Float32Array(640));

/** The config of a model whose keys below the architecture's name are the usual ones and `more`. */
function configOf(
  architecture: string,
  more: Fields = {},
  tensors: readonly WrittenTensor[] = [],
  other: Fields = {},
) {
  const usual: Fields = {
    block_count: u32(2),
    context_length: u32(512),
    embedding_length: u32(64),
    feed_forward_length: u32(96),
    'attention.head_count': u32(4),
    'attention.head_count_kv': u32(2),
    'attention.layer_norm_rms_epsilon': f32(1e-6),
    ...more,
  };
  const metadata = {
    'general.architecture': text(architecture),
    ...Object.fromEntries(Object.entries(usual).map(([key, value]) => [`${architecture}.${key}`, value])),
    ...other,
  };
  const content = { metadata, tensors: [embedding, ...tensors] };
  const head = readGgufHead(writeGguf(join(temporaryFolder(), 'model.gguf'), content));
  return huggingFaceConfig(head, readModelShape(head));
}

const common = {
  hidden_act: 'silu',
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 16,
  attention_dropout: 0,
  max_position_embeddings: 512,
  rms_norm_eps: 1e-6,
  rope_theta: 10000,
  tie_word_embeddings: true,
  vocab_size: 10,
  use_cache: true,
};

test('llama', () => {
  const llama = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    attention_bias: false,
    mlp_bias: false,
    ...common,
  };
  expect(configOf('llama')).toEqual(llama);
  const head = floatTensor('output.weight', [10, 64], new Float32Array(640));
  const bias = floatTensor('blk.0.attn_q.bias', [64], new Float32Array(64));
  const mlpBias = floatTensor('blk.0.ffn_gate.bias', [96], new Float32Array(96));
  expect(configOf('llama', { 'rope.freq_base': f32(1e6) }, [head, bias, mlpBias])).toEqual({
    ...llama,
    tie_word_embeddings: false,
    attention_bias: true,
    mlp_bias: true,
    rope_theta: 1e6,
  });
});

test('mistral is a llama with a sliding window', () => {
  expect(configOf('llama', { 'attention.sliding_window': u32(128) })).toEqual({
    architectures: ['MistralForCausalLM'],
    model_type: 'mistral',
    sliding_window: 128,
    ...common,
  });
  expect(configOf('llama', { 'attention.sliding_window': u32(0) })).toMatchObject({ model_type: 'llama' });
});

test('qwen2 and qwen3, with a head size of their own and keys that change nothing', () => {
  expect(configOf('qwen2', { 'attention.causal': flag(true), 'rope.scaling.type': text('none') })).toEqual({
    architectures: ['Qwen2ForCausalLM'],
    model_type: 'qwen2',
    use_sliding_window: false,
    ...common,
  });
  const heads = { 'attention.key_length': u32(32), 'attention.value_length': u32(32), expert_count: u32(0) };
  expect(configOf('qwen3', heads)).toEqual({
    architectures: ['Qwen3ForCausalLM'],
    model_type: 'qwen3',
    attention_bias: false,
    use_sliding_window: false,
    ...common,
    head_dim: 32,
  });
});

test('linear RoPE scaling, in the new spelling and the old one', () => {
  const linear = { rope_type: 'linear', factor: 4 };
  const named = { 'rope.scaling.type': text('linear'), 'rope.scaling.factor': f32(4) };
  expect(configOf('qwen2', named)).toMatchObject({ rope_scaling: linear });
  expect(configOf('llama', { 'rope.scale_linear': f32(4) })).toMatchObject({ rope_scaling: linear });
  expect(configOf('llama', { 'rope.scaling.factor': f32(1) })).not.toHaveProperty('rope_scaling');
});

const divisors = (...values: number[]) =>
  floatTensor('rope_freqs.weight', [values.length], Float32Array.from(values));

test("Llama 3's RoPE scaling is recognised by its divisors, and no other taken for it", () => {
  // transformers' formula for factor 8, theta 5e5, a head of 8: wavelengths 6.3, 167, 4443 and 118143
  const base = { 'rope.freq_base': f32(5e5), 'attention.head_count': u32(8), 'attention.key_length': u32(8) };
  const smooth = (8192 / (2 * Math.PI * 5e5 ** (4 / 8)) - 1) / 3;
  const third = 1 / ((1 - smooth) / 8 + smooth);
  expect(configOf('llama', base, [divisors(1, 1, third, 8)])).toMatchObject({
    rope_scaling: {
      rope_type: 'llama3',
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    },
  });
  expect(configOf('llama', base, [divisors(1, 1, 1, 1)])).not.toHaveProperty('rope_scaling');
  for (const other of [divisors(1, 1, 8), divisors(1, 0, 4, 8), divisors(1, 1, 1, Number.NaN)])
    expectError(
      () => configOf('llama', base, [other]),
      'unsupported',
      "rope_freqs.weight does not hold 4 positive numbers to divide RoPE's frequencies by",
    );
  // Divisors of any other origin are LongRoPE's of one list for every length.
  for (const list of [
    [1, 1, 2.5, 8],
    [1, 2, 4, 8],
  ])
    expect(configOf('llama', base, [divisors(...list)])).toMatchObject({
      rope_scaling: {
        rope_type: 'longrope',
        original_max_position_embeddings: 512,
        short_factor: list,
        long_factor: list,
        attention_factor: 1,
      },
    });
  const linearToo = { ...base, 'rope.scaling.factor': f32(4) };
  const both = 'both linear RoPE scaling and rope_freqs.weight';
  expectError(() => configOf('llama', linearToo, [divisors(1, 1, third, 8)]), 'unsupported', both);
});

test('YaRN: what is usual for its factor is multiplied in, and turns are said where the file says them', () => {
  const settings = {
    'rope.scaling.type': text('yarn'),
    'rope.scaling.factor': f32(4),
    'rope.scaling.original_context_length': u32(128),
  };
  const yarn = { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 128 };
  expect(configOf('qwen2', settings)).toMatchObject({
    rope_scaling: { ...yarn, attention_factor: expect.closeTo(0.1 * Math.log(4) + 1, 6) },
  });
  const own = { 'rope.scaling.attn_factor': f32(0.5), 'rope.scaling.yarn_beta_fast': f32(16) };
  expect(configOf('llama', { ...settings, ...own })).toMatchObject({
    rope_scaling: {
      ...yarn,
      beta_fast: 16,
      attention_factor: expect.closeTo(0.5 * (0.1 * Math.log(4) + 1), 6),
    },
  });
});

test.each<[string, string, Fields, string]>([
  ['architecture', 'mamba', {}, 'the architecture is mamba, expected one of llama, mistral3, qwen2, qwen3'],
  ['experts', 'llama', { expert_count: u32(8) }, 'the model asks for llama.expert_count = 8'],
  [
    'unknown key',
    'qwen3',
    { 'attention.temperature_scale': f32(0.5) },
    'qwen3.attention.temperature_scale = 0.5',
  ],
  ['key from Object', 'llama', { constructor: u32(1) }, 'the model asks for llama.constructor = 1'],
  ['bidirectional attention', 'qwen2', { 'attention.causal': flag(false) }, 'qwen2.attention.causal = false'],
  [
    'another way to stretch RoPE',
    'qwen2',
    { 'rope.scaling.type': text('twist') },
    'qwen2.rope.scaling.type is twist, expected none, linear, yarn, longrope',
  ],
  [
    'scores of another size',
    'qwen2',
    { 'rope.scaling.attn_factor': f32(1.5) },
    'qwen2.rope.scaling.attn_factor = 1.5',
  ],
  [
    'longrope without its lists',
    'phi3',
    { 'rope.scaling.type': text('longrope'), 'rope.scaling.original_context_length': u32(64) },
    'longrope without 8 numbers in rope_factors_short.weight',
  ],
  ['partial RoPE', 'llama', { 'rope.dimension_count': u32(8) }, 'RoPE on 8 of the 16 values of a head'],
  [
    'unequal heads',
    'llama',
    { 'attention.value_length': u32(8) },
    'value heads of size 8 beside key heads of size 16',
  ],
  [
    'window of qwen2',
    'qwen2',
    { 'attention.sliding_window': u32(64) },
    'qwen2.attention.sliding_window = 64',
  ],
])('refuses by name: %s', (_, architecture, more, message) => {
  expectError(() => configOf(architecture, more), 'unsupported', message);
});

test('refuses adapters and split files', () => {
  const adapter = { 'general.type': text('adapter') };
  expectError(
    () => configOf('llama', {}, [], adapter),
    'unsupported',
    'the file holds a adapter, expected a model',
  );
  const part = { 'split.count': u32(3) };
  expectError(() => configOf('llama', {}, [], part), 'unsupported', 'the file is one of 3 parts');
});

test.each<[string, Fields, string]>([
  ['no layers', { block_count: u32(0) }, 'llama.block_count is 0, expected a positive number'],
  [
    'heads a layer',
    { 'attention.head_count': array(4, [Buffer.alloc(4)]) },
    'head_count is [0], expected a count',
  ],
  [
    'no epsilon',
    { 'attention.layer_norm_rms_epsilon': f32(Number.NaN) },
    'epsilon is NaN, expected a number',
  ],
  ['a broken head size', { 'attention.head_count': u32(5) }, '5 heads share 64 values'],
  ['an odd head size', { 'attention.key_length': u32(15) }, 'gives no even head size'],
  ['ungrouped heads', { 'attention.head_count_kv': u32(3) }, '4 heads cannot share 3 key-value heads'],
])('refuses %s', (_, more, message) => {
  expectError(() => configOf('llama', more), 'bad-model', message);
});
