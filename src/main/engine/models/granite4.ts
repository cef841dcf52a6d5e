/** Granite 4 without experts and Mamba layers: Granite 3's numbers, gate and up in one projection, RoPE or none. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { fusedGatedMlp, silu } from '../nn/mlp.ts';
import type { ModelFamily } from './family.ts';
import { type GraniteConfig, granite, readGranite } from './granite.ts';
import { preNormLayer } from './llamaLike.ts';

interface Granite4Config extends GraniteConfig {
  readonly turns: boolean;
}

/** By either version of transformers. */
const attending = ['attention', 'full_attention'];
const others = ['mamba', 'linear_attention'];

const mlpNames = { gateUp: 'input_linear', down: 'output_linear' };

// llama.cpp keeps it under a name of its own.
const { gguf: _, ggufKeys: __, ...shared } = granite;

export const granite4: ModelFamily<Granite4Config> = {
  ...shared,
  modelType: 'granitemoehybrid',
  architecture: 'GraniteMoeHybridForCausalLM',
  defaults: {
    vocab_size: 32_000,
    hidden_size: 4096,
    intermediate_size: 11_008,
    shared_intermediate_size: 1024,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: null,
    hidden_act: 'silu',
    max_position_embeddings: 2048,
    rope_theta: 10_000,
    position_embedding_type: null,
    rms_norm_eps: 1e-6,
    attention_bias: false,
    tie_word_embeddings: false,
    embedding_multiplier: 1,
    residual_multiplier: 1,
    attention_multiplier: 1,
    logits_scaling: 1,
    num_local_experts: 8,
    layer_types: null,
  },

  read(config) {
    const common = readGranite(config);
    if (config.index('num_local_experts') > 0)
      config.refuse(say`it is a mixture of experts`, granite.architecture);
    const types =
      config.perLayer('layer_types', common.layers, [...attending, ...others]) ??
      config.perLayer('layers_block_type', common.layers, [...attending, ...others]);
    if (!types?.every((type) => attending.includes(type)))
      config.refuse(say`it has Mamba layers`, granite.architecture);
    config.without(/^(mamba|time_step)_|^(router_aux_loss_coef|num_experts_per_tok)$/);
    const positions = config.oneOf('position_embedding_type', ['rope', 'nope', null]);
    return {
      ...common,
      mlpBias: false,
      // Experts' own, of which there are none, is the usual key.
      intermediate: config.count('shared_intermediate_size'),
      turns: positions === 'rope',
    };
  },

  layer: (g, w, c, x, { index, rope, attend }) =>
    preNormLayer(g, w.in(`model.layers.${index}`), c, x, {
      mlpName: 'shared_mlp',
      attention: (w, x) => {
        const bias = { qkv: c.attentionBias, o: c.attentionBias };
        const turned = c.turns ? rope(c.rope, c.headDim) : undefined;
        const inner = attention(g, w, x, { ...c, bias, rope: turned }, attend);
        return g.mul(inner, g.scalar(c.residualScale));
      },
      mlp: (w, x) =>
        g.mul(fusedGatedMlp(g, w, x, { ...c, names: mlpNames }, silu), g.scalar(c.residualScale)),
    }),
};
