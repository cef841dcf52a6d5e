"""The same training steps with PyTorch and PEFT, for bench/train.ts: one JSON line with the figures.

usage: python peftSteps.py MODEL_FOLDER BATCHES.json THREADS     (torch, transformers and peft installed)
BATCHES.json: a list of {"ids": [...], "labels": [...]}, one step each.
"""
import time; start = time.perf_counter()
import json, resource, sys
import torch
from transformers import AutoModelForCausalLM
from peft import LoraConfig, get_peft_model

torch.set_num_threads(int(sys.argv[3]))
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
peft = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", lora_dropout=0.0)); peft.train()
params = [p for p in peft.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(params, lr=2e-4, weight_decay=0.0)
seconds, first, losses = [], None, []
for batch in json.load(open(sys.argv[2])):
    begin = time.perf_counter()
    loss = peft(input_ids=torch.tensor([batch["ids"]]), labels=torch.tensor([batch["labels"]])).loss
    loss.backward(); torch.nn.utils.clip_grad_norm_(params, 1.0); optimizer.step(); optimizer.zero_grad()
    losses.append(loss.item()); seconds.append(time.perf_counter() - begin); first = first or time.perf_counter() - start
print(json.dumps(dict(seconds=seconds, first=first, peakMegabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, losses=losses)))
