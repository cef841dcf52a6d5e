"""Writes test/fixtures/operators.json: every operator's value and gradients in PyTorch, float64.

Each case holds its operands (data, and shape), dy, the value y and d(sum(y*dy))/dx for every operand that has a
gradient. test/engine/autodiff/operatorCases.ts builds the same cases by the same names.

    python test/reference/make_operators.py        (torch 2.14, numpy)
"""

import json
import pathlib
import zlib

import numpy as np
import torch
import torch.nn.functional as F

cases = {}


class Source:
    """Random operands; floats are multiples of 1/64, so that every format holds them exactly."""

    def __init__(self, name):
        self.random = np.random.RandomState(zlib.crc32(name.encode()))

    def normal(self, *shape):
        return np.round(self.random.standard_normal(shape) * 64) / 64

    def positive(self, *shape):
        return np.round(self.random.uniform(1, 3, shape) * 64) / 64

    def signed(self, *shape):
        return self.positive(*shape) * self.random.choice([-1.0, 1.0], shape)

    def eighths(self, *shape):
        return np.round(self.random.standard_normal(shape) * 8) / 8


def case(name, f, operands, differentiable=None, mask=None):
    """
    `operands` makes them from a Source; `differentiable` numbers those with a gradient (default: all floats);
    `mask` multiplies dy.
    """
    source = Source(name)
    arrays = [np.asarray(a) for a in operands(source)]
    floats = [i for i, a in enumerate(arrays) if a.dtype.kind == "f"]
    wanted = floats if differentiable is None else differentiable
    tensors = [torch.tensor(a, dtype=torch.float64 if a.dtype.kind == "f" else torch.int64) for a in arrays]
    for i in wanted:
        tensors[i].requires_grad_()
    y = f(*tensors).double()
    dy = torch.tensor(np.round(source.random.standard_normal(tuple(y.shape)) * 16) / 16)
    dy = dy if mask is None else dy * torch.tensor(mask)
    gradients = [None] * len(tensors)
    if wanted:
        grads = torch.autograd.grad((y * dy).sum(), [tensors[i] for i in wanted])
        for i, grad in zip(wanted, grads):
            gradients[i] = numbers(grad)
    assert name not in cases, name
    cases[name] = {
        "operands": [tensor(t) | ({} if i in floats else {"type": "int32"}) for i, t in enumerate(tensors)],
        "dy": numbers(dy),
        "y": tensor(y),
        "gradients": gradients,
    }


def numbers(t):
    return [float(f"{v:.9g}") for v in t.detach().reshape(-1).tolist()]


def tensor(t):
    data = numbers(t) if t.is_floating_point() else t.reshape(-1).tolist()
    return {"shape": list(t.shape), "data": data}


broadcasts = {
    "same": [(2, 3), (2, 3)],
    "row": [(2, 3), (3,)],
    "column": [(2, 1), (2, 3)],
    "outer": [(2, 1), (1, 3)],
    "scalar": [(2, 2), ()],
    "leading": [(3,), (2, 2, 3)],
    "middle": [(2, 1, 3), (2, 2, 1)],
}
for kind, (a, b) in broadcasts.items():
    case(f"Add/{kind}", lambda x, y: x + y, lambda s, a=a, b=b: [s.normal(*a), s.normal(*b)])
    case(f"Sub/{kind}", lambda x, y: x - y, lambda s, a=a, b=b: [s.normal(*a), s.normal(*b)])
    case(f"Mul/{kind}", lambda x, y: x * y, lambda s, a=a, b=b: [s.normal(*a), s.normal(*b)])
    case(f"Div/{kind}", lambda x, y: x / y, lambda s, a=a, b=b: [s.normal(*a), s.signed(*b)])
case("Add/shared", lambda x: x + x, lambda s: [s.normal(2, 3)])
case("Sub/shared", lambda x: x - 2 * x, lambda s: [s.normal(2, 3)])
case("Mul/shared", lambda x: x * x, lambda s: [s.normal(2, 3)])
case("Div/shared", lambda x: x / (x * x), lambda s: [s.signed(2, 3)])


def apart(s, a, b):
    """Two operands that differ by more than the step of a finite difference wherever they meet."""
    return [s.random.choice([-2.25, -0.75, 0.75, 2.25], a), s.random.choice([-1.5, 0.0, 1.5], b)]


for kind in ["same", "row", "outer", "scalar"]:
    a, b = broadcasts[kind]
    case(f"Min/{kind}", torch.minimum, lambda s, a=a, b=b: apart(s, a, b))
# where both are equal we give the whole gradient to the second; torch.minimum would halve it
case("Min/ties", lambda a, b: torch.where(a < b, a, b), lambda s: [[1.0, 2.0, -1.0], [1.0, 1.0, 3.0]])

shapes = {"vector": (5,), "matrix": (2, 3), "scalar": (), "cube": (2, 1, 3)}
unary = {
    "Neg": torch.neg,
    "Exp": torch.exp,
    "Sigmoid": torch.sigmoid,
    "Tanh": torch.tanh,
    "Erf": torch.erf,
    "Cos": torch.cos,
    "Sin": torch.sin,
}
for kind, shape in shapes.items():
    for op, f in unary.items():
        case(f"{op}/{kind}", f, lambda s, shape=shape: [s.normal(*shape)])
    for op, f in {"Log": torch.log, "Sqrt": torch.sqrt}.items():
        case(f"{op}/{kind}", f, lambda s, shape=shape: [s.positive(*shape)])

for kind, shape in shapes.items():
    case(f"Identity/{kind}", torch.clone, lambda s, shape=shape: [s.normal(*shape)], [])
case("Floor/vector", torch.floor, lambda s: [[-1.5, -1.0, -0.25, 0.0, 0.75, 2.0]], [])
for kind, b in {"same": [[1.0, 1.0], [0.0, -1.0]], "row": [1.0, -1.0]}.items():
    a = [[0.5, 1.0], [1.0, -1.0]]
    case(f"Less/{kind}", lambda a, b: a < b, lambda s, a=a, b=b: [a, b], [])
    case(f"LessOrEqual/{kind}", lambda a, b: a <= b, lambda s, a=a, b=b: [a, b], [])
case("And/truth", lambda a, b: (a > 0.5) & (b > 0.5), lambda s: [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], [])
case("And/row", lambda a, b: (a > 0.5) & (b > 0.5), lambda s: [[[0.0, 1.0], [1.0, 1.0]], [0.0, 1.0]], [])

wheres = {
    "same": [(2, 3), (2, 3), (2, 3)],
    "condition column": [(2, 1), (2, 3), (3,)],
    "branches outer": [(3,), (2, 1), (1, 3)],
    "scalar branch": [(2, 3), (2, 3), ()],
    "condition widens": [(2, 2, 1), (3,), (2, 3)],
}
for kind, (c, a, b) in wheres.items():
    case(
        f"Where/{kind}",
        lambda c, a, b: torch.where(c > 0.5, a, b),
        lambda s, c=c, a=a, b=b: [s.random.randint(0, 2, c).astype(float), s.normal(*a), s.normal(*b)],
        [1, 2],
    )

case("Cast/half", lambda x: x.half(), lambda s: [s.eighths(2, 3)])
case("Cast/bfloat16", lambda x: x.bfloat16(), lambda s: [np.arange(-1.0, 1.0, 0.25).reshape(2, 4)])
case("Cast/integer", lambda x: x.to(torch.int32), lambda s: [[1.5, -2.5, 3.0]], [])

matmuls = {
    "matrix": [(2, 3), (3, 4)],
    "batch": [(2, 2, 3), (2, 3, 2)],
    "right shared": [(2, 2, 3), (3, 2)],
    "left shared": [(2, 3), (2, 3, 2)],
    "left one": [(1, 2, 3), (2, 3, 2)],
    "inner one": [(2, 2, 1), (1, 3)],
    "inner and rows one": [(1, 1), (2, 1, 3)],
    "two batches": [(2, 1, 2, 3), (3, 3, 2)],
}
for kind, (a, b) in matmuls.items():
    case(f"MatMul/{kind}", torch.matmul, lambda s, a=a, b=b: [s.normal(*a), s.normal(*b)])
case("MatMul/shared", lambda x: x @ x, lambda s: [s.normal(3, 3)])

for ta in [False, True]:
    for tb in [False, True]:
        name = f"{'T' if ta else 'N'}{'T' if tb else 'N'}"
        a, b = (3, 2) if ta else (2, 3), (4, 3) if tb else (3, 4)
        turn = lambda a, b, ta=ta, tb=tb: (a.T if ta else a) @ (b.T if tb else b)
        case(f"Gemm/{name}", turn, lambda s, a=a, b=b: [s.normal(*a), s.normal(*b)])
        case(
            f"Gemm/{name} alpha",
            lambda a, b, turn=turn: 0.5 * turn(a, b),
            lambda s, a=a, b=b: [s.normal(*a), s.normal(*b)],
        )
for kind, c in {"row": (4,), "column": (2, 1), "whole": (2, 4), "one": (1,), "scalar": ()}.items():
    case(
        f"Gemm/C {kind}",
        lambda a, b, c: 1.5 * (a @ b.T) + c,
        lambda s, c=c: [s.normal(2, 3), s.normal(4, 3), s.normal(*c)],
    )
    case(
        f"Gemm/C {kind} beta",
        lambda a, b, c: a @ b - 0.25 * c,
        lambda s, c=c: [s.normal(2, 3), s.normal(3, 4), s.normal(*c)],
    )

for perm in [(1, 0), (2, 0, 1), (0, 2, 1, 3)]:
    shape = (2, 3, 2, 2)[: len(perm)]
    case(f"Transpose/{perm}", lambda x, p=perm: x.permute(p), lambda s, shape=shape: [s.normal(*shape)])

case("Reshape/flat", lambda x: x.reshape(6), lambda s: [s.normal(2, 3)])
case("Reshape/one unknown", lambda x: x.reshape(4, 3), lambda s: [s.normal(2, 2, 3)])
case("Reshape/copied", lambda x: x.reshape(2, 2, 2), lambda s: [s.normal(2, 4)])
case("Reshape/several unknown", lambda x, like: x.reshape(2, 3, 2), lambda s: [s.normal(6, 2), np.zeros((2, 3))], [0])
case("Expand/row", lambda x, like: x.expand(2, 3), lambda s: [s.normal(3), np.zeros((2, 3))], [0])
case("Expand/scalar", lambda x, like: x.expand(2, 3), lambda s: [s.normal(), np.zeros((2, 3))], [0])
case("Expand/middle", lambda x, like: x.expand(2, 3, 2), lambda s: [s.normal(2, 1, 2), np.zeros((2, 3, 2))], [0])
case("Shape/unknown", lambda x, like: x.expand(2, 3), lambda s: [s.normal(2, 1), np.zeros((2, 3))], [0])

case("Concat/rows", lambda *x: torch.cat(x, 0), lambda s: [s.normal(1, 2), s.normal(3, 2), s.normal(2, 2)])
case("Concat/columns", lambda *x: torch.cat(x, 1), lambda s: [s.normal(2, 1), s.normal(2, 3), s.normal(2, 2)])
case("Concat/last", lambda *x: torch.cat(x, -1), lambda s: [s.normal(2, 1, 2), s.normal(2, 1, 3)])
case("Concat/shared", lambda a, b: torch.cat([a, b, a], 0), lambda s: [s.normal(1, 2), s.normal(2, 2)])
case("Slice/rows", lambda x: x[1:3], lambda s: [s.normal(4, 2)])
case("Slice/columns", lambda x: x[:, 0:2], lambda s: [s.normal(2, 4)])
case("Slice/last", lambda x: x[..., 1:3], lambda s: [s.normal(2, 2, 4)])
case("Slice/several", lambda x: x[1:2, :, 2:4], lambda s: [s.normal(2, 2, 4)])
case("Slice/whole", lambda x: x[0:3], lambda s: [s.normal(3)])
case("Slice/unknown, from the end", lambda x: x[1:-2], lambda s: [s.normal(5, 2)])
case("Slice/unknown, to the end", lambda x: x[2:], lambda s: [s.normal(5, 2)])
turned = lambda parts, axis: torch.cat(parts[::-1], axis)
case("Split/rows", lambda x: turned(x.split([1, 2, 1], 0), 0), lambda s: [s.normal(4, 2)])
case("Split/last", lambda x: turned(x.split([1, 3], -1), -1), lambda s: [s.normal(2, 2, 4)])
case("Split/one unused", lambda x: x.split([1, 2, 1], 1)[1], lambda s: [s.normal(2, 4)])
case("Split/one twice", lambda x: x[:, :2] * x[:, 2:] ** 2, lambda s: [s.normal(3, 4)])
case("Split/unknown", lambda x: turned(x.split([3, 1], 1), 1), lambda s: [s.normal(2, 4)])
case("Pad/end", lambda x: F.pad(x, (0, 0, 0, 1)), lambda s: [s.normal(2, 3)])
case("Pad/columns", lambda x: F.pad(x, (1, 0)), lambda s: [s.normal(2, 3)])
case("Pad/several", lambda x: F.pad(x, (2, 1, 0, 0, 1, 0)), lambda s: [s.normal(2, 2, 2)])
case("Pad/unknown, before", lambda x: F.pad(x, (0, 0, 2, 0)), lambda s: [s.normal(3, 2)])
case("Pad/unknown, around", lambda x: F.pad(x, (0, 0, 2, 1)), lambda s: [s.normal(3, 2)])

ints = lambda *values: np.array(values, dtype=np.int32)
case("Gather/rows", lambda x, i: x[i], lambda s: [s.normal(4, 3), ints(2, 0, 2, 2)])
case("Gather/matrix of rows", lambda x, i: x[i], lambda s: [s.normal(3, 2), ints([0, 2, 1], [2, 2, 0])])
case("Gather/inverse", lambda x, i, j: x[i], lambda s: [s.normal(4, 3), ints(3, 1), ints(2, 1, 2, 0)])
# the last position takes row 0 too, which `inverse` leaves out: right where nothing flows back into it
case(
    "Gather/inverse of slots",
    lambda x, i, j: x[i],
    lambda s: [s.normal(3, 2), ints([0, 1], [2, 0]), ints(0, 1, 2)],
    mask=[[[1.0], [1.0]], [[1.0], [0.0]]],
)
case("Gather/columns", lambda x, i: x[:, i], lambda s: [s.normal(2, 3), ints(2, 0)], [])
case("Gather/cubes", lambda x, i: x[i], lambda s: [s.normal(3, 2, 2), ints(2, 0)], [])
case("GatherElements/1", lambda x, i: x.gather(1, i), lambda s: [s.normal(3, 4), ints([3], [0], [1])])
case("GatherElements/0", lambda x, i: x.gather(0, i), lambda s: [s.normal(2, 3), ints([1, 0, 1], [1, 1, 0], [0, 0, 0])])
case("GatherElements/-1", lambda x, i: x.gather(-1, i), lambda s: [s.normal(2, 3), ints([2, 2], [0, 1])])
case(
    "ScatterElements/none",
    lambda x, i, u: x.scatter(1, i, u),
    lambda s: [s.normal(2, 4), ints([3, 1], [0, 2]), s.normal(2, 2)],
)
case(
    "ScatterElements/none 0",
    lambda x, i, u: x.scatter(0, i, u),
    lambda s: [s.normal(3, 2), ints([2, 0]), s.normal(1, 2)],
)
case(
    "ScatterElements/add",
    lambda x, i, u: x.scatter_add(0, i, u),
    lambda s: [s.normal(3, 2), ints([2, 0], [2, 1], [0, 1], [2, 1]), s.normal(4, 2)],
)
case(
    "ScatterElements/add -1",
    lambda x, i, u: x.scatter_add(-1, i, u),
    lambda s: [s.normal(2, 3), ints([0, 0], [2, 1]), s.normal(2, 2)],
)

for op, f in {"ReduceSum": torch.sum, "ReduceMean": torch.mean, "ReduceMax": torch.amax}.items():
    for axes in [(1,), (0, 1), (-1,), (0, 2)]:
        shape = (2, 3) if max(axes) < 2 and axes != (-1,) else (2, 3, 2)
        for keep in [True, False]:
            case(
                f"{op}/{axes} {'keep' if keep else 'drop'}",
                lambda x, f=f, axes=axes, keep=keep: f(x, axes, keepdim=keep),
                lambda s, shape=shape: [s.normal(*shape)],
            )

case("ReduceMax/ties", lambda x: torch.amax(x, 1, keepdim=True), lambda s: [[[1.0, 2.0, 2.0], [3.0, 3.0, 3.0]]])

for axis in [-1, 0, 1]:
    case(f"Softmax/{axis}", lambda x, a=axis: x.softmax(a), lambda s: [s.normal(2, 3, 2)])
case("Softmax/vector", lambda x: x.softmax(0), lambda s: [s.normal(4)])


def rotary(x, cos, sin, heads):
    """Halves rotated, as in Llama: [1, tokens, heads*d] with tables [1, tokens, d/2]."""
    x = x.reshape(*x.shape[:2], heads, -1)
    a, b = x.chunk(2, -1)
    c, s = cos.unsqueeze(2), sin.unsqueeze(2)
    return torch.cat([a * c - b * s, a * s + b * c], -1).flatten(2)


for heads, d in [(1, 4), (2, 4), (3, 2)]:
    case(
        f"RotaryEmbedding/{heads} heads",
        lambda x, c, s, h=heads: rotary(x, c, s, h),
        lambda s, h=heads, d=d: [s.normal(1, 3, h * d), s.normal(1, 3, d // 2), s.normal(1, 3, d // 2)],
        [0],
    )



def scan(what, reverse=False):
    """Every state before its step, stacked in the factors' order, and the last one, of s' = m s + n."""

    def f(s, factors, terms):
        before = []
        steps = list(zip(factors, terms))
        for m, n in reversed(steps) if reverse else steps:
            before.append(s)
            s = m @ s + n
        return what(torch.stack(before[::-1] if reverse else before), s)

    return f


scans = {
    "before": (lambda y, z: y, 3, (2, 1)),
    "last": (lambda y, z: z, 3, (2, 1)),
    "both": (lambda y, z: y + z, 3, (2, 2)),
    "one step": (lambda y, z: z, 1, (2, 3)),
    "heads": (lambda y, z: y, 2, (2, 1, 2, 2)),
    "unknown": (lambda y, z: y, 2, (2, 1)),
}
for kind, (what, n, shape) in scans.items():
    case(
        f"Scan/{kind}",
        scan(what),
        lambda s, n=n, shape=shape: [s.normal(*shape), s.normal(n, *shape[:-1], shape[-2]), s.normal(n, *shape)],
    )
case(
    "Scan/reverse",
    scan(lambda y, z: y + z, True),
    lambda s: [s.normal(2, 1), s.normal(3, 2, 2), s.normal(3, 2, 1)],
)

case("CumSum/rows", lambda x: x.cumsum(0), lambda s: [s.normal(3, 2)])
case("CumSum/last", lambda x: x.cumsum(-1), lambda s: [s.normal(2, 2, 3)])
case("CumSum/reverse", lambda x: x.flip(1).cumsum(1).flip(1), lambda s: [s.normal(2, 3)])
case(
    "Slice/computed start",
    lambda x, count: x[-int(count[0]) :],
    lambda s: [s.normal(5, 2), np.asarray([2])],
    [],
)
case("Slice/computed start, all", lambda x, count: x, lambda s: [s.normal(2, 3), np.asarray([0])], [])


def quantised(x, weight, scales, bits, width):
    """x times weights of three rows in blocks of 16; bytes hold one weight, or two, the lower half first."""
    halves = weight if bits == 8 else torch.stack([weight % 16, weight // 16], -1)
    steps = halves.reshape(3, -1, 16).double() - 2 ** (bits - 1)
    return x @ (steps * scales.reshape(3, -1, 1)).reshape(3, -1)[:, :width].T


for kind, bits, width in [("8 bits", 8, 32), ("4 bits", 4, 32), ("a block that is not whole", 8, 20)]:
    case(
        f"MatMulNBits/{kind}",
        lambda x, w, s, bits=bits, width=width: quantised(x, w, s, bits, width),
        lambda s, bits=bits, width=width: [
            s.normal(2, width),
            s.random.randint(0, 256, (3, 2, 2 * bits)),
            s.positive(6),
        ],
        [],
    )

target = pathlib.Path(__file__).parent.parent / "fixtures" / "operators.json"
lines = [f"{json.dumps(name)}: {json.dumps(record, separators=(',', ':'))}" for name, record in cases.items()]
target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
print(f"{len(cases)} cases, {target.stat().st_size} bytes")
