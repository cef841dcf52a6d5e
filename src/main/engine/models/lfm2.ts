/** LFM2 and 2.5: most layers are a short convolution between two gates, the others attention. Liquid AI 2025. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import type { Earlier } from '../nn/context.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import { residualHalves } from '../nn/residual.ts';
import { rmsNorm } from '../nn/rmsNorm.ts';
import { shortConvolution } from '../nn/shortConvolution.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { ConfigReader } from './configReader.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys, notInGguf, requireWholeHeads } from './ggufKeys.ts';
import { ends, gguf, type LlamaLike, readSizes } from './llamaLike.ts';

interface Lfm2Config extends LlamaLike {
  /** Which layers attend; the others convolve. */
  readonly attends: readonly boolean[];
  /** Tokens that a convolution sees, its own included. */
  readonly reach: number;
  readonly convolutionBias: boolean;
}

const mlpNames = { gate: 'w1', up: 'w3', down: 'w2' };
const normNames = { q_norm: 'q_layernorm', k_norm: 'k_layernorm' };

export const lfm2: ModelFamily<Lfm2Config> = {
  modelType: 'lfm2',
  architecture: 'Lfm2ForCausalLM',
  gguf: {
    ...gguf,
    names: {
      ...gguf.names,
      operator_norm: 'attn_norm',
      ffn_norm: 'ffn_norm',
      'conv.in_proj': 'shortconv.in_proj',
      'conv.conv': 'shortconv.conv',
      'conv.out_proj': 'shortconv.out_proj',
      'self_attn.out_proj': 'attn_output',
      'self_attn.q_layernorm': 'attn_q_norm',
      'self_attn.k_layernorm': 'attn_k_norm',
      'feed_forward.w1': 'ffn_gate',
      'feed_forward.w2': 'ffn_down',
      'feed_forward.w3': 'ffn_up',
      'model.embedding_norm': 'token_embd_norm',
    },
  },
  ggufKeys(c) {
    if (c.convolutionBias) throw notInGguf(say`an LFM2 model with biases in its convolutions`);
    if (c.reach < 2) throw notInGguf(say`an LFM2 model whose convolutions see no earlier token`);
    requireWholeHeads('LFM2', c);
    const keys = llamaKeys('lfm2', c);
    const counts = {
      'attention.head_count_kv': c.attends.map((attends) => (attends ? c.kvHeads : 0)),
      'shortconv.l_cache': c.reach,
    };
    return { ...keys, counts: { ...keys.counts, ...counts } };
  },
  defaults: {
    vocab_size: 65_536,
    hidden_size: 2560,
    intermediate_size: 12_288,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    max_position_embeddings: 128_000,
    norm_eps: 1e-5,
    rope_theta: 1_000_000,
    tie_word_embeddings: true,
    conv_bias: false,
    conv_L_cache: 3,
    block_multiple_of: 256,
    block_ffn_dim_multiplier: 1,
    block_auto_adjust_ff_dim: true,
    full_attn_idxs: null,
    layer_types: null,
  },

  read(config) {
    const sizes = readSizes(config, { epsilon: 'norm_eps' });
    // What the authors' own code calls them; transformers reads the usual names.
    for (const key of ['block_dim', 'conv_dim', 'conv_dim_out']) config.same(key, sizes.hidden);
    config.same('num_heads', sizes.heads);
    config.same('block_norm_eps', sizes.normEpsilon);
    config.same('theta', sizes.rope.theta);
    return {
      ...sizes,
      intermediate: readIntermediate(config, sizes.intermediate),
      tiedEmbeddings: config.optionalFlag('tie_embedding') ?? sizes.tiedEmbeddings,
      attends: readAttends(config, sizes.layers),
      reach: config.count('conv_L_cache'),
      convolutionBias: config.flag('conv_bias'),
    };
  },

  ...ends,

  layer(g, weights, c, x, { index, rope, attend, earlier }) {
    const w = weights.in(`model.layers.${index}`);
    const norm = (from: Weights, name: string, value: Value) =>
      rmsNorm(g, value, from.tensor(`${name}.weight`, value.shape.slice(-1) as number[]), c.normEpsilon);
    const attending = (normed: Value) => {
      const own = w.in('self_attn');
      const headNorm = (name: keyof typeof normNames, head: Value) => norm(own, normNames[name], head);
      const options = { ...c, rope: rope(c.rope, c.headDim), headNorm, output: 'out_proj' };
      return attention(g, own, normed, options, attend);
    };
    return residualHalves(g, x, {
      attention(x) {
        const normed = norm(w, 'operator_norm', x);
        return c.attends[index] ? attending(normed) : gatedConvolution(g, w.in('conv'), c, normed, earlier);
      },
      mlp: (h) => gatedMlp(g, w.in('feed_forward'), norm(w, 'ffn_norm', h), { ...c, names: mlpNames }, silu),
    });
  },

  norm: (g, w, c, x) => rmsNorm(g, x, w.tensor('model.embedding_norm.weight', [c.hidden]), c.normEpsilon),
};

/** out(C ∘ convolved(B ∘ x)) with [B, C, x] = in(x): x [tokens, hidden] -> [tokens, hidden]. */
function gatedConvolution(
  g: Graph,
  w: Weights,
  { hidden, reach, convolutionBias: bias }: Lfm2Config,
  x: Value,
  earlier: Earlier,
): Value {
  const project = w.linear('in_proj', [3 * hidden, hidden], { bias });
  const output = w.linear('out_proj', [hidden, hidden], { bias });
  const all = project(x);
  return output(
    g.recomputed('cheap', () => {
      const [before, after, inner] = g.split(all, 1, [hidden, hidden, hidden]) as [Value, Value, Value];
      const sizes = { width: hidden, size: reach, bias };
      return g.mul(after, shortConvolution(g, w, 'conv', g.mul(before, inner), sizes, earlier));
    }),
  );
}

/** Two thirds of what the config says, times a factor, rounded up. */
function readIntermediate(config: ConfigReader, usual: number): number {
  const stated = config.optionalCount('block_ff_dim') ?? usual;
  const [multiple, factor] = [
    config.count('block_multiple_of'),
    config.optionalPositive('block_ffn_dim_multiplier'),
  ];
  if (!config.flag('block_auto_adjust_ff_dim')) return stated;
  const part = Math.trunc((2 * stated) / 3);
  return factor === undefined ? part : multiple * Math.ceil(Math.trunc(factor * part) / multiple);
}

/** By `layer_types`, or else `full_attn_idxs`; without either all layers attend. */
function readAttends(config: ConfigReader, layers: number): readonly boolean[] {
  const types = config.perLayer('layer_types', layers, ['conv', 'full_attention']);
  if (!types) {
    const places = config.places('full_attn_idxs', layers);
    return Array.from({ length: layers }, (_, layer) => places?.includes(layer) ?? true);
  }
  const attends = types.map((type) => type === 'full_attention');
  config.same(
    'full_attn_idxs',
    attends.flatMap((attends, layer) => (attends ? [layer] : [])),
  );
  return attends;
}
