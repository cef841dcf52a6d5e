/** The config.json of models people train, key for key as their authors published them, with what is known of each. */

import type { Rope } from '../../../src/main/engine/nn/rope.ts';

export interface PublishedModel {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** A tied head counted once. */
  readonly parameters: number;
  readonly rope: Rope;
  readonly headDim: number;
  /** Sliding window of every layer; none where undefined. */
  readonly window?: number;
}

const llama = {
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  attention_dropout: 0.0,
  hidden_act: 'silu',
  initializer_range: 0.02,
  mlp_bias: false,
  model_type: 'llama',
  pretraining_tp: 1,
  rms_norm_eps: 1e-5,
  torch_dtype: 'bfloat16',
  transformers_version: '4.43.0.dev0',
  use_cache: true,
};

const llama3Scaling = {
  high_freq_factor: 4.0,
  low_freq_factor: 1.0,
  original_max_position_embeddings: 8192,
  rope_type: 'llama3',
};

const llama3Rope = (factor: number): Rope => ({
  theta: 500_000,
  scaling: { type: 'llama3', factor, lowFreqFactor: 1, highFreqFactor: 4, originalMaxPositions: 8192 },
});

const mistral = {
  architectures: ['MistralForCausalLM'],
  bos_token_id: 1,
  eos_token_id: 2,
  hidden_act: 'silu',
  hidden_size: 4096,
  initializer_range: 0.02,
  intermediate_size: 14_336,
  max_position_embeddings: 32_768,
  model_type: 'mistral',
  num_attention_heads: 32,
  num_hidden_layers: 32,
  num_key_value_heads: 8,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  use_cache: true,
};

const qwen2 = {
  architectures: ['Qwen2ForCausalLM'],
  attention_dropout: 0.0,
  bos_token_id: 151_643,
  eos_token_id: 151_645,
  hidden_act: 'silu',
  initializer_range: 0.02,
  max_position_embeddings: 32_768,
  model_type: 'qwen2',
  rms_norm_eps: 1e-6,
  rope_theta: 1_000_000.0,
  torch_dtype: 'bfloat16',
  transformers_version: '4.43.1',
  use_cache: true,
  use_sliding_window: false,
};

const plain = (theta: number): Rope => ({ theta, scaling: { type: 'default' } });

export const publishedModels: readonly PublishedModel[] = [
  {
    name: 'Llama 3.1 8B',
    config: {
      ...llama,
      bos_token_id: 128_000,
      eos_token_id: [128_001, 128_008, 128_009],
      hidden_size: 4096,
      intermediate_size: 14_336,
      max_position_embeddings: 131_072,
      num_attention_heads: 32,
      num_hidden_layers: 32,
      num_key_value_heads: 8,
      rope_scaling: { ...llama3Scaling, factor: 8.0 },
      rope_theta: 500_000.0,
      tie_word_embeddings: false,
      vocab_size: 128_256,
    },
    parameters: 8_030_261_248,
    rope: llama3Rope(8),
    headDim: 128,
  },
  {
    name: 'Llama 3.2 1B',
    config: {
      ...llama,
      bos_token_id: 128_000,
      eos_token_id: 128_001,
      head_dim: 64,
      hidden_size: 2048,
      intermediate_size: 8192,
      max_position_embeddings: 131_072,
      num_attention_heads: 32,
      num_hidden_layers: 16,
      num_key_value_heads: 8,
      rope_scaling: { ...llama3Scaling, factor: 32.0 },
      rope_theta: 500_000.0,
      tie_word_embeddings: true,
      vocab_size: 128_256,
    },
    parameters: 1_235_814_400,
    rope: llama3Rope(32),
    headDim: 64,
  },
  {
    name: 'SmolLM2 135M Instruct',
    config: {
      ...llama,
      bos_token_id: 1,
      eos_token_id: 2,
      hidden_size: 576,
      initializer_range: 0.041666666666666664,
      intermediate_size: 1536,
      is_llama_config: true,
      max_position_embeddings: 8192,
      num_attention_heads: 9,
      num_hidden_layers: 30,
      num_key_value_heads: 3,
      pad_token_id: 2,
      rope_interleaved: false,
      rope_scaling: null,
      rope_theta: 100_000,
      tie_word_embeddings: true,
      'transformers.js_config': { kv_cache_dtype: { q4f16: 'float16', fp16: 'float16' } },
      vocab_size: 49_152,
    },
    parameters: 134_515_008,
    rope: plain(100_000),
    headDim: 64,
  },
  {
    name: 'TinyLlama 1.1B Chat',
    config: {
      ...llama,
      bos_token_id: 1,
      eos_token_id: 2,
      hidden_size: 2048,
      intermediate_size: 5632,
      max_position_embeddings: 2048,
      num_attention_heads: 32,
      num_hidden_layers: 22,
      num_key_value_heads: 4,
      rope_scaling: null,
      rope_theta: 10_000.0,
      tie_word_embeddings: false,
      vocab_size: 32_000,
    },
    parameters: 1_100_048_384,
    rope: plain(10_000),
    headDim: 64,
  },
  {
    name: 'Mistral 7B v0.1',
    config: {
      ...mistral,
      rope_theta: 10_000.0,
      sliding_window: 4096,
      transformers_version: '4.34.0.dev0',
      vocab_size: 32_000,
    },
    parameters: 7_241_732_096,
    rope: plain(10_000),
    headDim: 128,
    window: 4096,
  },
  {
    name: 'Mistral 7B v0.3',
    config: {
      ...mistral,
      attention_dropout: 0.0,
      rope_theta: 1_000_000.0,
      sliding_window: null,
      transformers_version: '4.42.0.dev0',
      vocab_size: 32_768,
    },
    parameters: 7_248_023_552,
    rope: plain(1_000_000),
    headDim: 128,
  },
  {
    name: 'Qwen2.5 0.5B Instruct',
    config: {
      ...qwen2,
      hidden_size: 896,
      intermediate_size: 4864,
      max_window_layers: 21,
      num_attention_heads: 14,
      num_hidden_layers: 24,
      num_key_value_heads: 2,
      sliding_window: 32_768,
      tie_word_embeddings: true,
      vocab_size: 151_936,
    },
    parameters: 494_032_768,
    rope: plain(1_000_000),
    headDim: 64,
  },
  {
    name: 'Qwen2.5 7B',
    config: {
      ...qwen2,
      hidden_size: 3584,
      intermediate_size: 18_944,
      max_position_embeddings: 131_072,
      max_window_layers: 28,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
      sliding_window: 131_072,
      tie_word_embeddings: false,
      use_mrope: false,
      vocab_size: 152_064,
    },
    parameters: 7_615_616_512,
    rope: plain(1_000_000),
    headDim: 128,
  },
  {
    name: 'Qwen3 0.6B',
    config: {
      architectures: ['Qwen3ForCausalLM'],
      attention_bias: false,
      attention_dropout: 0.0,
      bos_token_id: 151_643,
      eos_token_id: 151_645,
      head_dim: 128,
      hidden_act: 'silu',
      hidden_size: 1024,
      initializer_range: 0.02,
      intermediate_size: 3072,
      max_position_embeddings: 40_960,
      max_window_layers: 28,
      model_type: 'qwen3',
      num_attention_heads: 16,
      num_hidden_layers: 28,
      num_key_value_heads: 8,
      rms_norm_eps: 1e-6,
      rope_scaling: null,
      rope_theta: 1_000_000,
      sliding_window: null,
      tie_word_embeddings: true,
      torch_dtype: 'bfloat16',
      transformers_version: '4.51.0',
      use_cache: true,
      use_sliding_window: false,
      vocab_size: 151_936,
    },
    parameters: 596_049_920,
    rope: plain(1_000_000),
    headDim: 128,
  },
];

/** Gemma 3 1B as published, but for what all models have in common. */
export const gemma3 = {
  ...{ architectures: ['Gemma3ForCausalLM'], model_type: 'gemma3_text', attention_bias: false },
  ...{ attention_dropout: 0.0, attn_logit_softcapping: null, final_logit_softcapping: null },
  ...{ cache_implementation: 'hybrid', head_dim: 256, hidden_activation: 'gelu_pytorch_tanh' },
  ...{ hidden_size: 1152, intermediate_size: 6912, max_position_embeddings: 32_768 },
  ...{ num_attention_heads: 4, num_hidden_layers: 26, num_key_value_heads: 1 },
  ...{ query_pre_attn_scalar: 256, rms_norm_eps: 1e-6, rope_local_base_freq: 10_000, rope_scaling: null },
  ...{ rope_theta: 1_000_000, sliding_window: 512, sliding_window_pattern: 6, vocab_size: 262_144 },
};
