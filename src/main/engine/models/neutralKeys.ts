/** Keys of a config.json that may stand there unread: each with the values at which it asks for nothing. */

import { isDeepStrictEqual } from 'node:util';

/** Whatever their value, they change nothing in what the layers compute. */
const bookkeeping = new Set([
  ...['architectures', 'model_type', 'name_or_path', 'transformers_version', 'torch_dtype', 'dtype'],
  ...['auto_map', 'custom_pipelines', 'tokenizer_class', 'transformers.js_config'],
  ...['block_mlp_init_scale', 'block_out_init_scale', 'block_use_xavier_init', 'conv_use_xavier_init'],
  ...['init_method', 'reorder_and_upcast_attn'],
  // Of a head that sums a text up.
  ...['summary_type', 'summary_use_proj', 'summary_activation', 'summary_proj_to_labels'],
  ...['unsloth_fixed', 'unsloth_version', 'is_llama_config', 'initializer_range'],
  ...['bos_token_id', 'eos_token_id', 'pad_token_id', 'unk_token_id', 'sep_token_id', 'mask_token_id'],
  ...['decoder_start_token_id', 'num_labels', 'id2label', 'label2id', 'problem_type', 'finetuning_task'],
  ...['task_specific_params', 'return_dict', 'output_hidden_states', 'output_attentions', 'prefix'],
  // Of heads that guess tokens further on, which are set aside.
  ...['mtp_num_hidden_layers', 'mtp_use_dedicated_embeddings'],
  // How it is computed, not what: splitting, recomputing, kernels, caches.
  ...['pretraining_tp', 'chunk_size_feed_forward', 'gradient_checkpointing', 'torchscript', 'use_bfloat16'],
  'mamba_ssm_dtype',
  ...['attn_implementation', 'use_flash_attn', 'use_cache', 'cache_implementation', 'tf_legacy_loss'],
  ...['tie_encoder_decoder', 'tie_last_hidden_states', 'is_decoder'],
  // Of a tokenizer's or a trainer's length, and of scalings and windows that a family asks for where it has them.
  ...['max_sequence_length', 'model_max_length', 'tokenizer_model_max_length'],
  ...['original_max_position_embeddings', 'max_window_layers'],
  // Settings of generation, which transformers drops from a model's config.
  ...[
    'max_length',
    'min_length',
    'do_sample',
    'early_stopping',
    'num_beams',
    'temperature',
    'top_k',
    'top_p',
  ],
  ...['typical_p', 'repetition_penalty', 'length_penalty', 'no_repeat_ngram_size', 'bad_words_ids'],
  ...['encoder_no_repeat_ngram_size', 'encoder_repetition_penalty', 'num_return_sequences', 'output_scores'],
  ...['return_dict_in_generate', 'forced_bos_token_id', 'forced_eos_token_id', 'remove_invalid_values'],
  ...['exponential_decay_length_penalty', 'suppress_tokens', 'begin_suppress_tokens', 'epsilon_cutoff'],
  ...['eta_cutoff', 'num_beam_groups', 'diversity_penalty', 'num_assistant_tokens'],
  ...['num_assistant_tokens_schedule', 'assistant_confidence_threshold', 'assistant_lookbehind'],
  'target_lookbehind',
]);

/** The values at which these ask for nothing; at any other they ask for something that was not read. */
const neutralValues: Readonly<Record<string, readonly unknown[]>> = {
  normalization_function: ['rmsnorm'],
  block_use_swiglu: [true],
  use_pos_enc: [true],
  is_causal: [true],
  is_encoder_decoder: [false],
  add_cross_attention: [false],
  cross_attention_hidden_size: [null],
  use_bidirectional_attention: [false, null],
  pruned_heads: [null, {}, []],
  per_layer_config: [null, {}],
  quantization_config: [null],

  // Beside hidden_activation, which Gemma goes by.
  hidden_act: ['gelu_pytorch_tanh'],
  attention_bias: [false, null],
  mlp_bias: [false, null],
  use_bias: [false],
  use_qkv_bias: [false],
  qk_layernorm: [false],
  use_qk_norm: [false],
  use_parallel_residual: [false],
  attn_output_gate: [true],
  output_gate_type: ['swish'],
  clip_qkv: [null],
  lm_head_bias: [false],
  full_attn_mod: [1],
  interpolate_factor: [1],

  rope_scaling: [null],
  rope_interleaved: [false],
  use_mrope: [false],
  partial_rotary_factor: [1],
  rotary_pct: [1],
  no_rope_layers: [null, []],

  sliding_window: [null],
  use_sliding_window: [false, null],
  layer_types: [null],

  attn_logit_softcapping: [null],
  final_logit_softcapping: [null],
  embedding_multiplier: [1],
  residual_multiplier: [1],
  logits_scaling: [1],
  logit_scale: [1, null],

  num_local_experts: [0, null],
  num_experts: [0, null],
  n_routed_experts: [0, null],
  mlp_only_layers: [null, []],
  output_router_logits: [false],
  num_nextn_predict_layers: [0, null],
};

/** Of RoPE's settings. */
const neutralRopeValues: Readonly<Record<string, readonly unknown[]>> = {
  partial_rotary_factor: [1],
  factor: [1],
  attention_factor: [1, null],
};

/** Which values are neutral under a key; undefined: all. An unknown key has none. */
export type Neutral = (key: string) => readonly unknown[] | undefined;

/** Dropouts are of training, where they are chosen for every run anew. */
const dropout = /(^|_)(dropout|pdrop)(_prob)?$/;

/** transformers keeps its own notes under names that begin with "_". */
export const neutral: Neutral = (key) =>
  bookkeeping.has(key) || dropout.test(key) || key.startsWith('_') ? undefined : valuesOf(neutralValues, key);

/** A scaling that goes by the original length asks for it; of a text, all axes that mrope knows count the same. */
const bookkeepingInRope = new Set([
  ...['original_max_position_embeddings', 'max_position_embeddings'],
  ...['mrope_section', 'mrope_interleaved'],
]);

export const neutralInRope: Neutral = (key) =>
  bookkeepingInRope.has(key) ? undefined : valuesOf(neutralRopeValues, key);

function valuesOf(table: Readonly<Record<string, readonly unknown[]>>, key: string): readonly unknown[] {
  return (Object.hasOwn(table, key) && table[key]) || [];
}

/** Whether `value` is among those that ask for nothing. */
export function isNeutral(value: unknown, values: readonly unknown[] | undefined): boolean {
  return values?.some((each) => isDeepStrictEqual(each, value)) ?? true;
}
