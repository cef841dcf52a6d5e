"""Makes test/fixtures/gguf: tiny GGUF files written by gguf-py, and what other software makes of them.

usage: python make_gguf.py OUT_DIR      (gguf 0.19.0, transformers 5.23.0, tokenizers 0.23.3, sentencepiece 0.2.3)

Models: random weights of each family, of the first three in several tensor types. `expected.json` holds the sha256 of every tensor as
transformers dequantises and reorders it, or as it was before it was written (float32, row-major), and the config it was written from.
Tokenizers: one file a kind, without weights worth mentioning. `expected.json` holds the ids that the tokenizer each was
written from gives: the Rust library for byte-level BPE, Google's library for SentencePiece.
"""
import hashlib, io, json, pathlib, sys
import numpy as np
import sentencepiece
import torch
from gguf import GGMLQuantizationType as Q, GGUFWriter, MODEL_ARCH_NAMES, RopeScalingType, TokenType, get_tensor_name_map, quants
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

out = pathlib.Path(sys.argv[1]); out.mkdir(parents=True, exist_ok=True)
expected = {"models": {}, "tokenizers": {}}

# ---- models ----------------------------------------------------------------------------------------------------------

NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}
SIZES = dict(vocab_size=40, hidden_size=32, intermediate_size=64, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=16384, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2, pad_token_id=0, initializer_range=0.2)
LLAMA3 = dict(rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=8192)
MODELS = {  # name: (config, type of each matrix in turn)
    "llama": (dict(model_type="llama", num_hidden_layers=2, head_dim=8, attention_bias=True, mlp_bias=True, rope_parameters=LLAMA3,
                   tie_word_embeddings=False, **SIZES), [Q.Q8_0, Q.Q4_0, Q.Q5_1, Q.F32, Q.Q4_1, Q.F16, Q.Q5_0, Q.BF16]),
    "qwen2": (dict(model_type="qwen2", num_hidden_layers=1, rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=4.0),
                   tie_word_embeddings=True, **SIZES), [Q.F16]),
    "qwen3": (dict(model_type="qwen3", num_hidden_layers=1, head_dim=16, rope_parameters=dict(rope_type="default", rope_theta=1e6),
                   tie_word_embeddings=True, **SIZES), [Q.BF16]),
}

def ggml_name(name):
    if name in ("model.embed_tokens.weight", "model.norm.weight", "lm_head.weight"):
        return {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight", "lm_head.weight": "output.weight"}[name]
    _, _, layer, rest = name.split(".", 3); part, kind = rest.rsplit(".", 1)
    return f"blk.{layer}.{NAMES[part]}.{kind}"

def interleave(w, heads):
    """ggml's row order for Llama: within each head the two RoPE halves alternate."""
    return w.reshape(heads, 2, w.shape[0] // heads // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)

for name, (fields, types) in MODELS.items():
    torch.manual_seed(3)
    config = AutoConfig.for_model(**fields); model = AutoModelForCausalLM.from_config(config)
    rope = config.rope_parameters
    w = GGUFWriter(out / f"{name}.gguf", name)
    w.add_block_count(config.num_hidden_layers); w.add_context_length(config.max_position_embeddings)
    w.add_embedding_length(config.hidden_size); w.add_feed_forward_length(config.intermediate_size)
    w.add_head_count(config.num_attention_heads); w.add_head_count_kv(config.num_key_value_heads)
    w.add_layer_norm_rms_eps(config.rms_norm_eps); w.add_rope_freq_base(rope["rope_theta"])
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    w.add_key_length(head_dim); w.add_value_length(head_dim)
    if name == "llama": w.add_rope_dimension_count(head_dim); w.add_vocab_size(config.vocab_size)
    if rope["rope_type"] == "linear": w.add_rope_scaling_type(RopeScalingType.LINEAR); w.add_rope_scaling_factor(rope["factor"])
    if rope["rope_type"] == "llama3":
        plain = 1.0 / rope["rope_theta"] ** (torch.arange(0, head_dim, 2) / head_dim)
        scaled, _ = ROPE_INIT_FUNCTIONS["llama3"](config, "cpu")
        w.add_tensor("rope_freqs.weight", (plain / scaled).numpy().astype(np.float32))
    w.add_tokenizer_model("gpt2"); w.add_tokenizer_pre("gpt-2")
    w.add_token_list(["a", "b", "ab"] + [f"t{i}" for i in range(3, config.vocab_size)]); w.add_token_types([TokenType.NORMAL] * config.vocab_size); w.add_token_merges(["a b"])
    w.add_bos_token_id(1); w.add_eos_token_id(2); w.add_pad_token_id(0)
    turn = 0
    with torch.no_grad():
        for key, value in model.state_dict().items():
            if key == "lm_head.weight" and config.tie_word_embeddings: continue
            value = (torch.randn_like(value) * 0.3).numpy()
            if name == "llama" and ".q_proj." in key: value = interleave(value, config.num_attention_heads)
            if name == "llama" and ".k_proj." in key: value = interleave(value, config.num_key_value_heads)
            if value.ndim == 1: w.add_tensor(ggml_name(key), value); continue
            kind = types[turn % len(types)]; turn += 1
            w.add_tensor(ggml_name(key), quants.quantize(value, kind), raw_dtype=kind)
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    loaded = AutoModelForCausalLM.from_pretrained(out, config=config, gguf_file=f"{name}.gguf", dtype=torch.float32).state_dict()
    hashes = {k: hashlib.sha256(v.contiguous().numpy().tobytes()).hexdigest() for k, v in loaded.items()
              if not (k == "lm_head.weight" and config.tie_word_embeddings)}
    expected["models"][name] = dict(config=fields, sha256=hashes)

# ---- families with keys, names and layouts of their own -----------------------------------------------------------------
# Names from gguf-py's own map; layouts and keys as llama.cpp's converter writes them. Expected: the tensors themselves.

TINY = {k: v for k, v in SIZES.items() if k not in ("rms_norm_eps", "max_position_embeddings")} | dict(num_hidden_layers=2, max_position_embeddings=64)
RMS = dict(rms_norm_eps=1e-5)
THETA = lambda theta, **more: dict(rope_parameters=dict(rope_type="default", rope_theta=theta, **more))
bare = lambda *keys: {k: v for k, v in TINY.items() if k not in keys}
FAMILIES = {  # architecture: (config, metadata beyond the usual)
    "gemma2": (dict(model_type="gemma2", head_dim=8, query_pre_attn_scalar=8, sliding_window=16, tie_word_embeddings=True, attn_logit_softcapping=20.0,
                    final_logit_softcapping=10.0, **TINY, **RMS, **THETA(10000.0)),
               dict(sliding_window=16, attn_logit_softcapping=20.0, final_logit_softcapping=10.0)),
    "gemma3": (dict(model_type="gemma3_text", head_dim=8, query_pre_attn_scalar=8, sliding_window=16, sliding_window_pattern=2, tie_word_embeddings=True, **TINY, **RMS,
                    rope_theta=1e6, rope_local_base_freq=20000.0), dict(sliding_window=16, sliding_window_pattern=2, rope_freq_base_swa=20000.0)),
    "phi3": (dict(model_type="phi3", sliding_window=16, partial_rotary_factor=0.5, tie_word_embeddings=False, **TINY, **RMS, **THETA(10000.0, partial_rotary_factor=0.5)),
             dict(sliding_window=16, rope_dimension_count=4)),
    "granite": (dict(model_type="granite", embedding_multiplier=12.0, attention_multiplier=0.1, residual_multiplier=0.22, logits_scaling=8.0, tie_word_embeddings=True,
                     **TINY, **RMS, **THETA(10000.0)), dict(attention_scale=0.1, embedding_scale=12.0, residual_scale=0.22, logit_scale=8.0)),
    "olmo2": (dict(model_type="olmo2", tie_word_embeddings=False, **TINY, **RMS, **THETA(500000.0)), {}),
    "smollm3": (dict(model_type="smollm3", tie_word_embeddings=True, **TINY, **RMS, **THETA(5e6)), {}),
    "stablelm": (dict(model_type="stablelm", layer_norm_eps=1e-5, use_qkv_bias=True, partial_rotary_factor=0.25, tie_word_embeddings=False,
                      **TINY, **THETA(10000.0, partial_rotary_factor=0.25)), dict(rope_dimension_count=2, parallel_residual=False)),
    "gptneox": (dict(model_type="gpt_neox", layer_norm_eps=1e-5, use_parallel_residual=True, rotary_pct=0.25, tie_word_embeddings=False,
                     **bare("num_key_value_heads")), dict(rope_dimension_count=2, parallel_residual=True)),
    "gpt2": (dict(model_type="gpt2", n_embd=32, n_head=4, n_layer=2, n_positions=64, n_inner=64, vocab_size=40, layer_norm_epsilon=1e-5, bos_token_id=1,
                  eos_token_id=2, pad_token_id=0, initializer_range=0.2), {}),
    "lfm2": (dict(model_type="lfm2", norm_eps=1e-5, conv_L_cache=3, block_auto_adjust_ff_dim=False, layer_types=["conv", "full_attention"], tie_word_embeddings=True,
                  **TINY, **THETA(1e6)), dict(shortconv_l_cache=3, head_count_kv=[0, 2])),
}
INTERLEAVED = ("granite", "smollm3")

for name, (fields, more) in FAMILIES.items():
    torch.manual_seed(5)
    config = AutoConfig.for_model(**fields); model = AutoModelForCausalLM.from_config(config)
    rope = getattr(config, "rope_parameters", None) or {}
    arch = next(a for a, text in MODEL_ARCH_NAMES.items() if text == name)
    names = get_tensor_name_map(arch, config.num_hidden_layers)
    w = GGUFWriter(out / f"{name}.gguf", name)
    w.add_block_count(config.num_hidden_layers); w.add_context_length(config.max_position_embeddings)
    w.add_embedding_length(config.hidden_size); w.add_feed_forward_length(fields.get("intermediate_size") or fields["n_inner"])
    w.add_head_count(config.num_attention_heads)
    if name not in ("gpt2", "gptneox"): w.add_head_count_kv(more.get("head_count_kv", config.num_key_value_heads if hasattr(config, "num_key_value_heads") else None))
    epsilon = next(v for k, v in fields.items() if k in ("rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon", "norm_eps"))
    (w.add_layer_norm_rms_eps if name not in ("gpt2", "gptneox", "stablelm") else w.add_layer_norm_eps)(epsilon)
    theta = fields.get("rope_theta") or rope.get("rope_theta")
    if theta and name != "gpt2": w.add_rope_freq_base(theta)
    if "head_dim" in fields: w.add_key_length(config.head_dim); w.add_value_length(config.head_dim)
    for key, value in more.items():
        if key == "sliding_window_pattern": w.add_uint32(f"{name}.attention.sliding_window_pattern", value)
        elif key == "rope_freq_base_swa": w.add_float32(f"{name}.rope.freq_base_swa", value)
        elif key != "head_count_kv": getattr(w, {"parallel_residual": "add_parallel_residual"}.get(key, "add_" + key))(value)
    w.add_tokenizer_model("gpt2"); w.add_tokenizer_pre("gpt-2")
    w.add_token_list(["a", "b", "ab"] + [f"t{i}" for i in range(3, 40)]); w.add_token_types([TokenType.NORMAL] * 40); w.add_token_merges(["a b"])
    w.add_bos_token_id(1); w.add_eos_token_id(2); w.add_pad_token_id(0)
    hashes = {}
    for key, value in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings: continue
        stored = value = (torch.randn_like(value) * 0.3).numpy(); heads = config.num_attention_heads
        if name in INTERLEAVED and ".q_proj." in key: stored = interleave(value, heads)
        if name in INTERLEAVED and ".k_proj." in key: stored = interleave(value, config.num_key_value_heads)
        if name.startswith("gemma") and key.endswith("norm.weight"): stored = value + np.float32(1); value = stored - np.float32(1)
        if name == "gpt2" and value.ndim == 2 and ".h." in key: stored = np.ascontiguousarray(value.T)
        if "query_key_value" in key: stored = np.ascontiguousarray(value.reshape(heads, 3, -1, *value.shape[1:]).swapaxes(0, 1)).reshape(value.shape)
        if key.endswith("conv.conv.weight"): stored = value.squeeze(1)
        ggml = names.get_name(key, try_suffixes=(".weight", ".bias"))
        # transformers 5 calls the head of GPT-NeoX so in memory, in no file
        if name == "gptneox": key = key.replace("lm_head", "embed_out")
        w.add_tensor(ggml, stored); hashes[key] = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    expected["models"][name] = dict(config=fields, sha256=hashes)

# ---- tokenizers ------------------------------------------------------------------------------------------------------

TEXT = """The inspector said it's raining, so the workers didn't start; they'll begin at 7:30 when the scaffold is dry.
Concrete of class C30/37 needs 28 days. Don't load it after 3 days, even if it looks hard, because strength grows slowly.
We've measured 1234567 bolts, 2048 beams and 365 windows in 2026; price: 12,345.67 kr, moms 25 %.
    def load(beam):
        return beam.weight * 9.81  # newton

Låt dörren stå öppen. Naïve façade, déjà vu, größer, straße. The roof, the wall, the floor, the window and the door.
The engineer asks: how thick is the wall? The wall is two hundred millimetres thick. Who'd have thought it'd hold?
日本語のテキスト。建物の壁は厚い。
"""
ODD = ["Hello world", "Price: 12,345.67 kr in 2026", "don't  stop\t\tnow\n\n\nend", "THEY'LL say IT'S", "naïve café — 日本語 🙂", "e\u0301te\u0301 \u212b",
       " leading", "trailing ", "   ", "\n", "", "a<end>b", "<start>user\nhow thick is the wall?<end>\n<start>answer", "<note>two  spaces<note>", "\u2581under\u2581", "1234567890", "xyz\u0000\u0007"]
LLAMA3_WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2_WORDS = LLAMA3_WORDS.replace("{1,3}", "")
UPPER, LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
TEKKEN_WORDS = (rf"[^\r\n\p{{L}}\p{{N}}]?[{UPPER}]*[{LOWER}]+|[^\r\n\p{{L}}\p{{N}}]?[{UPPER}]+[{LOWER}]*|"
                r"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
split = lambda regex: pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(regex), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
BYTE_LEVEL = {
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]),
    "gpt-2": pre_tokenizers.ByteLevel(add_prefix_space=False), "llama-bpe": split(LLAMA3_WORDS), "qwen2": split(QWEN2_WORDS), "tekken": split(TEKKEN_WORDS),
}
SPECIAL = ["<start>", "<end>"]

def write_tokenizer(name, model, tokens, kinds, **more):
    """A tokenizer file: the metadata, and an embedding matrix of one column so that it is a GGUF file like any other."""
    w = GGUFWriter(out / f"{name}.tokenizer.gguf", "llama")
    w.add_tokenizer_model(model); w.add_token_list(tokens); w.add_token_types(kinds)
    w.add_bos_token_id(tokens.index("<start>" if "<start>" in tokens else "<s>")); w.add_eos_token_id(tokens.index("<end>" if "<end>" in tokens else "</s>"))
    for key, value in more.items(): getattr(w, f"add_{key}")(value)
    w.add_chat_template("{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}")
    # what llama.cpp wants to see before it loads a vocabulary
    w.add_block_count(1); w.add_context_length(64); w.add_embedding_length(1); w.add_feed_forward_length(1); w.add_head_count(1)
    w.add_layer_norm_rms_eps(1e-5); w.add_tensor("token_embd.weight", np.zeros((len(tokens), 1), dtype=np.float32))
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()

for name, words in BYTE_LEVEL.items():
    tok = Tokenizer(models.BPE()); tok.pre_tokenizer = words
    trainer = trainers.BpeTrainer(vocab_size=420, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tok.train_from_iterator([TEXT], trainer)
    state = json.loads(tok.to_str()); vocab, merges = state["model"]["vocab"], state["model"]["merges"]
    # a word no merge leads to: only a tokenizer that ignores merges takes it whole
    for extra in ("\u0120wallpaper", "<note>"): vocab[extra] = len(vocab)
    tok = Tokenizer(models.BPE(vocab, [tuple(m) for m in merges], ignore_merges=name in ("llama-bpe", "tekken")))
    tok.pre_tokenizer, tok.decoder = words, decoders.ByteLevel()
    if name == "qwen2": tok.normalizer = normalizers.NFC()
    tok.add_special_tokens(SPECIAL); tok.add_tokens(["<note>"])
    tokens = sorted(vocab, key=vocab.get)
    kinds = [TokenType.CONTROL if t in SPECIAL else TokenType.USER_DEFINED if t == "<note>" else TokenType.NORMAL for t in tokens]
    write_tokenizer(name, "gpt2", tokens, kinds, tokenizer_pre=name, token_merges=[" ".join(m) for m in merges])
    texts = ODD + ["the wallpaper"]
    expected["tokenizers"][name] = [dict(text=t, ids=(e := tok.encode(t, add_special_tokens=False)).ids, decoded=tok.decode(e.ids)) for t in texts]

model_bytes = io.BytesIO()
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=iter(TEXT.split("\n")), model_writer=model_bytes, model_type="bpe", vocab_size=440, byte_fallback=True, character_coverage=0.98,
    normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True, allow_whitespace_only_pieces=True, minloglevel=2)
sp = sentencepiece.SentencePieceProcessor(model_proto=model_bytes.getvalue())
tokens = [sp.id_to_piece(i) for i in range(sp.get_piece_size())]
kind = lambda i: TokenType.UNKNOWN if sp.is_unknown(i) else TokenType.CONTROL if sp.is_control(i) else TokenType.BYTE if sp.is_byte(i) else TokenType.NORMAL
write_tokenizer("sentencepiece", "llama", tokens, [kind(i) for i in range(len(tokens))], token_scores=[sp.get_score(i) for i in range(len(tokens))])
expected["tokenizers"]["sentencepiece"] = [dict(text=t, ids=sp.encode(t), decoded=sp.decode(sp.encode(t))) for t in ODD + [TEXT]]

lines = lambda items: ",\n  ".join(json.dumps(k, ensure_ascii=False) + ": " + json.dumps(v, ensure_ascii=False) for k, v in items.items())
listed = lambda name, cases: json.dumps(name) + ": [\n   " + ",\n   ".join(json.dumps(c, ensure_ascii=False) for c in cases) + "]"
(out / "expected.json").write_text('{"models": {\n  ' + lines(expected["models"]) + '},\n "tokenizers": {\n  '
                                   + ",\n  ".join(listed(k, v) for k, v in expected["tokenizers"].items()) + "}}\n")
