/** What Llama's relatives have in common: the spelling of their configs, and a decoder of pre-normalised layers. */

import type { Heads } from '../nn/attention.ts';
import { residualHalves } from '../nn/residual.ts';
import { rmsNorm } from '../nn/rmsNorm.ts';
import type { Rope } from '../nn/rope.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { ConfigReader } from './configReader.ts';
import type { GgufSpelling, ModelFamily, Sizes } from './family.ts';

export interface LlamaLike extends Sizes, Heads {
  readonly intermediate: number;
  readonly normEpsilon: number;
  readonly rope: Rope;
  readonly tiedEmbeddings: boolean;
}

/** Far above any model there is; what is listed by layer would otherwise fill the memory. */
export const mostLayers = 4096;
/** Beyond it float32 no longer tells two positions apart. */
const mostPositions = 2 ** 24;

/** What Llama's relatives spell alike. @param epsilon what they call the norms' */
export function readSizes(
  config: ConfigReader,
  {
    rope = config.rope(),
    epsilon = 'rms_norm_eps',
  }: { readonly rope?: Rope; readonly epsilon?: string } = {},
): LlamaLike {
  const [hidden, heads] = [config.count('hidden_size'), config.count('num_attention_heads')];
  const layers = config.count('num_hidden_layers', mostLayers);
  return {
    hidden,
    heads,
    layers,
    kvHeads: config.dividing('num_key_value_heads', heads),
    headDim: config.headDim(hidden, heads),
    vocabulary: config.count('vocab_size'),
    intermediate: config.count('intermediate_size'),
    normEpsilon: config.positive(epsilon),
    maxPositions: reach(config.count('max_position_embeddings'), rope),
    rope,
    tiedEmbeddings: config.flag('tie_word_embeddings'),
  };
}

/** Sizes and settings of those that are Llama but for a few details. */
export function readLlamaLike(config: ConfigReader): LlamaLike {
  config.oneOf('hidden_act', ['silu', 'swish']);
  return readSizes(config);
}

/** Tokens that a model reads: what it was trained for, or as many times that as RoPE is stretched while it reads. */
function reach(trained: number, { scaling }: Rope): number {
  return scaling.type === 'dynamic'
    ? Math.min(Math.floor(trained * Math.max(scaling.factor, 1)), mostPositions)
    : trained;
}

/**
 * The window of each layer, by `layer_types` or else where `slides` says so; undefined: full attention.
 * @param key where the config says what `slides` goes by; undefined: the class knows no other way;
 *   layer_types: nowhere else
 */
export function readWindows(
  config: ConfigReader,
  layers: number,
  window: number | undefined,
  slides: (layer: number) => boolean = () => true,
  key?: string,
): readonly (number | undefined)[] {
  const given = key === undefined || (key !== 'layer_types' && config.gives(key));
  return config
    .windowed(layers, window, { slides, given })
    .map((windowed) => (windowed ? window : undefined));
}

/** Embedding, last norm and head. */
export const ends: Pick<ModelFamily<LlamaLike>, 'embed' | 'norm' | 'head'> = {
  embed: (_, w, c, ids) => w.embedding('model.embed_tokens', [c.vocabulary, c.hidden], ids),
  norm: (g, w, c, x) => rmsNorm(g, x, w.tensor('model.norm.weight', [c.hidden]), c.normEpsilon),
  head: (w, c) =>
    w.tensor(c.tiedEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight', [c.vocabulary, c.hidden]),
};

type Block = (w: Weights, normed: Value) => Value;

/** h = x + attention(norm(x)), then h + mlp(norm(h)). Touvron et al. 2023, "LLaMA". */
export function preNormLayer(
  g: Graph,
  w: Weights,
  { hidden, normEpsilon }: LlamaLike,
  x: Value,
  {
    attention,
    mlp,
    mlpName = 'mlp',
  }: { readonly attention: Block; readonly mlp: Block; readonly mlpName?: string },
): Value {
  const norm = (name: string, value: Value) =>
    rmsNorm(g, value, w.tensor(`${name}.weight`, [hidden]), normEpsilon);
  return residualHalves(g, x, {
    attention: (x) => attention(w.in('self_attn'), norm('input_layernorm', x)),
    mlp: (h) => mlp(w.in(mlpName), norm('post_attention_layernorm', h)),
  });
}

/** The norms of queries and keys. */
export const headNormNames = { 'self_attn.q_norm': 'attn_q_norm', 'self_attn.k_norm': 'attn_k_norm' };

/** Rows of queries and keys lie in GGUF as in Hugging Face's files. */
export const gguf = {
  names: {
    'model.embed_tokens': 'token_embd',
    input_layernorm: 'attn_norm',
    'self_attn.q_proj': 'attn_q',
    'self_attn.k_proj': 'attn_k',
    'self_attn.v_proj': 'attn_v',
    'self_attn.o_proj': 'attn_output',
    post_attention_layernorm: 'ffn_norm',
    'mlp.gate_proj': 'ffn_gate',
    'mlp.up_proj': 'ffn_up',
    'mlp.down_proj': 'ffn_down',
    'model.norm': 'output_norm',
    lm_head: 'output',
  },
  interleaved: [],
} satisfies GgufSpelling;

/** As ggml keeps Llama and Mistral. */
export const interleavedGguf: GgufSpelling = {
  ...gguf,
  interleaved: ['self_attn.q_proj', 'self_attn.k_proj'],
};
