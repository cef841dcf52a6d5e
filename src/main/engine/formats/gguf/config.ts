/** Rebuilds a model's shape and config.json from GGUF metadata; refuses by name what the engine cannot express. */

import type { GgufFacts, GgufReading } from '../../models/family.ts';
import { families } from '../../models/registry.ts';
import type { Metadata } from './metadata.ts';
import type { GgufHead } from './read.ts';
import { ropeConfig, shortestFloat32 } from './rope.ts';

/** Read here; the others say in their families how they are read. */
const common = ['llama', 'qwen2', 'qwen3'];

const readings: ReadonlyMap<string, GgufReading> = new Map(
  families.flatMap(({ gguf }) => (gguf?.reading ? [[gguf.reading.architecture, gguf.reading]] : [])),
);

const architectures = [...common, ...readings.keys()];

/** What a file's metadata and tensors say of the model's sizes. */
export interface ModelShape {
  readonly architecture: string;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
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
  'attention.sliding_window',
  'rope.freq_base',
  'rope.dimension_count',
  'rope.scale_linear',
  'rope.scaling.type',
  'rope.scaling.factor',
  'rope.scaling.original_context_length',
  'rope.scaling.finetuned',
  'tensor_data_layout',
]);

/** Keys that ask for nothing as long as they have this value. */
const neutralValues: Readonly<Record<string, string>> = {
  expert_count: '0',
  expert_used_count: '0',
  'attention.causal': 'true',
  'rope.scaling.attn_factor': '1',
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
  const keyValueHeads = optional('attention.head_count_kv') ?? heads;
  if (!Number.isInteger(headDim) || headDim % 2 !== 0) {
    throw metadata.error(`${heads} heads share ${hiddenSize} values, which gives no even head size`);
  }
  if (heads % keyValueHeads !== 0) {
    throw metadata.error(`${heads} heads cannot share ${keyValueHeads} key-value heads`);
  }
  const valueLength = optional('attention.value_length') ?? headDim;
  if (valueLength !== headDim) {
    throw metadata.unsupported(`value heads of size ${valueLength} beside key heads of size ${headDim}`);
  }
  const rotated = optional('rope.dimension_count') ?? headDim;
  if (rotated !== headDim && !readings.has(architecture)) {
    throw metadata.unsupported(`RoPE on ${rotated} of the ${headDim} values of a head`);
  }
  const embedding = tensors.get('token_embd.weight');
  if (!embedding) throw metadata.error('the tensor token_embd.weight is missing');
  return {
    architecture,
    layers: size('block_count'),
    hiddenSize,
    intermediateSize: size('feed_forward_length'),
    heads,
    keyValueHeads,
    headDim,
    vocabSize: embedding.shape[0] as number,
    biases: {
      attention: architecture === 'qwen2' || tensors.has('blk.0.attn_q.bias'),
      mlp: architecture === 'llama' && tensors.has('blk.0.ffn_gate.bias'),
    },
    tied: !tensors.has('output.weight'),
  };
}

/** Hugging Face's config.json, in the spelling that transformers 4 and 5 both read. */
export function huggingFaceConfig(head: GgufHead, shape: ModelShape): Record<string, unknown> {
  const { metadata } = head;
  const key = (name: string) => `${shape.architecture}.${name}`;
  const reading = readings.get(shape.architecture);
  return {
    ...(reading ? {} : familyConfig(shape, metadata)),
    hidden_act: 'silu',
    hidden_size: shape.hiddenSize,
    intermediate_size: shape.intermediateSize,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyValueHeads,
    head_dim: shape.headDim,
    attention_dropout: 0,
    max_position_embeddings: metadata.need(key('context_length'), 'count'),
    rms_norm_eps: shortestFloat32(metadata.need(key('attention.layer_norm_rms_epsilon'), 'number')),
    ...ropeConfig(head, shape),
    tie_word_embeddings: shape.tied,
    vocab_size: shape.vocabSize,
    use_cache: true,
    ...reading?.config(factsOf(head, shape)),
  };
}

function factsOf({ metadata, tensors }: GgufHead, shape: ModelShape): GgufFacts {
  const key = (name: string) => `${shape.architecture}.${name}`;
  return {
    ...{ layers: shape.layers, heads: shape.heads, hidden: shape.hiddenSize, headDim: shape.headDim },
    number: (name) => shortestFloat32(metadata.need(key(name), 'number')),
    optional(name) {
      const value = metadata.get(key(name), 'number');
      return value === undefined ? undefined : shortestFloat32(value);
    },
    hasTensor: (name) => tensors.has(name),
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
};

/** The key of the file that became `key` of config.json, for messages: nobody has seen that config. */
export function ggufSpelling(architecture: string): (key: string) => string {
  return (key) => (Object.hasOwn(keyNames, key) ? `${architecture}.${keyNames[key]}` : key);
}

/** llama.cpp keeps Mistral under the name llama; what sets it apart is the sliding window. */
function familyConfig(shape: ModelShape, metadata: Metadata): Record<string, unknown> {
  const windowKey = `${shape.architecture}.attention.sliding_window`;
  const window = metadata.get(windowKey, 'count') || undefined;
  const bias = shape.biases.attention;
  if (window !== undefined && (shape.architecture !== 'llama' || bias || shape.biases.mlp)) {
    throw metadata.unsupported(
      `the model asks for ${windowKey} = ${window}, known only for Mistral without biases`,
    );
  }
  switch (shape.architecture) {
    case 'qwen2':
      return { architectures: ['Qwen2ForCausalLM'], model_type: 'qwen2', use_sliding_window: false };
    case 'qwen3':
      return {
        architectures: ['Qwen3ForCausalLM'],
        model_type: 'qwen3',
        attention_bias: bias,
        use_sliding_window: false,
      };
    default:
      return window === undefined
        ? {
            architectures: ['LlamaForCausalLM'],
            model_type: 'llama',
            attention_bias: bias,
            mlp_bias: shape.biases.mlp,
          }
        : { architectures: ['MistralForCausalLM'], model_type: 'mistral', sliding_window: window };
  }
}

function readArchitecture(metadata: Metadata): string {
  const type = metadata.get('general.type', 'text') ?? 'model';
  if (type !== 'model') throw metadata.unsupported(`the file holds a ${type}, expected a model`);
  const parts = metadata.get('split.count', 'count') ?? 1;
  if (parts > 1) {
    throw metadata.unsupported(`the file is one of ${parts} parts; join them with llama-gguf-split --merge`);
  }
  const found = metadata.need('general.architecture', 'text');
  const architecture = architectures.find((known) => known === found);
  if (architecture) return architecture;
  throw metadata.unsupported(`the architecture is ${found}, expected one of ${architectures.join(', ')}`);
}

function refuseUnknownKeys(metadata: Metadata, architecture: string): void {
  const prefix = `${architecture}.`;
  const own = readings.get(architecture)?.keys ?? [];
  for (const key of metadata.keys()) {
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
    if (name === undefined || knownKeys.has(name) || own.includes(name)) continue;
    const value = metadata.show(key);
    if (Object.hasOwn(neutralValues, name) && neutralValues[name] === value) continue;
    throw metadata.unsupported(`the model asks for ${key} = ${value}`);
  }
}

function positive(metadata: Metadata, key: string, value: number): number {
  if (value > 0) return value;
  throw metadata.error(`${key} is 0, expected a positive number`);
}
