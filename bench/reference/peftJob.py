"""The whole job with PyTorch and PEFT, as a plain script would do it: load, train one epoch, measure, save, merge.

usage: python peftJob.py MODEL_FOLDER ROWS.json OUT_FOLDER THREADS
ROWS.json: {"train": [{"ids", "labels"}, ...], "heldOut": [...]}; batches of 16 rows, shuffled, padded to the longest.
"""
import time; start = time.perf_counter()
import json, random, resource, sys
import torch
from transformers import AutoModelForCausalLM
from peft import LoraConfig, get_peft_model

torch.set_num_threads(int(sys.argv[4])); torch.manual_seed(0); random.seed(0)
rows = json.load(open(sys.argv[2]))
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
peft = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", lora_dropout=0.0))
params = [p for p in peft.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(params, lr=2e-4, weight_decay=0.0)

def padded(batch):
    longest = max(len(row["ids"]) for row in batch)
    pad = lambda key, value: torch.tensor([row[key] + [value] * (longest - len(row[key])) for row in batch])
    mask = torch.tensor([[1] * len(row["ids"]) + [0] * (longest - len(row["ids"])) for row in batch])
    return dict(input_ids=pad("ids", 0), labels=pad("labels", -100), attention_mask=mask)

def held_out():
    peft.eval(); total = count = 0
    with torch.no_grad():
        for i in range(0, len(rows["heldOut"]), 16):
            batch = padded(rows["heldOut"][i:i + 16]); n = (batch["labels"][:, 1:] != -100).sum().item()
            total += peft(**batch).loss.item() * n; count += n
    peft.train(); return total / count

before = held_out(); random.shuffle(rows["train"])
steps = [rows["train"][i:i + 16] for i in range(0, len(rows["train"]), 16)]
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, len(steps)); begin = time.perf_counter()
for step in steps:
    loss = peft(**padded(step)).loss; loss.backward(); torch.nn.utils.clip_grad_norm_(params, 1.0)
    optimizer.step(); optimizer.zero_grad(); schedule.step()
trained = time.perf_counter() - begin; after = held_out()
peft.save_pretrained(sys.argv[3] + "/adapter"); peft.merge_and_unload().save_pretrained(sys.argv[3] + "/merged")
print(json.dumps(dict(seconds=time.perf_counter() - start, trainingSeconds=trained, heldOutLossBefore=before, heldOutLoss=after,
                      peakMegabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))
