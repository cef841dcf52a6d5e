/** Rebuilds a model's shape and config.json from GGUF metadata; refuses by name what the engine cannot express. */

import { say } from '../../../../shared/sentence.ts';
import { type GgufFamily, ggufFamilies, keysBelow } from './families.ts';
import type { Metadata } from './metadata.ts';
import type { GgufHead } from './read.ts';
import { ropeConfig, shortestFloat32 } from './rope.ts';

/** What a file's metadata and tensors say of the model's sizes. */
export interface ModelShape {
  /** ggml's name of it. */
  readonly architecture: string;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
  /** Values of a head that RoPE turns. */
  readonly turned: number;
  readonly vocabSize: number;
  /** Biases on q, k, v and, but for Qwen2, on the attention's output; and on the three MLP projections. */
  readonly biases: { readonly attention: boolean; readonly mlp: boolean };
  /** The head shares the embedding matrix. */
  readonly tied: boolean;
}

/** Keys below the architecture's name that are read here or in rope.ts, or say nothing about the numbers. */
const knownKeys: ReadonlySet<string> = new Set([
  'block_count',
  'context_length',
  'embedding_length',
  'feed_forward_length',
  'vocab_size',
  'attention.head_count',
  'attention.head_count_kv',
  'attention.key_length',
  'attention.value_length',
  'attention.layer_norm_rms_epsilon',
  'attention.layer_norm_epsilon',
  'rope.freq_base',
  'rope.dimension_count',
  'rope.scale_linear',
  'rope.scaling.type',
  'rope.scaling.factor',
  'rope.scaling.original_context_length',
  'rope.scaling.attn_factor',
  'rope.scaling.yarn_beta_fast',
  'rope.scaling.yarn_beta_slow',
  'rope.scaling.finetuned',
  'tensor_data_layout',
]);

/** Keys that ask for nothing as long as they have this value. */
const neutralValues: Readonly<Record<string, string>> = {
  expert_count: '0',
  expert_used_count: '0',
  'attention.causal': 'true',
};

/** The sizes of the model; throws `unsupported` for another architecture or an option the engine lacks. */
export function readModelShape({ metadata, tensors }: GgufHead): ModelShape {
  const architecture = readArchitecture(metadata);
  refuseUnknownKeys(metadata, architecture);
  const key = (name: string) => `${architecture}.${name}`;
  const size = (name: string) => positive(metadata, key(name), metadata.need(key(name), 'count'));
  const optional = (name: string) => {
    const value = metadata.get(key(name), 'count');
    return value === undefined ? undefined : positive(metadata, key(name), value);
  };

  const hiddenSize = size('embedding_length');
  const heads = size('attention.head_count');
  const headDim = optional('attention.key_length') ?? hiddenSize / heads;
  const keyValueHeads = keyValueHeadsOf(metadata, key('attention.head_count_kv')) ?? heads;
  if (!Number.isInteger(headDim) || headDim % 2 !== 0) {
    throw metadata.error(say`${heads} heads share ${hiddenSize} values, which gives no even head size`);
  }
  if (heads % keyValueHeads !== 0) {
    throw metadata.error(say`${heads} heads cannot share ${keyValueHeads} key-value heads`);
  }
  const valueLength = optional('attention.value_length') ?? headDim;
  if (valueLength !== headDim) {
    throw metadata.unsupported(say`value heads of size ${valueLength} beside key heads of size ${headDim}`);
  }
  const turned = optional('rope.dimension_count') ?? headDim;
  if (turned !== headDim && !(ggufFamilies[architecture]?.partial && turned < headDim)) {
    throw metadata.unsupported(say`RoPE on ${turned} of the ${headDim} values of a head`);
  }
  const embedding = tensors.get('token_embd.weight');
  if (!embedding) throw metadata.error(say`the tensor token_embd.weight is missing`);
  return {
    architecture,
    layers: size('block_count') - (metadata.get(key('nextn_predict_layers'), 'count') ?? 0),
    hiddenSize,
    intermediateSize: size('feed_forward_length'),
    heads,
    keyValueHeads,
    headDim,
    turned,
    vocabSize: embedding.shape[0]!,
    biases: {
      attention: architecture === 'qwen2' || tensors.has('blk.0.attn_q.bias'),
      mlp: tensors.has('blk.0.ffn_gate.bias'),
    },
    tied: !tensors.has('output.weight'),
  };
}

/** Hugging Face's config.json, in the spelling that transformers 4 and 5 both read. */
export function huggingFaceConfig(head: GgufHead, shape: ModelShape): Record<string, unknown> {
  const { metadata } = head;
  const key = (name: string) => `${shape.architecture}.${name}`;
  const { config, layerNorms, renamed = {} } = ggufFamilies[shape.architecture] as GgufFamily;
  const epsilon = key(layerNorms ? 'attention.layer_norm_epsilon' : 'attention.layer_norm_rms_epsilon');
  const usual = {
    hidden_act: 'silu',
    hidden_size: shape.hiddenSize,
    intermediate_size: shape.intermediateSize,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyValueHeads,
    head_dim: shape.headDim,
    attention_dropout: 0,
    max_position_embeddings: metadata.need(key('context_length'), 'count'),
    rms_norm_eps: shortestFloat32(metadata.need(epsilon, 'number')),
    ...ropeConfig(head, shape),
    tie_word_embeddings: shape.tied,
    vocab_size: shape.vocabSize,
    use_cache: true,
  };
  const entries = Object.entries(usual).map(([name, value]) => [renamed[name] ?? name, value] as const);
  return {
    ...Object.fromEntries(entries.filter(([name]) => name !== '')),
    ...config(keysBelow(head, shape.architecture), shape),
  };
}

const keyNames: Readonly<Record<string, string>> = {
  hidden_size: 'embedding_length',
  intermediate_size: 'feed_forward_length',
  num_hidden_layers: 'block_count',
  num_attention_heads: 'attention.head_count',
  num_key_value_heads: 'attention.head_count_kv',
  head_dim: 'attention.key_length',
  max_position_embeddings: 'context_length',
  rms_norm_eps: 'attention.layer_norm_rms_epsilon',
  rope_theta: 'rope.freq_base',
  sliding_window: 'attention.sliding_window',
  linear_conv_kernel_dim: 'ssm.conv_kernel',
  linear_key_head_dim: 'ssm.state_size',
  linear_value_head_dim: 'ssm.inner_size',
  linear_num_key_heads: 'ssm.group_count',
  linear_num_value_heads: 'ssm.time_step_rank',
};

/** The key of the file that became `key` of config.json, for messages: nobody has seen that config. */
export function ggufSpelling(architecture: string): (key: string) => string {
  return (key) => (Object.hasOwn(keyNames, key) ? `${architecture}.${keyNames[key]}` : key);
}

function readArchitecture(metadata: Metadata): string {
  const type = metadata.get('general.type', 'text') ?? 'model';
  if (type !== 'model') throw metadata.unsupported(say`the file holds a ${type}, expected a model`);
  const parts = metadata.get('split.count', 'count') ?? 1;
  if (parts > 1) {
    throw metadata.unsupported(
      say`the file is one of ${parts} parts; join them with llama-gguf-split --merge`,
    );
  }
  const found = metadata.need('general.architecture', 'text');
  if (Object.hasOwn(ggufFamilies, found)) return found;
  const known = Object.keys(ggufFamilies).join(', ');
  throw metadata.unsupported(say`the architecture is ${found}, expected one of ${known}`);
}

function refuseUnknownKeys(metadata: Metadata, architecture: string): void {
  const prefix = `${architecture}.`;
  const own = ggufFamilies[architecture]?.keys ?? [];
  for (const key of metadata.keys()) {
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
    if (name === undefined || knownKeys.has(name) || own.includes(name)) continue;
    const value = metadata.show(key);
    if (Object.hasOwn(neutralValues, name) && neutralValues[name] === value) continue;
    throw metadata.unsupported(say`the model asks for ${key} = ${value}`);
  }
}

/** One number, or one for each layer: all the same, or none where the layer attends to nothing. */
function keyValueHeadsOf(metadata: Metadata, key: string): number | undefined {
  const value = metadata.list(key);
  const counts = [...new Set(value.filter((count) => count !== 0))];
  if (counts.length > 1)
    throw metadata.unsupported(say`${key} is ${metadata.show(key)}, expected one number`);
  return counts[0];
}

function positive(metadata: Metadata, key: string, value: number): number {
  if (value > 0) return value;
  throw metadata.error(say`${key} is 0, expected a positive number`);
}
