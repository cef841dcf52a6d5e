/** Published configs are read to the sizes their authors state, in either spelling; what is not implemented is refused by name. */

import { expect, test } from 'vitest';
import { weightsOf } from '../../../src/main/engine/models/decoder.ts';
import { readModelConfig } from '../../../src/main/engine/models/registry.ts';
import { AppError, type ErrorCode } from '../../../src/shared/errors.ts';
import { publishedModels } from './published.ts';

const file = '/models/some/config.json';
type Config = Readonly<Record<string, unknown>>;

/** What any of the families reads, by name. */
function read(config: Config): Config {
  return { ...readModelConfig(config, file).config };
}

/** Shapes of all tensors of a model with this config, by name. */
function shapesOf(config: Config): ReadonlyMap<string, readonly number[]> {
  return weightsOf(readModelConfig(config, file)).tensors;
}

const configOf = (name: string): Config => publishedModels.find((model) => model.name === name)!.config;

/** A transformers 4 config as transformers 5 writes it. */
function inVersion5({ rope_theta, rope_scaling, torch_dtype, ...rest }: Config): Config {
  const scaling = (rope_scaling ?? { rope_type: 'default' }) as Config;
  return {
    ...rest,
    rope_parameters: { ...scaling, rope_theta },
    dtype: torch_dtype,
    transformers_version: '5.0.0',
  };
}

function refusal(config: Config): AppError {
  try {
    read(config);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return expect.unreachable('the config was read');
}

test.each(publishedModels.map((model) => [model.name, model] as const))('%s', (_, published) => {
  const { config, parameters, rope, headDim, window } = published;
  const decoder = read(config);
  const shapes = [...shapesOf(config).values()];
  const count = shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
  expect(count).toBe(parameters);
  expect(decoder).toMatchObject({
    hidden: config.hidden_size,
    intermediate: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    kvHeads: config.num_key_value_heads,
    headDim,
    vocabulary: config.vocab_size,
    maxPositions: config.max_position_embeddings,
    normEpsilon: config.rms_norm_eps,
    tiedEmbeddings: config.tie_word_embeddings,
    rope,
  });
  expect(decoder.windows ?? Array(config.num_hidden_layers).fill(undefined)).toEqual(
    Array(config.num_hidden_layers).fill(window),
  );
  expect(read(inVersion5(config))).toEqual(decoder);
});

test('families differ where they should: biases and head norms', () => {
  const common = [
    ...['input_layernorm.weight', 'self_attn.q_proj.weight', 'self_attn.k_proj.weight'],
    ...['self_attn.v_proj.weight', 'self_attn.o_proj.weight', 'post_attention_layernorm.weight'],
    ...['mlp.gate_proj.weight', 'mlp.up_proj.weight', 'mlp.down_proj.weight'],
  ];
  const besides = (config: Config) =>
    [...shapesOf({ ...config, num_hidden_layers: 1 }).keys()]
      .flatMap((name) => (name.startsWith('model.layers.0.') ? [name.slice('model.layers.0.'.length)] : []))
      .filter((name) => !common.includes(name));
  expect(besides(configOf('Llama 3.1 8B'))).toEqual([]);
  expect(besides(configOf('Mistral 7B v0.1'))).toEqual([]);
  const qkv = ['self_attn.q_proj.bias', 'self_attn.k_proj.bias', 'self_attn.v_proj.bias'];
  expect(besides(configOf('Qwen2.5 7B'))).toEqual(qkv);
  expect(besides(configOf('Qwen3 0.6B'))).toEqual(['self_attn.q_norm.weight', 'self_attn.k_norm.weight']);
  expect(besides({ ...configOf('Llama 3.1 8B'), attention_bias: true, mlp_bias: true })).toEqual([
    ...qkv,
    'self_attn.o_proj.bias',
    ...['mlp.gate_proj.bias', 'mlp.up_proj.bias', 'mlp.down_proj.bias'],
  ]);
});

test('what a config leaves out is what transformers assumes', () => {
  const least = {
    model_type: 'llama',
    ...{
      vocab_size: 512,
      hidden_size: 64,
      intermediate_size: 160,
      num_hidden_layers: 2,
      num_attention_heads: 4,
    },
  };
  expect(read(least)).toMatchObject({
    ...{ kvHeads: 4, headDim: 16, normEpsilon: 1e-6, maxPositions: 2048, tiedEmbeddings: false },
    rope: { theta: 10_000, scaling: { type: 'default' } },
  });
  expect(read({ ...least, model_type: 'qwen2' })).toMatchObject({
    maxPositions: 32_768,
    windows: [undefined, undefined],
  });
  expect(read({ ...least, rope_scaling: { type: 'linear', factor: 4 } })).toMatchObject({
    rope: { scaling: { type: 'linear', factor: 4 } },
  });
});

test('a sliding window goes where the config puts it, layer by layer', () => {
  const windows = (changes: Config) =>
    read({ ...configOf('Qwen2.5 0.5B Instruct'), num_hidden_layers: 4, sliding_window: 8, ...changes })
      .windows;
  expect(windows({})).toEqual([undefined, undefined, undefined, undefined]);
  expect(windows({ use_sliding_window: true, max_window_layers: 3 })).toEqual([
    undefined,
    undefined,
    undefined,
    8,
  ]);
  const layer_types = ['sliding_attention', 'full_attention', 'sliding_attention', 'full_attention'];
  expect(windows({ use_sliding_window: true, layer_types })).toEqual([8, undefined, 8, undefined]);
  expect(windows({ layer_types: Array(4).fill('full_attention') })).toEqual(Array(4).fill(undefined));
});

const tiny = { ...configOf('SmolLM2 135M Instruct'), num_hidden_layers: 2 };
const mistral = configOf('Mistral 7B v0.1');

test.each<[string, Config, ErrorCode, readonly string[]]>([
  [
    'Gemma',
    { ...tiny, architectures: ['Gemma3ForCausalLM'], model_type: 'gemma3_text' },
    'unsupported',
    ['"Gemma3ForCausalLM"'],
  ],
  [
    'a classifier',
    { ...tiny, architectures: ['LlamaForSequenceClassification'] },
    'unsupported',
    ['SequenceClassification'],
  ],
  [
    'no type at all',
    { ...tiny, architectures: undefined, model_type: undefined },
    'unsupported',
    ['model type undefined'],
  ],
  [
    'a type of another kind',
    { ...tiny, architectures: 'Llama', model_type: ['llama'] },
    'unsupported',
    ['model type ["llama"]'],
  ],
  ['GELU', { ...tiny, hidden_act: 'gelu' }, 'unsupported', ['hidden_act "gelu"', 'supported: silu, swish']],
  ...['yarn', 'dynamic', 'longrope', 'proportional', 'mrope'].map(
    (type): [string, Config, ErrorCode, readonly string[]] => [
      `RoPE ${type}`,
      { ...tiny, rope_scaling: { rope_type: type, factor: 4 } },
      'unsupported',
      [`rope type "${type}"`, 'supported: default, linear, llama3'],
    ],
  ),
  [
    'RoPE yarn, old spelling',
    { ...tiny, rope_scaling: { type: 'yarn', factor: 4 } },
    'unsupported',
    ['rope type "yarn"'],
  ],
  [
    'RoPE yarn, new spelling',
    { ...tiny, rope_parameters: { rope_type: 'yarn', factor: 4, rope_theta: 1e4 } },
    'unsupported',
    ['rope type "yarn"'],
  ],
  [
    'part of each head rotated',
    { ...tiny, rope_parameters: { rope_type: 'default', rope_theta: 1e4, partial_rotary_factor: 0.5 } },
    'unsupported',
    ['partial_rotary_factor 0.5', 'supported: 1'],
  ],
  [
    'partial_rotary_factor',
    { ...tiny, partial_rotary_factor: 0.5 },
    'unsupported',
    ['partial_rotary_factor 0.5'],
  ],
  [
    'attn_logit_softcapping',
    { ...tiny, attn_logit_softcapping: 50 },
    'unsupported',
    ['attn_logit_softcapping 50'],
  ],
  ['num_local_experts', { ...tiny, num_local_experts: 8 }, 'unsupported', ['num_local_experts 8']],
  [
    'quantization_config',
    { ...tiny, quantization_config: { quant_method: 'gptq', bits: 4 } },
    'unsupported',
    ['quantization_config {"quant_method":"gptq","bits":4}'],
  ],
  ['embedding_multiplier', { ...tiny, embedding_multiplier: 12 }, 'unsupported', ['embedding_multiplier 12']],
  [
    'rope_interleaved',
    { ...tiny, rope_interleaved: true },
    'unsupported',
    ['rope_interleaved true', 'supported: false'],
  ],
  [
    'attention dropout',
    { ...tiny, attention_dropout: 0.1 },
    'unsupported',
    ['attention_dropout 0.1', 'supported: 0'],
  ],
  ['a window on Llama', { ...tiny, sliding_window: 4096 }, 'unsupported', ['sliding_window 4096']],
  [
    'windowed layers without a window',
    { ...mistral, sliding_window: null, layer_types: Array(32).fill('sliding_attention') },
    'unsupported',
    ['layer_types "sliding_attention"', 'supported: full_attention'],
  ],
  [
    'linear attention',
    { ...mistral, layer_types: Array(32).fill('linear_attention') },
    'unsupported',
    ['"linear_attention"'],
  ],
  [
    'too few layer types',
    { ...mistral, layer_types: ['full_attention'] },
    'bad-model',
    ['"layer_types" is', '32 entries'],
  ],
  [
    'no hidden size',
    { ...tiny, hidden_size: undefined },
    'bad-model',
    ['"hidden_size" is missing; expected a whole number'],
  ],
  ['a hidden size of text', { ...tiny, hidden_size: '576' }, 'bad-model', ['"hidden_size" is "576"']],
  ['a fractional layer', { ...tiny, num_hidden_layers: 1.5 }, 'bad-model', ['"num_hidden_layers" is 1.5']],
  ['a negative vocabulary', { ...tiny, vocab_size: -1 }, 'bad-model', ['"vocab_size" is -1']],
  [
    'heads that do not share',
    { ...tiny, num_key_value_heads: 2 },
    'bad-model',
    ['"num_key_value_heads" is 2; expected a divisor of 9'],
  ],
  [
    'a hidden size heads cannot share',
    { ...tiny, hidden_size: 577 },
    'bad-model',
    ['"hidden_size" is 577; expected a multiple of 9'],
  ],
  ['an odd head', { ...tiny, head_dim: 63 }, 'bad-model', ['"head_dim" is 63; expected an even number']],
  [
    'an epsilon of zero',
    { ...tiny, rms_norm_eps: 0 },
    'bad-model',
    ['"rms_norm_eps" is 0; expected a positive number'],
  ],
  [
    'ties of text',
    { ...tiny, tie_word_embeddings: 'yes' },
    'bad-model',
    ['"tie_word_embeddings" is "yes"; expected true or false'],
  ],
  [
    'a linear RoPE without factor',
    { ...tiny, rope_scaling: { type: 'linear' } },
    'bad-model',
    ['"factor" is missing'],
  ],
  [
    'a llama3 RoPE cut short',
    { ...tiny, rope_scaling: { rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4 } },
    'bad-model',
    ['"original_max_position_embeddings" is missing'],
  ],
  [
    'a RoPE of text',
    { ...tiny, rope_scaling: 'linear' },
    'bad-model',
    ['"rope_parameters" is "linear"; expected an object'],
  ],
  [
    'a RoPE unknown in part',
    { ...tiny, rope_scaling: { rope_type: 'linear', factor: 2, attention_factor: 1.2 } },
    'unsupported',
    ['(rope_parameters)', 'attention_factor 1.2'],
  ],
  [
    'two RoPEs that disagree',
    {
      ...tiny,
      rope_parameters: { rope_theta: 1e4, rope_type: 'default' },
      rope_scaling: { type: 'linear', factor: 2 },
    },
    'bad-model',
    ['"rope_scaling" is {"type":"linear","factor":2}; expected the same as rope_parameters'],
  ],
])('%s is refused', (_, config, code, texts) => {
  const { message, hint, code: found } = refusal(config);
  for (const text of [file, ...texts]) expect(message).toContain(text);
  expect(found).toBe(code);
  expect(hint).not.toBe('');
});

test('what changes nothing is passed over', () => {
  const bookkeeping = {
    ...{ _name_or_path: 'me/model', unsloth_fixed: true, tokenizer_class: 'X', partial_rotary_factor: 1 },
    ...{ tie_encoder_decoder: false, output_attentions: false, id2label: { 0: 'a' }, sliding_window: null },
  };
  expect(read({ ...tiny, ...bookkeeping })).toEqual(read(tiny));
});
