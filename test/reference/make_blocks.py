"""Writes test/fixtures/blocks.json: building blocks, optimizer and schedules in PyTorch (float64) and transformers.

    python test/reference/make_blocks.py        (torch 2.14, transformers 5.23)
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
import transformers
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding, apply_rotary_pos_emb

random = np.random.RandomState(20)


def normal(*shape, scale=1.0):
    """Multiples of 1/64, exact in float32."""
    values = np.round(random.standard_normal(shape) * scale * 64) / 64
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def numbers(t):
    return [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]


def gradients(y, dy, **parameters):
    found = torch.autograd.grad((y * dy).sum(), list(parameters.values()))
    return {name: numbers(g) for name, g in zip(parameters, found)}


def block(y, fixed=None, **parameters):
    """Inputs, result, and d(sum(y*dy)) for every input."""
    dy = normal(*y.shape).detach()
    return {
        **{name: numbers(p) for name, p in parameters.items()},
        **(fixed or {}),
        "y": numbers(y),
        "dy": numbers(dy),
        "gradients": gradients(y, dy, **parameters),
    }


def rms_norm():
    x, weight = normal(3, 2, 8), normal(8)
    y = x / (x.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt() * weight
    return block(y, x=x, weight=weight)


def lora_linear():
    x, weight, bias, a, b = normal(5, 6), normal(4, 6), normal(4), normal(2, 6), normal(4, 2)
    y = F.linear(x, weight, bias) + 1.5 * F.linear(F.linear(x, a), b)
    return block(y, x=x, weight=weight, bias=bias, a=a, b=b)


def mlp():
    x, gate, up, down = normal(5, 4), normal(6, 4), normal(6, 4), normal(4, 6)
    y = F.linear(F.silu(F.linear(x, gate)) * F.linear(x, up), down)
    return block(y, x=x, gate=gate, up=up, down=down)


def attention(window):
    """Two segments of five tokens, four heads over two key-value heads, each of four numbers."""
    n, s, h, k, d = 2, 5, 4, 2, 4
    q, key, value = normal(n, s, h * d), normal(n, s, k * d), normal(n, s, k * d)
    heads = lambda x, count: x.reshape(n, s, count, d).transpose(1, 2)
    i, j = torch.arange(s)[:, None], torch.arange(s)[None, :]
    seen = (j <= i) if window is None else (j <= i) & (i - j < window)
    y = F.scaled_dot_product_attention(
        heads(q, h), heads(key, k), heads(value, k), attn_mask=seen, enable_gqa=True
    )
    return block(y.transpose(1, 2).reshape(n * s, h * d), {"window": window}, q=q, k=key, v=value)


def cross_entropy():
    hidden, head = normal(8, 4), normal(9, 4)
    rows, labels = [0, 1, 3, 4, 6], [2, 8, 0, 2, 5]
    loss = F.cross_entropy(F.linear(hidden[rows], head), torch.tensor(labels), reduction="sum")
    return {
        **{"hidden": numbers(hidden), "head": numbers(head), "rows": rows, "labels": labels, "loss": loss.item()},
        "gradients": gradients(loss, torch.ones(()), hidden=hidden, head=head),
    }


def rope(head_dim, theta, max_positions=131072, /, **parameters):
    config = transformers.LlamaConfig(
        hidden_size=2 * head_dim,
        num_attention_heads=2,
        head_dim=head_dim,
        max_position_embeddings=max_positions,
        rope_parameters={"rope_theta": theta, **parameters},
    )
    embedding = LlamaRotaryEmbedding(config)
    positions = torch.tensor([[0, 1, 7, 100, 9000]])
    x = torch.tensor(np.round(random.standard_normal((1, 2, 5, head_dim)) * 64) / 64, dtype=torch.float32)
    cos, sin = embedding(x, positions)
    rotated, _ = apply_rotary_pos_emb(x, x, cos, sin)
    flat = lambda t: numbers(t.transpose(1, 2))
    return {
        **{"headDim": head_dim, "theta": theta, "maxPositions": max_positions, "parameters": parameters, "positions": positions[0].tolist()},
        **{"frequencies": numbers(embedding.inv_freq), "x": flat(x), "y": flat(rotated)},
    }


def adamw(learning_rates, decay, max_norm, scale=1.0):
    theta = normal(12)
    start = numbers(theta)
    optimizer = torch.optim.AdamW([theta], lr=1.0, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)
    steps = []
    for rate in learning_rates:
        gradient = normal(12, scale=scale).detach()
        theta.grad = gradient.clone()
        norm = theta.grad.norm()
        if max_norm is not None:
            torch.nn.utils.clip_grad_norm_([theta], max_norm)
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        state = optimizer.state[theta]
        steps.append(
            {
                **{"rate": rate, "gradient": numbers(gradient), "norm": norm.item(), "theta": numbers(theta)},
                **{"m": numbers(state["exp_avg"]), "v": numbers(state["exp_avg_sq"])},
            }
        )
    return {"decay": decay, "maxNorm": max_norm, "theta": start, "steps": steps}


def schedule(make, steps, warmup, **options):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = make(optimizer, num_warmup_steps=warmup, **options)
    rates = []
    for _ in range(steps):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    return {"steps": steps, "warmup": warmup, "rates": rates}


rates = [0.01 * min(1, (i + 1) / 3) for i in range(10)]
llama3 = {
    **{"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0},
    "original_max_position_embeddings": 8192,
}
small = {**llama3, "factor": 4.0, "original_max_position_embeddings": 64}
fixture = {
    "rmsNorm": rms_norm(),
    "loraLinear": lora_linear(),
    "mlp": mlp(),
    "attention": [attention(None), attention(3), attention(1)],
    "crossEntropy": cross_entropy(),
    "rope": {
        "default": rope(16, 10000.0, rope_type="default"),
        "linear": rope(8, 10000.0, rope_type="linear", factor=4.0),
        "llama3": rope(64, 500000.0, **llama3),
        "llama3 from a short context": rope(16, 10000.0, **small),
    },
    "adamW": {
        "plain": adamw(rates, 0.0, None),
        "decay and clipping": adamw(rates, 0.1, 1.0),
        "clipping that does not bite": adamw(rates, 0.01, 1e3),
        "absurd learning rate": adamw([1e4] * 10, 0.01, 1.0),
        "tiny gradients": adamw(rates, 0.0, 1.0, scale=0.05),
    },
    "schedules": {
        "cosine": [
            schedule(transformers.get_cosine_schedule_with_warmup, n, w, num_training_steps=n)
            for n, w in [(10, 2), (7, 0), (20, 5)]
        ],
        "linear": [
            schedule(transformers.get_linear_schedule_with_warmup, n, w, num_training_steps=n)
            for n, w in [(10, 2), (7, 0), (20, 5)]
        ],
        "constant": [schedule(transformers.get_constant_schedule_with_warmup, n, w) for n, w in [(10, 2), (7, 0)]],
    },
}
# Of 9,001 tokens, once beyond the original length and once not; last, so that the numbers above stay.
factors = {"short_factor": [1.0, 1.1, 1.3, 2.0, 2.5, 3.0, 4.0, 5.0], "long_factor": [1.0, 1.5, 3.0, 6.0, 12.0, 20.0, 30.0, 40.0]}
for name, original in {"longrope in a long text": 4096, "longrope in a short text": 16384}.items():
    fixture["rope"][name] = rope(16, 10000.0, rope_type="longrope", original_max_position_embeddings=original, **factors)
for name, length in {"dynamic in a long text": 2048, "dynamic in a short text": 16384}.items():
    fixture["rope"][name] = rope(16, 10000.0, length, rope_type="dynamic", factor=8.0)
target = pathlib.Path(__file__).parent.parent / "fixtures" / "blocks.json"
lines = [f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in fixture.items()]
target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(f"{target.stat().st_size} bytes")
