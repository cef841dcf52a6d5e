/** Published configs are read to the sizes their authors state, in either spelling. */

import { expect, test } from 'vitest';
import { weightsOf } from '../../../src/main/engine/models/decoder.ts';
import { families, readModelConfig } from '../../../src/main/engine/models/registry.ts';
import configDefaults from '../../fixtures/config-defaults.json' with { type: 'json' };
import publishedConfigs from '../../fixtures/published-configs.json' with { type: 'json' };
import { gemma3 as gemma, publishedModels } from './published.ts';

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

// Keys as published; counted by transformers' own model of each.
test.each(publishedConfigs.map((model) => [model.name, model] as const))(
  '%s is read, and has the parameters that transformers counts',
  (_, { config, parameters }) => {
    const counts = [...shapesOf(config).values()].map((shape) => shape.reduce((a, b) => a * b));
    expect(counts.reduce((a, b) => a + b)).toBe(parameters);
  },
);

test('stretched by longrope a model is read to its full length, and turns part of each head', () => {
  const phi4 = publishedConfigs.find(({ name }) => name === 'Phi-4 mini instruct')!.config;
  expect(read(phi4)).toMatchObject({
    maxPositions: 131_072,
    rope: {
      turned: 96,
      scaling: {
        attentionFactor: Math.sqrt(1 + Math.log(32) / Math.log(4096)),
        originalMaxPositions: 4096,
      },
    },
  });
});

test('stretched while it reads, a model reads as many times its length as the factor says', () => {
  const config = { ...configOf('Llama 3.1 8B'), rope_scaling: { rope_type: 'dynamic', factor: 2.5 } };
  expect(read({ ...config, max_position_embeddings: 4096 })).toMatchObject({
    maxPositions: 10_240,
    rope: { scaling: { type: 'dynamic', factor: 2.5, originalMaxPositions: 4096 } },
  });
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
  expect(read({ ...least, model_type: 'qwen2', num_key_value_heads: 2 })).toMatchObject({
    maxPositions: 32_768,
    windows: [undefined, undefined],
  });
  expect(read({ ...least, model_type: 'mistral', num_key_value_heads: null })).toMatchObject({
    kvHeads: 4,
    windows: [4096, 4096],
  });
  expect(read({ ...least, rope_scaling: { type: 'linear', factor: 4 } })).toMatchObject({
    rope: { scaling: { type: 'linear', factor: 4 } },
  });
});

test.each(families.map((family) => [family.modelType, family] as const))(
  '%s: what is left out means what its class in transformers means',
  (model_type, { defaults }) => {
    const known = configDefaults[model_type as keyof typeof configDefaults];
    const stated: Config = known.defaults;
    for (const [key, value] of Object.entries(defaults))
      expect([key, value]).toEqual([key, stated[key] ?? null]);
    for (const { given, becomes } of known.cases)
      expect(read({ ...given, model_type }), JSON.stringify(given)).toEqual(read({ ...becomes, model_type }));
  },
);

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
  expect(windows({ use_sliding_window: true, max_window_layers: 0 })).toEqual([8, 8, 8, 8]);
  const layer_types = ['sliding_attention', 'full_attention', 'sliding_attention', 'full_attention'];
  expect(windows({ use_sliding_window: true, max_window_layers: undefined, layer_types })).toEqual([
    8,
    undefined,
    8,
    undefined,
  ]);
  expect(windows({ layer_types: Array(4).fill('full_attention') })).toEqual(Array(4).fill(undefined));
});

test('Gemma 3 1B: every sixth layer sees everything, and each kind of layer turns by its own angles', () => {
  const counts = [...shapesOf(gemma).values()].map((shape) => shape.reduce((a, b) => a * b));
  expect(counts.reduce((a, b) => a + b)).toBe(999_885_952);
  const config = read(gemma);
  const windows = Array.from({ length: 26 }, (_, i) => (i % 6 === 5 ? undefined : 512));
  expect(config).toMatchObject({ windows, scale: 1 / 16, tiedEmbeddings: true, headDim: 256, kvHeads: 1 });
  const linear = { rope_type: 'linear', factor: 8 };
  const { rope_theta, rope_local_base_freq, rope_scaling, ...rest } = gemma;
  const local8 = { full_attention: { rope_theta }, sliding_attention: { ...linear, rope_theta: 10_000 } };
  expect(read({ ...rest, rope_parameters: local8 })).toMatchObject({
    localRope: { theta: 10_000, scaling: { type: 'linear', factor: 8 } },
  });
  const scaled = { theta: 1_000_000, scaling: { type: 'linear', factor: 8 } };
  const local = { theta: 10_000, scaling: { type: 'default' } };
  expect(read({ ...gemma, rope_scaling: linear })).toMatchObject({ rope: scaled, localRope: local });
  const rope_parameters = {
    full_attention: { ...linear, rope_theta },
    sliding_attention: { rope_type: 'default', rope_theta: rope_local_base_freq },
  };
  expect(read({ ...rest, rope_parameters })).toMatchObject({ rope: scaled, localRope: local });
});

const tiny = { ...configOf('SmolLM2 135M Instruct'), num_hidden_layers: 2 };

test('what changes nothing is passed over', () => {
  const bookkeeping = {
    ...{ _name_or_path: 'me/model', unsloth_fixed: true, tokenizer_class: 'X', partial_rotary_factor: 1 },
    ...{ tie_encoder_decoder: false, output_attentions: false, id2label: { 0: 'a' }, sliding_window: null },
    ...{ max_length: 20, temperature: 1, do_sample: false, bad_words_ids: null, suppress_tokens: [] },
    ...{
      attention_dropout: 0.1,
      resid_pdrop: 0.1,
      hidden_dropout: 0,
      classifier_dropout: null,
      attention_probs_dropout_prob: 0.1,
      no_rope_layers: [],
    },
    ...{ auto_map: { AutoConfig: 'configuration.Config' }, pruned_heads: {}, is_causal: true },
    ...{ embedding_multiplier: 1, num_local_experts: 0, max_window_layers: 0, is_decoder: false },
  };
  expect(read({ ...tiny, ...bookkeeping })).toEqual(read(tiny));
  expect(read({ ...configOf('Qwen2.5 7B'), max_window_layers: 0 })).toEqual(read(configOf('Qwen2.5 7B')));
  const llama3 = configOf('Llama 3.1 8B');
  const settings = llama3.rope_scaling as Config;
  const twice = {
    rope_parameters: { high_freq_factor: 4, ...settings, type: 'llama3', rope_theta: 5e5 },
    original_max_position_embeddings: 8192,
  };
  expect(read({ ...llama3, ...twice })).toEqual(read(llama3));
  const { original_max_position_embeddings, ...short } = settings;
  const outside = { ...llama3, rope_scaling: short, original_max_position_embeddings };
  expect(read(outside)).toEqual(read(llama3));
});
