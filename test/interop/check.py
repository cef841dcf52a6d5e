"""Holds what make.ts wrote against PEFT and transformers, float32 on the CPU; one line for each kind and family.

usage: python check.py OUT [NAME or NAME/KIND ...]     (needs torch, transformers and peft; versions are printed)
"""
import json, pathlib, sys, warnings
import peft, torch, transformers
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

warnings.simplefilter("ignore")
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()
torch.set_num_threads(1)
LOGITS, LOSS, NEAR = 1e-4, 5e-4, 1e-3


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)


def train(model, ours):
    """The same steps from the same start: their losses."""
    batches = load_file(ours["batches"]); losses = []
    params = [p for p in model.parameters() if p.requires_grad]
    opt = torch.optim.AdamW(params, lr=ours["learningRate"], weight_decay=0.0)
    for step in range(len(ours["losses"])):
        ids, mask, labels = (batches[f"{100 + step}.{k}"] for k in ("input_ids", "attention_mask", "labels"))
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        loss.backward(); torch.nn.utils.clip_grad_norm_(params, 1.0); opt.step(); opt.zero_grad(); losses.append(loss.item())
    return losses


@torch.no_grad()
def take(model):
    """A start saved for the untouched base as the start it was: the second half goes back into the weights, the first is trained."""
    for layer in model.modules():
        if not hasattr(layer, "lora_A") or "default" not in layer.lora_A: continue
        a, b = layer.lora_A["default"], layer.lora_B["default"]; r = a.weight.shape[0] // 2
        base = layer.get_base_layer().weight; part = layer.scaling["default"] * b.weight[:, r:] @ a.weight[r:]
        base += part.T if layer.fan_in_fan_out else part
        a.weight = torch.nn.Parameter(a.weight[:r].clone()); b.weight = torch.nn.Parameter(b.weight[:, :r].clone())
    return model


@torch.no_grad()
def gap(model, ours):
    """How much likelier another token is, where greedy text first parts from ours; 0: it does not."""
    ids = ours["ids"][:ours["promptTokens"]]
    for token in ours["greedy"]:
        last = model(input_ids=torch.tensor([ids])).logits[0, -1]
        if last.argmax().item() != token: return (last.max() - last[token]).item()
        ids = ids + [token]
    return 0.0


def check(folder):
    ours = json.loads((folder / "ours.json").read_text()); ids = torch.tensor([ours["ids"]])
    expected = torch.tensor(ours["logits"]).view(len(ours["ids"]), -1)
    far = lambda model: (model(input_ids=ids).logits[0] - expected).abs().max().item()
    with torch.no_grad():
        adapted = PeftModel.from_pretrained(load(ours["base"]), folder / "adapter").eval()
        figures = dict(adapter=far(adapted), merged=far(load(folder / "merged").eval()), text=gap(adapted, ours))
    started = PeftModel.from_pretrained(load(ours["base"]), folder / "start", is_trainable=True).train()
    if ours["start"] != "default": take(started)
    figures["loss"] = max((abs(a - b) for a, b in zip(train(started, ours), ours["losses"])), default=0.0)
    good = figures["adapter"] <= LOGITS and figures["merged"] <= LOGITS and figures["text"] <= NEAR and figures["loss"] <= LOSS
    print(f"{'pass' if good else 'FAIL'} {folder.parent.name}/{folder.name}:", ", ".join(f"{k} {v:.1e}" for k, v in figures.items()), flush=True)
    return good


if __name__ == "__main__":
    print(f"torch {torch.__version__}, transformers {transformers.__version__}, peft {peft.__version__}; largest differences in logits and losses")
    made = [path.parent for path in sorted(pathlib.Path(sys.argv[1]).glob("*/*/ours.json"))]
    only = set(sys.argv[2:])
    results = [check(folder) for folder in made if not only or only & {folder.parent.name, f"{folder.parent.name}/{folder.name}"}]
    print(f"{sum(results)} of {len(results)} pass")
    sys.exit(not all(results))
