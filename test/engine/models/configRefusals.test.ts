/** What a config asks for that is not implemented, or says in two ways, is refused by name. */

import { expect, test } from 'vitest';
import { readModelConfig } from '../../../src/main/engine/models/registry.ts';
import { AppError, type ErrorCode } from '../../../src/shared/errors.ts';
import { gemma3 as gemma, publishedModels } from './published.ts';

const file = '/models/some/config.json';
type Config = Readonly<Record<string, unknown>>;

const configOf = (name: string): Config => publishedModels.find((model) => model.name === name)!.config;

function refusal(config: Config): AppError {
  try {
    readModelConfig(config, file);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return expect.unreachable('the config was read');
}

const tiny = { ...configOf('SmolLM2 135M Instruct'), num_hidden_layers: 2 };
const mistral = configOf('Mistral 7B v0.1');

test.each<[string, Config, ErrorCode, readonly string[]]>([
  [
    'a classifier',
    { ...tiny, architectures: ['LlamaForSequenceClassification'] },
    'unsupported',
    ['SequenceClassification'],
  ],
  [
    'no type at all',
    { ...tiny, architectures: undefined, model_type: undefined },
    'unsupported',
    ['model type undefined'],
  ],
  [
    'a type of another kind',
    { ...tiny, architectures: 'Llama', model_type: ['llama'] },
    'unsupported',
    ['model type ["llama"]'],
  ],
  [
    'a cap on Gemma logits',
    { ...gemma, final_logit_softcapping: 30 },
    'unsupported',
    ['final_logit_softcapping 30'],
  ],
  ['angles of text', { ...gemma, rope_parameters: { full_attention: 'linear' } }, 'bad-model', ['an object']],
  ['GELU', { ...tiny, hidden_act: 'gelu' }, 'unsupported', ['hidden_act "gelu"', 'supported: silu, swish']],
  ...['proportional', 'mrope'].map((type): [string, Config, ErrorCode, readonly string[]] => [
    `RoPE ${type}`,
    { ...tiny, rope_scaling: { rope_type: type, factor: 4 } },
    'unsupported',
    [`rope type "${type}"`, 'supported: default, linear, dynamic, llama3, yarn, longrope'],
  ]),
  [
    'RoPE yarn without factor',
    { ...tiny, rope_scaling: { type: 'yarn', original_max_position_embeddings: 4096 } },
    'bad-model',
    ['"factor" is missing'],
  ],
  [
    'longrope with divisors for another size of head',
    { ...tiny, rope_scaling: { type: 'longrope', short_factor: [1, 1], long_factor: [1, 1] } },
    'bad-model',
    ['"long_factor" is [1,1]; expected a list of 32 positive numbers'],
  ],
  [
    'part of each head rotated',
    { ...tiny, rope_parameters: { rope_type: 'default', rope_theta: 1e5, partial_rotary_factor: 0.5 } },
    'unsupported',
    ['partial_rotary_factor 0.5', 'supported: 1'],
  ],
  [
    'partial_rotary_factor',
    { ...tiny, partial_rotary_factor: 0.5 },
    'unsupported',
    ['partial_rotary_factor 0.5'],
  ],
  [
    'attn_logit_softcapping',
    { ...tiny, attn_logit_softcapping: 50 },
    'unsupported',
    ['attn_logit_softcapping 50'],
  ],
  ['num_local_experts', { ...tiny, num_local_experts: 8 }, 'unsupported', ['num_local_experts 8']],
  [
    'quantization_config',
    { ...tiny, quantization_config: { quant_method: 'gptq', bits: 4 } },
    'unsupported',
    ['the model has 4-bit weights (GPTQ)'],
  ],
  ['embedding_multiplier', { ...tiny, embedding_multiplier: 12 }, 'unsupported', ['embedding_multiplier 12']],
  [
    'rope_interleaved',
    { ...tiny, rope_interleaved: true },
    'unsupported',
    ['rope_interleaved true', 'supported: false'],
  ],
  [
    'attention that looks ahead',
    { ...tiny, is_causal: false },
    'unsupported',
    ['is_causal false', 'supported: true'],
  ],
  ['an unknown key that is null', { ...tiny, is_causal: null }, 'unsupported', ['is_causal null']],
  ['an unknown key that is off', { ...tiny, use_norm_shift: false }, 'unsupported', ['use_norm_shift false']],
  ['experts', { ...tiny, num_experts: 8, mlp_only_layers: [] }, 'unsupported', ['num_experts 8']],
  ['layers without RoPE', { ...tiny, no_rope_layers: [1, 0] }, 'unsupported', ['no_rope_layers [1,0]']],
  ['a switch that is null', { ...tiny, mlp_bias: null }, 'bad-model', ['"mlp_bias" is null; expected true']],
  [
    'heads that the class assumes',
    { ...tiny, model_type: 'qwen2', architectures: undefined, num_key_value_heads: undefined },
    'bad-model',
    ['"num_key_value_heads" is missing, which means 32; expected a divisor of 9'],
  ],
  ['a window on Llama', { ...tiny, sliding_window: 4096 }, 'unsupported', ['sliding_window 4096']],
  [
    'windowed layers without a window',
    { ...mistral, sliding_window: null, layer_types: Array(32).fill('sliding_attention') },
    'unsupported',
    ['layer_types "sliding_attention"', 'supported: full_attention'],
  ],
  [
    'linear attention',
    { ...mistral, layer_types: Array(32).fill('linear_attention') },
    'unsupported',
    ['"linear_attention"'],
  ],
  [
    'too few layer types',
    { ...mistral, layer_types: ['full_attention'] },
    'bad-model',
    ['"layer_types" is', '32 entries'],
  ],
  [
    'no hidden size, where the heads cannot share the usual one',
    { ...tiny, hidden_size: undefined },
    'bad-model',
    ['"hidden_size" is missing, which means 4096; expected a multiple of 9 heads'],
  ],
  [
    'layer types against the window that Mistral goes by',
    { ...mistral, layer_types: Array(32).fill('full_attention') },
    'bad-model',
    ['what the other keys say: layer 0 slides'],
  ],
  [
    'layer types against max_window_layers',
    {
      ...configOf('Qwen2.5 0.5B Instruct'),
      ...{ use_sliding_window: true, layer_types: Array(24).fill('sliding_attention') },
    },
    'bad-model',
    ['what the other keys say: layer 0 sees everything'],
  ],
  [
    'layer types against the pattern',
    { ...gemma, layer_types: Array(26).fill('sliding_attention') },
    'bad-model',
    ['layer 5 sees everything'],
  ],
  ['Gemma without its window', { ...gemma, sliding_window: null }, 'bad-model', ['"sliding_window" is null']],
  [
    'settings of RoPE for no type of layer',
    { ...gemma, rope_parameters: { rope_type: 'default', rope_theta: 1e6 } },
    'bad-model',
    ['settings for each type of layer'],
  ],
  ['a hidden size of text', { ...tiny, hidden_size: '576' }, 'bad-model', ['"hidden_size" is "576"']],
  ['a fractional layer', { ...tiny, num_hidden_layers: 1.5 }, 'bad-model', ['"num_hidden_layers" is 1.5']],
  ['a negative vocabulary', { ...tiny, vocab_size: -1 }, 'bad-model', ['"vocab_size" is -1']],
  [
    'heads that do not share',
    { ...tiny, num_key_value_heads: 2 },
    'bad-model',
    ['"num_key_value_heads" is 2; expected a divisor of 9'],
  ],
  [
    'a hidden size heads cannot share',
    { ...tiny, hidden_size: 577 },
    'bad-model',
    ['"hidden_size" is 577; expected a multiple of 9'],
  ],
  ['an odd head', { ...tiny, head_dim: 63 }, 'bad-model', ['"head_dim" is 63; expected an even number']],
  [
    'an epsilon of zero',
    { ...tiny, rms_norm_eps: 0 },
    'bad-model',
    ['"rms_norm_eps" is 0; expected a positive number'],
  ],
  [
    'ties of text',
    { ...tiny, tie_word_embeddings: 'yes' },
    'bad-model',
    ['"tie_word_embeddings" is "yes"; expected true or false'],
  ],
  [
    'a linear RoPE without factor',
    { ...tiny, rope_scaling: { type: 'linear' } },
    'bad-model',
    ['"factor" is missing'],
  ],
  [
    'a llama3 RoPE cut short',
    { ...tiny, rope_scaling: { rope_type: 'llama3', factor: 8, low_freq_factor: 1 } },
    'bad-model',
    ['"high_freq_factor" is missing'],
  ],
  [
    'an original length told twice',
    { ...configOf('Llama 3.1 8B'), original_max_position_embeddings: 4096 },
    'bad-model',
    ['"original_max_position_embeddings" is 4096; expected 8192'],
  ],
  [
    'two bases of RoPE',
    { ...tiny, rope_parameters: { rope_type: 'default', rope_theta: 1e4 } },
    'bad-model',
    ['"rope_theta" is 100000; expected 10000'],
  ],
  [
    'two types of RoPE',
    { ...tiny, rope_scaling: { type: 'linear', rope_type: 'default', factor: 2 } },
    'bad-model',
    ['"type" is "linear"; expected "default"'],
  ],
  [
    'a RoPE of text',
    { ...tiny, rope_scaling: 'linear' },
    'bad-model',
    ['"rope_scaling" is "linear"; expected an object'],
  ],
  [
    'a RoPE unknown in part',
    { ...tiny, rope_scaling: { rope_type: 'linear', factor: 2, attention_factor: 1.2 } },
    'unsupported',
    ['(rope_scaling)', 'attention_factor 1.2'],
  ],
  [
    'two RoPEs that disagree',
    {
      ...tiny,
      rope_parameters: { rope_theta: 1e5, rope_type: 'default' },
      rope_scaling: { type: 'linear', factor: 2 },
    },
    'bad-model',
    ['"rope_scaling" is {"type":"linear","factor":2}; expected the same as rope_parameters'],
  ],
])('%s is refused', (_, config, code, texts) => {
  const { message, hint, code: found } = refusal(config);
  for (const text of [file, ...texts]) expect(message).toContain(text);
  expect(found).toBe(code);
  expect(hint).not.toBe('');
});
