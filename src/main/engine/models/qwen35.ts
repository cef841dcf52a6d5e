/** Qwen3.5 (dense, text): gated DeltaNet in most layers, attention with a gate in the others. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import type { DeltaHeads } from '../nn/deltaRule.ts';
import { gatedDeltaNet } from '../nn/gatedDeltaNet.ts';
import { gatedMlp, silu } from '../nn/mlp.ts';
import { gatedQueries } from '../nn/projections.ts';
import { residualHalves } from '../nn/residual.ts';
import { offsetNorm } from '../nn/rmsNorm.ts';
import type { ConfigReader } from './configReader.ts';
import type { ModelFamily, TiledHeads } from './family.ts';
import { llamaKeys, notInGguf } from './ggufKeys.ts';
import { ends, gguf, headNormNames, type LlamaLike, readLlamaLike } from './llamaLike.ts';

interface Qwen35Config extends LlamaLike {
  readonly attentionBias: boolean;
  /** Which layers have attention. */
  readonly attends: readonly boolean[];
  readonly delta: DeltaHeads;
  readonly kernel: number;
}

export const qwen35: ModelFamily<Qwen35Config> = {
  modelType: 'qwen3_5_text',
  architecture: 'Qwen3_5ForCausalLM',
  // Layers that guess several tokens at once.
  aside: /^mtp\./,
  gguf: {
    names: {
      ...gguf.names,
      ...headNormNames,
      post_attention_layernorm: 'post_attention_norm',
      'linear_attn.in_proj_qkv': 'attn_qkv',
      'linear_attn.in_proj_z': 'attn_gate',
      'linear_attn.in_proj_a': 'ssm_alpha',
      'linear_attn.in_proj_b': 'ssm_beta',
      'linear_attn.A_log': 'ssm_a',
      'linear_attn.dt_bias': 'ssm_dt.bias',
      'linear_attn.conv1d': 'ssm_conv1d',
      'linear_attn.norm': 'ssm_norm',
      'linear_attn.out_proj': 'ssm_out',
    },
    interleaved: [],
    normsAddOne: true,
    plainNorms: ['linear_attn.norm'],
    negatedExponentials: ['linear_attn.A_log'],
  },
  ggufKeys(c) {
    const { keyHeads, valueHeads, keyDim, valueDim } = c.delta;
    const interval = c.attends.indexOf(true) + 1;
    if (c.attentionBias) throw notInGguf(say`${'Qwen3.5'} with biases in its attention`);
    if (valueDim !== keyDim)
      throw notInGguf(say`a Qwen3.5 model whose keys of ${keyDim} and values of ${valueDim} differ in size`);
    if (c.kernel < 2) throw notInGguf(say`a Qwen3.5 model whose convolutions see no earlier token`);
    if (interval < 2 || c.attends.some((attends, layer) => attends !== ((layer + 1) % interval === 0)))
      throw notInGguf(say`a Qwen3.5 model whose layers with attention do not come at even distances`);
    const keys = llamaKeys('qwen35', c);
    const pairs = (c.rope.turned ?? c.headDim) / 2;
    const counts = {
      full_attention_interval: interval,
      // A pair turns by time, height or width of a picture, in turns; text has one position for all three.
      'rope.dimension_sections': [...[2, 1, 0].map((more) => Math.floor((pairs + more) / 3)), 0],
      'ssm.conv_kernel': c.kernel,
      'ssm.state_size': keyDim,
      'ssm.group_count': keyHeads,
      'ssm.time_step_rank': valueHeads,
      'ssm.inner_size': valueHeads * valueDim,
    };
    return { ...keys, counts: { ...keys.counts, ...counts } };
  },
  ggufHeads({ delta: { keyHeads: groups, keyDim, valueDim } }, module) {
    const rows = (size: number, first = 0) => ({ along: 'rows', first, size, groups }) as const;
    const keys = 2 * groups * keyDim;
    const heads: Readonly<Record<string, TiledHeads>> = {
      'linear_attn.in_proj_qkv': rows(valueDim, keys),
      'linear_attn.conv1d': rows(valueDim, keys),
      'linear_attn.in_proj_z': rows(valueDim),
      'linear_attn.in_proj_a': rows(1),
      'linear_attn.in_proj_b': rows(1),
      'linear_attn.A_log': rows(1),
      'linear_attn.dt_bias': rows(1),
      'linear_attn.out_proj': { ...rows(valueDim), along: 'columns' },
    };
    return heads[module];
  },
  defaults: {
    vocab_size: 248_320,
    hidden_size: 4096,
    intermediate_size: 12_288,
    num_hidden_layers: 32,
    num_attention_heads: 16,
    num_key_value_heads: 4,
    head_dim: 256,
    hidden_act: 'silu',
    max_position_embeddings: 32_768,
    rope_theta: 10_000,
    partial_rotary_factor: 0.25,
    rms_norm_eps: 1e-6,
    attention_bias: false,
    full_attention_interval: 4,
    linear_conv_kernel_dim: 4,
    linear_key_head_dim: 128,
    linear_value_head_dim: 128,
    linear_num_key_heads: 16,
    linear_num_value_heads: 32,
    tie_word_embeddings: false,
  },

  read(config) {
    const common = readLlamaLike(config);
    const valueHeads = config.count('linear_num_value_heads');
    return {
      ...common,
      attentionBias: config.flag('attention_bias'),
      attends: readLayers(config, common.layers),
      delta: {
        keyHeads: config.dividing('linear_num_key_heads', valueHeads),
        valueHeads,
        keyDim: config.count('linear_key_head_dim'),
        valueDim: config.count('linear_value_head_dim'),
      },
      kernel: config.count('linear_conv_kernel_dim'),
    };
  },

  ...ends,
  norm: (g, w, c, x) => offsetNorm(g, w, 'model.norm', x, c.hidden, c.normEpsilon),

  layer(g, w, c, x, { index, rope, ...context }) {
    const layer = w.in(`model.layers.${index}`);
    const norm = (name: string, value: typeof x) =>
      offsetNorm(g, layer, name, value, c.hidden, c.normEpsilon);
    return residualHalves(g, x, {
      attention(x) {
        const normed = norm('input_layernorm', x);
        if (!c.attends[index]) return gatedDeltaNet(g, layer.in('linear_attn'), normed, c, context);
        const w = layer.in('self_attn');
        const options = {
          ...c,
          bias: { qkv: c.attentionBias, o: c.attentionBias },
          projections: gatedQueries,
          rope: rope(c.rope, c.headDim),
          headNorm: (name: string, head: typeof x) => offsetNorm(g, w, name, head, c.headDim, c.normEpsilon),
        };
        return attention(g, w, normed, options, context.attend);
      },
      mlp: (h) => gatedMlp(g, layer.in('mlp'), norm('post_attention_layernorm', h), c, silu),
    });
  },
};

/** By `layer_types`, or else every layer whose number, from 1, `full_attention_interval` divides. */
function readLayers(config: ConfigReader, layers: number): readonly boolean[] {
  const interval = config.count('full_attention_interval');
  const types = config.perLayer('layer_types', layers, ['linear_attention', 'full_attention']);
  return (
    types?.map((type) => type === 'full_attention') ??
    Array.from({ length: layers }, (_, layer) => (layer + 1) % interval === 0)
  );
}
