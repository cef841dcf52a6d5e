"""Writes test/fixtures/kinds: what PEFT makes of starts and of tokens that the golden cases do not have, at odd sizes.

usage: python make_kinds.py      (torch 2.14.1, transformers 5.23.0, peft 0.21.2)

Each case trains three steps on the golden batches 100 to 102, float32 on one thread, and keeps the losses, the adapter that
PEFT saves for the untouched base (converted, where it began as a part of the weights), its logits for one text, and what
the start took out of two weights.
"""
import json, pathlib, shutil, tempfile, warnings
import peft, torch, transformers
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

warnings.simplefilter("ignore")
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.set_num_threads(1)
FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures"
GOLDEN, OUT = FIXTURES / "golden", FIXTURES / "kinds"
BATCHES = load_file(GOLDEN / "batches.safetensors")
IDS = list(range(3, 400, 31))
TOKENS = [7, 300, 514]
CASES = {
    "pissa": ("llama-patterns", dict(init_lora_weights="pissa")),
    "pissa-rslora": ("llama-patterns", dict(init_lora_weights="pissa", use_rslora=True)),
    "olora": ("llama-patterns", dict(init_lora_weights="olora", rank_pattern={"down_proj": 3}, alpha_pattern={"q_proj": 6})),
    "tokens": ("llama-patterns", dict(trainable_token_indices=TOKENS)),
    "tokens-tied": ("llama-head", dict(trainable_token_indices=TOKENS)),
}


def load(base):
    return AutoModelForCausalLM.from_pretrained(GOLDEN / base, attn_implementation="eager", dtype=torch.float32)


def train(model, steps=3, lr=1e-2):
    params = [p for p in model.parameters() if p.requires_grad]
    opt = torch.optim.AdamW(params, lr=lr, weight_decay=0.0); losses = []
    for step in range(steps):
        ids, mask, labels = (BATCHES[f"{100 + step}.{k}"] for k in ("input_ids", "attention_mask", "labels"))
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        loss.backward(); torch.nn.utils.clip_grad_norm_(params, 1.0); opt.step(); opt.zero_grad(); losses.append(loss.item())
    return losses


def make(name, base, settings):
    torch.manual_seed(0)
    folder = OUT / name; shutil.rmtree(folder, ignore_errors=True); folder.mkdir(parents=True)
    config = LoraConfig(task_type="CAUSAL_LM", target_modules=["q_proj", "k_proj", "up_proj", "down_proj"], r=4, lora_alpha=8, **settings)
    model = get_peft_model(load(base), config).train(); expected = {}
    taken = "init_lora_weights" in settings
    with tempfile.TemporaryDirectory() as start:
        if taken:
            for path, layer in model.named_modules():
                if path.endswith(("1.self_attn.k_proj", "2.mlp.down_proj")):
                    a, b = layer.lora_A["default"].weight, layer.lora_B["default"].weight
                    expected["taken." + path.removeprefix("base_model.model.")] = (layer.scaling["default"] * b @ a).detach().contiguous()
            model.peft_config["default"].init_lora_weights = True
            model.save_pretrained(start)
            losses = train(model)
            model.save_pretrained(folder / "adapter", path_initial_model_for_weight_conversion=start)
        else:
            # A start that every program can draw: only the embeddings differ from zero change.
            for path, p in model.named_parameters():
                if "lora_A" in path: p.data = torch.sin(torch.arange(1, p.numel() + 1, dtype=torch.float64)).view_as(p).float() * 0.1
            losses = train(model)
            model.save_pretrained(folder / "adapter")
    file = folder / "adapter" / "adapter_config.json"
    saved = json.loads(file.read_text()); saved["base_model_name_or_path"] = base
    file.write_text(json.dumps(saved, indent=2) + "\n"); (folder / "adapter" / "README.md").unlink()
    with torch.no_grad():
        reloaded = PeftModel.from_pretrained(load(base), folder / "adapter").eval()
        expected["logits"] = reloaded(input_ids=torch.tensor([IDS])).logits[0].contiguous()
    save_file(expected, folder / "expected.safetensors")
    (folder / "expected.json").write_text(json.dumps(dict(base=base, ids=IDS, losses=losses, settings=settings)) + "\n")
    print(name, losses)


if __name__ == "__main__":
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}")
    for name, (base, settings) in CASES.items(): make(name, base, settings)
