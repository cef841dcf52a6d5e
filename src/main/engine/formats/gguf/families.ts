/** The families that GGUF files hold, by ggml's name: what their metadata says, in the spelling of config.json. */

import { type Sentence, say } from '../../../../shared/sentence.ts';
import type { ModelShape } from './config.ts';
import type { Metadata } from './metadata.ts';
import type { GgufHead } from './read.ts';
import { shortestFloat32 } from './rope.ts';

type Config = Readonly<Record<string, unknown>>;

/** Metadata below the architecture's name. */
export interface Keys {
  count(name: string): number | undefined;
  /** As its author wrote it, not as float32 holds it. */
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  /** Whether the file has the tensor. */
  has(tensor: string): boolean;
  /** @throws always: AppError `unsupported` */
  refuse(found: Sentence): never;
}

export interface GgufFamily {
  /** config.json's entries beyond the usual ones of all families. */
  config(keys: Keys, shape: ModelShape): Config;
  /** What it calls what others call by the usual names. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Keys that `config` reads. */
  readonly keys?: readonly string[];
  /** Its norms are layer norms. */
  readonly layerNorms?: true;
  /** RoPE turns part of each head only. */
  readonly partial?: true;
}

/** The usual entries, but for the activation that Gemma calls otherwise. */
const gelu = { hidden_act: 'gelu_pytorch_tanh', hidden_activation: 'gelu_pytorch_tanh' };

/** llama.cpp goes by the number of layers: one size of Gemma scales by the share of a head, the others by its size. */
const scoreScale = ({ layers, hiddenSize, heads, headDim }: ModelShape, odd: number) =>
  layers === odd ? hiddenSize / heads : headDim;

export const ggufFamilies: Readonly<Record<string, GgufFamily>> = {
  // llama.cpp keeps Mistral under this name; what sets it apart is the sliding window.
  llama: {
    keys: ['attention.sliding_window'],
    config(keys, { biases }) {
      const window = keys.count('attention.sliding_window') || undefined;
      if (window === undefined)
        return { ...named('Llama'), attention_bias: biases.attention, mlp_bias: biases.mlp };
      if (biases.attention || biases.mlp)
        keys.refuse(say`attention.sliding_window = ${window}, known only without biases`);
      return { ...named('Mistral'), sliding_window: window };
    },
  },
  // Without queries that grow it is Mistral; how they do stands with what stretches RoPE.
  mistral3: {
    keys: ['attention.temperature_scale'],
    renamed: { rope_scaling: 'rope_parameters' },
    config: (keys) => ({
      ...named(keys.number('attention.temperature_scale') ? 'Ministral3' : 'Mistral'),
      sliding_window: null,
    }),
  },
  qwen2: { config: () => ({ ...named('Qwen2'), use_sliding_window: false }) },
  qwen3: {
    config: (_, { biases }) => ({
      ...named('Qwen3'),
      attention_bias: biases.attention,
      use_sliding_window: false,
    }),
  },
  // The sections of its RoPE are for pictures; text has the same position in each.
  qwen35: {
    partial: true,
    keys: [
      ...['rope.dimension_sections', 'full_attention_interval', 'nextn_predict_layers', 'ssm.conv_kernel'],
      ...['ssm.state_size', 'ssm.group_count', 'ssm.time_step_rank', 'ssm.inner_size'],
    ],
    config(keys, { headDim, turned, layers }) {
      const size = (name: string) => keys.count(`ssm.${name}`) ?? 0;
      const valueHeads = size('time_step_rank');
      return {
        ...named('Qwen3_5', 'qwen3_5_text'),
        partial_rotary_factor: turned / headDim,
        layer_types: Array.from({ length: layers }, (_, i) =>
          keys.has(`blk.${i}.ssm_a`) ? 'linear_attention' : 'full_attention',
        ),
        linear_conv_kernel_dim: size('conv_kernel'),
        linear_key_head_dim: size('state_size'),
        linear_value_head_dim: size('inner_size') / valueHeads,
        linear_num_key_heads: size('group_count'),
        linear_num_value_heads: valueHeads,
      };
    },
  },
  gemma2: {
    keys: [
      ...['attention.sliding_window', 'attention.sliding_window_pattern'],
      ...['attn_logit_softcapping', 'final_logit_softcapping'],
    ],
    config(keys, shape) {
      const pattern = keys.count('attention.sliding_window_pattern') ?? 2;
      if (pattern !== 2) keys.refuse(say`attention.sliding_window_pattern = ${pattern}, expected 2`);
      return {
        ...named('Gemma2'),
        ...gelu,
        query_pre_attn_scalar: scoreScale(shape, 46),
        sliding_window: keys.count('attention.sliding_window') ?? 4096,
        attn_logit_softcapping: keys.number('attn_logit_softcapping') ?? 50,
        final_logit_softcapping: keys.number('final_logit_softcapping') ?? 30,
      };
    },
  },
  gemma3: {
    keys: ['attention.sliding_window', 'attention.sliding_window_pattern', 'rope.freq_base_swa'],
    config: (keys, shape) => ({
      ...named('Gemma3', 'gemma3_text'),
      ...gelu,
      query_pre_attn_scalar: scoreScale(shape, 62),
      sliding_window: keys.count('attention.sliding_window') ?? keys.refuse(say`no attention.sliding_window`),
      sliding_window_pattern: keys.count('attention.sliding_window_pattern') ?? 6,
      rope_local_base_freq: keys.number('rope.freq_base_swa') ?? 10_000,
    }),
  },
  phi3: {
    partial: true,
    keys: ['attention.sliding_window'],
    config(keys, { headDim, turned }) {
      const original = keys.count('rope.scaling.original_context_length');
      return {
        ...named('Phi3'),
        partial_rotary_factor: turned / headDim,
        sliding_window: keys.count('attention.sliding_window') || null,
        ...(original !== undefined && { original_max_position_embeddings: original }),
      };
    },
  },
  granite: {
    keys: ['attention.scale', 'embedding_scale', 'residual_scale', 'logit_scale'],
    config: (keys, { biases, headDim }) => ({
      ...named('Granite'),
      attention_bias: biases.attention,
      mlp_bias: biases.mlp,
      attention_multiplier: keys.number('attention.scale') || 1 / Math.sqrt(headDim),
      embedding_multiplier: keys.number('embedding_scale') || 1,
      residual_multiplier: keys.number('residual_scale') || 1,
      logits_scaling: keys.number('logit_scale') || 1,
    }),
  },
  olmo2: {
    keys: ['attention.sliding_window', 'attention.sliding_window_pattern'],
    config(keys, { biases }) {
      const window = keys.count('attention.sliding_window') || undefined;
      const pattern = keys.count('attention.sliding_window_pattern') ?? 4;
      if (window !== undefined && pattern !== 4)
        keys.refuse(say`attention.sliding_window_pattern = ${pattern}, expected 4`);
      const family = window === undefined ? named('Olmo2') : { ...named('Olmo3'), sliding_window: window };
      return { ...family, attention_bias: biases.attention };
    },
  },
  smollm3: {
    config: (_, { biases }) => ({
      ...named('SmolLM3'),
      attention_bias: biases.attention,
      mlp_bias: biases.mlp,
      no_rope_layer_interval: 4,
    }),
  },
  stablelm: {
    partial: true,
    layerNorms: true,
    keys: ['use_parallel_residual'],
    renamed: { rms_norm_eps: 'layer_norm_eps' },
    config: (keys, { biases, headDim, turned }) => ({
      ...named('StableLm', 'stablelm'),
      partial_rotary_factor: turned / headDim,
      use_qkv_bias: biases.attention,
      qk_layernorm: false,
      use_parallel_residual: keys.flag('use_parallel_residual') ?? !keys.has('blk.0.ffn_norm.weight'),
    }),
  },
  gptneox: {
    partial: true,
    layerNorms: true,
    keys: ['use_parallel_residual'],
    renamed: {
      rms_norm_eps: 'layer_norm_eps',
      rope_theta: 'rotary_emb_base',
      num_key_value_heads: '',
      head_dim: '',
    },
    config: (keys, { headDim, turned }) => ({
      ...named('GPTNeoX', 'gpt_neox'),
      hidden_act: 'gelu',
      rotary_pct: turned / headDim,
      use_parallel_residual: keys.flag('use_parallel_residual') ?? true,
      attention_bias: true,
    }),
  },
  gpt2: {
    layerNorms: true,
    renamed: {
      hidden_size: 'n_embd',
      intermediate_size: 'n_inner',
      num_hidden_layers: 'n_layer',
      num_attention_heads: 'n_head',
      max_position_embeddings: 'n_positions',
      rms_norm_eps: 'layer_norm_epsilon',
      hidden_act: '',
      num_key_value_heads: '',
      head_dim: '',
      attention_dropout: '',
      rope_theta: '',
    },
    config: () => ({
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      activation_function: 'gelu_new',
    }),
  },
  lfm2: {
    keys: ['shortconv.l_cache'],
    renamed: { rms_norm_eps: 'norm_eps', hidden_act: '', attention_dropout: '' },
    config: (keys, { layers }) => ({
      ...named('Lfm2'),
      conv_L_cache: keys.count('shortconv.l_cache') ?? 3,
      conv_bias: keys.has('blk.0.shortconv.conv.bias'),
      block_auto_adjust_ff_dim: false,
      layer_types: Array.from({ length: layers }, (_, i) =>
        keys.has(`blk.${i}.attn_q.weight`) ? 'full_attention' : 'conv',
      ),
    }),
  },
};

function named(family: string, modelType = family.toLowerCase()): Config {
  return { architectures: [`${family}ForCausalLM`], model_type: modelType };
}

export function keysBelow({ metadata, tensors }: GgufHead, architecture: string): Keys {
  const below = (name: string) => `${architecture}.${name}`;
  return {
    count: (name) => metadata.get(below(name), 'count'),
    number: (name) => shortest(metadata, below(name)),
    flag: (name) => metadata.get(below(name), 'flag'),
    has: (tensor) => tensors.has(tensor),
    refuse(found) {
      throw metadata.unsupported(say`the model asks for ${`${architecture}.`}${found}`);
    },
  };
}

function shortest(metadata: Metadata, key: string): number | undefined {
  const value = metadata.get(key, 'number');
  return value === undefined ? undefined : shortestFloat32(value);
}
