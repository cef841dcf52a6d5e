"""Writes what transformers' config classes make of configs that leave keys out, to test/fixtures/config-defaults.json.

usage: python make_config_defaults.py OUT.json      (transformers 5.23.0; no PyTorch)

`defaults`: the fields of a family's class with their defaults, RoPE's base under the key of config.json; `cases`: a config
as given, and the config it becomes, every key written out.
"""
import dataclasses, json, sys
from transformers import PretrainedConfig
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

WINDOW = [dict(use_sliding_window=True, num_hidden_layers=32), dict(use_sliding_window=True, sliding_window=None),
          dict(use_sliding_window=True, max_window_layers=0, sliding_window=8), dict(sliding_window=8)]
SCALED = [dict(rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0), max_position_embeddings=8192),
          dict(rope_scaling=dict(type="linear", factor=4.0)), dict(rope_theta=5e5),
          dict(rope_parameters=dict(rope_type="linear", factor=2.0, rope_theta=3e4))]
EACH = [dict(), *SCALED]
SHARED = dict(num_key_value_heads=None)
FAMILIES = {
    "llama": [*EACH, SHARED, dict(head_dim=None), dict(tie_word_embeddings=True)],
    "mistral": [*EACH, dict(head_dim=None), dict(sliding_window=None)],
    "qwen2": [*EACH, SHARED, *WINDOW],
    "qwen3": [*EACH, SHARED, *WINDOW],
    "gemma3_text": [dict(), dict(sliding_window_pattern=3), dict(rope_theta=5e5, rope_local_base_freq=2e4),
                    dict(rope_scaling=dict(rope_type="linear", factor=8.0)),
                    dict(rope_parameters=dict(full_attention=dict(rope_type="linear", factor=2.0, rope_theta=3e4), sliding_attention=None))],
    "phi3": [dict(), SHARED, dict(rope_theta=5e5), dict(sliding_window=2047), dict(partial_rotary_factor=0.75),
             dict(max_position_embeddings=131072, rope_scaling=dict(type="longrope", short_factor=[1.1] * 48, long_factor=[1.5] * 48))],
    "gemma2": [dict(), dict(rope_theta=5e5), dict(attn_logit_softcapping=None, final_logit_softcapping=None),
               dict(num_hidden_layers=3), dict(sliding_window=None, layer_types=["full_attention"] * 26)],
    "granite": [*EACH, SHARED],
    "olmo2": [*EACH, SHARED],
    "olmo3": [dict(), dict(rope_theta=5e5), dict(num_hidden_layers=5),
              dict(max_position_embeddings=65536, rope_scaling=dict(rope_type="yarn", factor=8.0, attention_factor=1.2079,
                   beta_fast=32.0, beta_slow=1.0, original_max_position_embeddings=8192))],
    "smollm3": [*EACH, dict(num_hidden_layers=5), dict(no_rope_layer_interval=3), dict(no_rope_layers=[1] * 36),
                dict(use_sliding_window=True, sliding_window=8)],
    "stablelm": [*EACH, dict(partial_rotary_factor=0.5)],
    "gpt_neox": [dict(), dict(rotary_pct=1.0), dict(rotary_emb_base=5e5), dict(rope_scaling=dict(type="linear", factor=4.0))],
    "ministral3": [dict(), dict(sliding_window=8)],
    "lfm2": [*EACH, dict(full_attn_idxs=[0, 31]), dict(layer_types=["conv", "full_attention"] * 16), dict(block_ff_dim=1000),
             dict(block_auto_adjust_ff_dim=False), dict(block_ffn_dim_multiplier=1.5), dict(tie_embedding=False)],
    "granitemoehybrid": [dict(num_local_experts=0, layer_types=["attention"] * 32, **given)
                         for given in [*EACH, SHARED, dict(position_embedding_type="rope")]],
    "qwen3_5_text": [dict(), dict(rope_theta=1e7), dict(num_hidden_layers=6, full_attention_interval=3), dict(partial_rotary_factor=0.5),
             dict(num_hidden_layers=2, layer_types=["full_attention", "linear_attention"]),
             dict(rope_parameters=dict(rope_type="default", rope_theta=1e7, mrope_interleaved=True, mrope_section=[11, 11, 10]))],
    "gpt2": [dict(), dict(n_inner=100), dict(scale_attn_by_inverse_layer_idx=True), dict(scale_attn_weights=False)],
}
# What only a class's own code knows.
HIDDEN = {"qwen3_5_text": dict(rope_theta=1e4, partial_rotary_factor=0.25, full_attention_interval=4),
          "gemma3_text": dict(rope_theta=1e6, rope_local_base_freq=1e4, sliding_window_pattern=6),
          "phi3": dict(rope_theta=1e4, partial_rotary_factor=1),
          "stablelm": dict(rope_theta=1e4, partial_rotary_factor=0.25),
          "gpt_neox": dict(rotary_emb_base=1e4, rotary_pct=0.25),
          "ministral3": dict(rope_theta=1e4, rope_parameters=dict(rope_type="yarn", rope_theta=1e6, factor=16.0,
              original_max_position_embeddings=16384, beta_fast=32.0, beta_slow=1.0, mscale=1.0, mscale_all_dim=1.0,
              llama_4_scaling_beta=0.1))}

common = {field.name for field in dataclasses.fields(PretrainedConfig)}
noise = common | {"_name_or_path", "model_type", "output_attentions", "id2label", "label2id", "time_step_limit"}
out = {}
for name, cases in FAMILIES.items():
    cls = CONFIG_MAPPING[name]
    fields = {f.name: f.default for f in dataclasses.fields(cls) if f.name not in noise and f.name != "rope_parameters"}
    becomes = lambda given: {k: v for k, v in cls(**json.loads(json.dumps(given))).to_dict().items() if k not in noise}
    out[name] = dict(defaults=dict(fields, **HIDDEN.get(name, dict(rope_theta=cls.default_theta))),
                     cases=[dict(given=given, becomes=becomes(given)) for given in cases])
lines = ",\n".join(f'"{name}":{{"defaults":{json.dumps(family["defaults"])},"cases":[\n' +
                   ",\n".join(json.dumps(case) for case in family["cases"]) + "\n]}" for name, family in out.items())
open(sys.argv[1], "w").write("{\n" + lines + "\n}\n")
