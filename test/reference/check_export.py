"""Loads what was exported with the software it is meant for, and compares logits with the engine's. Run by hand; no test needs it.

usage: python check_export.py BASE ADAPTER MERGED        (Python with torch, transformers and peft; Node 24 as `node`)

BASE is a model folder, ADAPTER a folder for PEFT, MERGED the exported model. Weights are computed with in float32 whatever
they are stored as, so MERGED in half precision differs from BASE with ADAPTER by its own rounding; that is printed, not judged.
Exits with 1 when the engine and PEFT, or the engine and transformers, differ by more than 1e-3 on the same folder.
"""
import json, pathlib, subprocess, sys
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

ENGINE = pathlib.Path(__file__).resolve().parents[2] / "src/main/engine"
TEXTS = ["What should I check before I sign a contract for a new roof?", "Skriv en kort hälsning till en granne.", "def largest(a, b):"]
LIMIT = 1e-3
SCRIPT = """
import { openBaseModel } from '%(engine)s/baseModel.ts';
import { readAdapter } from '%(engine)s/formats/peft.ts';
import { loadAdapter } from '%(engine)s/infer/adapter.ts';
import { Generator } from '%(engine)s/infer/generate.ts';
import { writeSync } from 'node:fs';
const job = JSON.parse(process.argv[1]);
const model = openBaseModel(job.model);
const voice = { adapter: job.adapter ? loadAdapter(model, readAdapter(job.adapter)) : undefined };
const generator = await Generator.load(model, { device: { kind: 'cpu' } });
for (const prompt of job.prompts) {
  const logits = await generator.logits(Int32Array.from(prompt), voice);
  const bytes = new Uint8Array(logits.buffer, logits.byteOffset, logits.byteLength);
  for (let done = 0; done < bytes.length; ) done += writeSync(1, bytes, done);
}
""" % dict(engine=ENGINE)


def ours(model, adapter, prompts):
    job = json.dumps(dict(model=model, adapter=adapter, prompts=prompts))
    out = subprocess.run(["node", "--input-type=module", "-e", SCRIPT, job], check=True, stdout=subprocess.PIPE).stdout
    values = torch.frombuffer(bytearray(out), dtype=torch.float32)
    return values.reshape(sum(map(len, prompts)), -1)


def theirs(model, prompts):
    with torch.no_grad():
        return torch.cat([model(input_ids=torch.tensor([ids])).logits[0] for ids in prompts])


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def token_ids(folder, vocabulary):
    """The texts in the model's own tokens, or fixed ids for a model that has no tokenizer."""
    if (pathlib.Path(folder) / "tokenizer.json").exists():
        tokenizer = AutoTokenizer.from_pretrained(folder)
        return [tokenizer(text)["input_ids"] for text in TEXTS]
    return [[(3 + 37 * i * (n + 1)) % vocabulary for i in range(24)] for n in range(3)]


def main(base, adapter, merged):
    model = load(base)
    prompts = token_ids(base, model.config.vocab_size)
    adapted = theirs(PeftModel.from_pretrained(model, adapter).eval(), prompts)
    whole = theirs(load(merged), prompts)
    differences = {
        "base + adapter: engine and PEFT": ours(base, adapter, prompts) - adapted,
        "merged: engine and transformers": ours(merged, None, prompts) - whole,
        "PEFT and merged in transformers": adapted - whole,
    }
    largest = {what: difference.abs().max().item() for what, difference in differences.items()}
    for what, value in largest.items():
        print(f"{what}: {value:.2e}")
    return any(value > LIMIT for value in list(largest.values())[:2])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
