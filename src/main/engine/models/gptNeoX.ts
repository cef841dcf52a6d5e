/** GPT-NeoX and Pythia: layer norms, both halves side by side, part of each head turned. Black et al. 2022. */

import { say } from '../../../shared/sentence.ts';
import { attention } from '../nn/attention.ts';
import { namedLayerNorm } from '../nn/layerNorm.ts';
import { gelu, geluTanh, plainMlp } from '../nn/mlp.ts';
import { projectionByHead } from '../nn/projections.ts';
import { residualHalves } from '../nn/residual.ts';
import type { Value } from '../onnx/types.ts';
import type { ModelFamily } from './family.ts';
import { llamaKeys, notInGguf } from './ggufKeys.ts';
import { type LlamaLike, readSizes } from './llamaLike.ts';

interface GptNeoXConfig extends LlamaLike {
  readonly attentionBias: boolean;
  readonly parallel: boolean;
  readonly activation: typeof gelu;
}

const activations = { gelu, gelu_new: geluTanh, gelu_fast: geluTanh, gelu_pytorch_tanh: geluTanh };

export const gptNeoX: ModelFamily<GptNeoXConfig> = {
  modelType: 'gpt_neox',
  architecture: 'GPTNeoXForCausalLM',
  gguf: {
    names: {
      'gpt_neox.embed_in': 'token_embd',
      input_layernorm: 'attn_norm',
      'attention.query_key_value': 'attn_qkv',
      'attention.dense': 'attn_output',
      post_attention_layernorm: 'ffn_norm',
      'mlp.dense_h_to_4h': 'ffn_up',
      'mlp.dense_4h_to_h': 'ffn_down',
      'gpt_neox.final_layer_norm': 'output_norm',
      embed_out: 'output',
    },
    interleaved: [],
    byHead: ['attention.query_key_value'],
  },
  ggufKeys(c) {
    if (!c.attentionBias) throw notInGguf(say`a GPT-NeoX model without biases in its attention`);
    const keys = llamaKeys('gptneox', c, [], { layerNorms: true });
    return { ...keys, flags: { use_parallel_residual: c.parallel }, ownHead: true };
  },
  defaults: {
    vocab_size: 50_432,
    hidden_size: 6144,
    intermediate_size: 24_576,
    num_hidden_layers: 44,
    num_attention_heads: 64,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-5,
    max_position_embeddings: 2048,
    rotary_emb_base: 10_000,
    rotary_pct: 0.25,
    attention_bias: true,
    use_parallel_residual: true,
    tie_word_embeddings: false,
  },

  read: (config) => ({
    ...readSizes(config, {
      rope: config.rope({ theta: 'rotary_emb_base', share: 'rotary_pct' }),
      epsilon: 'layer_norm_eps',
    }),
    activation: activations[config.oneOf('hidden_act', Object.keys(activations)) as keyof typeof activations],
    attentionBias: config.flag('attention_bias'),
    parallel: config.flag('use_parallel_residual'),
  }),

  embed: (_, w, c, ids) => w.embedding('gpt_neox.embed_in', [c.vocabulary, c.hidden], ids),

  layer(g, weights, c, x, { index, rope, attend }) {
    const w = weights.in(`gpt_neox.layers.${index}`);
    const norm = (name: string, value: Value) => namedLayerNorm(g, w, name, value, c.normEpsilon);
    const options = {
      ...c,
      bias: { qkv: c.attentionBias, o: c.attentionBias },
      rope: rope(c.rope, c.headDim),
      projections: projectionByHead('query_key_value'),
      output: 'dense',
    };
    const names = { up: 'dense_h_to_4h', down: 'dense_4h_to_h' };
    return residualHalves(g, x, {
      parallel: c.parallel,
      attention: (x) => attention(g, w.in('attention'), norm('input_layernorm', x), options, attend),
      mlp: (h) =>
        plainMlp(g, w.in('mlp'), norm('post_attention_layernorm', h), { ...c, ...names }, c.activation),
    });
  },

  norm: (g, w, c, x) => namedLayerNorm(g, w, 'gpt_neox.final_layer_norm', x, c.normEpsilon),

  head: (w, c) =>
    w.tensor(c.tiedEmbeddings ? 'gpt_neox.embed_in.weight' : 'embed_out.weight', [c.vocabulary, c.hidden]),
};
