"""Writes test/fixtures/long/expected.safetensors: what PyTorch makes of 5,000 tokens, in float64 and in float32.

usage: python make_long.py FOLDER      (PyTorch 2.14.1, transformers 5; the model lies in FOLDER)

The config leaves sliding_window out, which means 4096 for Mistral, so that the last tokens do not see the first.
`logits`: float64's, rounded to float32, at `positions`; `error`: the largest difference of PyTorch's own float32 from them.
"""
import pathlib, sys
import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

torch.set_num_threads(1)
folder = pathlib.Path(sys.argv[1])
ids = torch.randint(3, 512, (1, 5000), generator=torch.Generator().manual_seed(11))
positions = torch.tensor([0, 1, 100, 1000, 2500, 4000, 4095, 4096, 4097, 4500, *range(4990, 5000)])

def logits(dtype):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, attn_implementation="eager").eval()
    with torch.no_grad(): return model(input_ids=ids).logits[0, positions].double()

exact, single = logits(torch.float64), logits(torch.float32)
error = (single - exact).abs().max()
print(error.item())
save_file(dict(ids=ids[0].to(torch.int32), positions=positions.to(torch.int32), logits=exact.float(), error=error.float()), folder / "expected.safetensors")
