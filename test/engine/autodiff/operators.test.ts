/** Every operator's value and gradients, against PyTorch in float64 and against finite differences. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { gradientRules } from '../../../src/main/engine/autodiff/rules.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import { operators } from '../../../src/main/engine/onnx/shapes.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { type Feeds, float32, int32 } from '../../../src/main/engine/train/session.ts';
import { expectClose } from '../../support/close.ts';
import { evaluate, output, withGraph } from '../../support/evaluate.ts';
import { type Build, operatorCases, unknownSizes } from './operatorCases.ts';

interface Operand {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly type?: 'int32';
}

interface Reference {
  readonly operands: readonly Operand[];
  readonly y: Operand;
  readonly dy: readonly number[];
  /** Null for an operand without a gradient. */
  readonly gradients: readonly (readonly number[] | null)[];
}

const fixture = new URL('../../fixtures/operators.json', import.meta.url);
const references: Readonly<Record<string, Reference>> = JSON.parse(readFileSync(fixture, 'utf8'));

const cases = Object.entries(operatorCases).flatMap(([op, forms]) =>
  Object.entries(forms).map(([form, build]) => ({ name: `${op}/${form}`, op, build })),
);

test('every operator of the table has a gradient rule and a case, every case a reference', () => {
  const known = Object.keys(operators).sort();
  expect(Object.keys(gradientRules).sort()).toEqual(known);
  expect([...new Set(cases.map(({ op }) => op))].sort()).toEqual(known);
  expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(references).sort());
  expect(Object.keys(unknownSizes).filter((name) => !references[name])).toEqual([]);
});

/** The case as a graph with operands x0, x1, ... and y in float32. */
function build(name: string, make: Build): { g: Graph; operands: readonly Value[]; y: Value } {
  const g = new Graph();
  const operands = referenceOf(name).operands.map(({ shape, type }, i) =>
    g.input(`x${i}`, type ?? 'float32', unknownSizes[name]?.[i] ?? shape),
  );
  const y = make(g, ...(operands as [Value, Value, Value]));
  return { g, operands, y: g.cast(y, 'float32') };
}

function referenceOf(name: string): Reference {
  return references[name] as Reference;
}

function feedsOf(operands: readonly Operand[]): Feeds {
  const feeds = operands.map(({ shape, data, type }, i) => [
    `x${i}`,
    type ? int32(Int32Array.from(data), shape) : float32(Float32Array.from(data), shape),
  ]);
  return Object.fromEntries(feeds);
}

function total(g: Graph, x: Value): Value {
  return g.reduceSum(
    x,
    x.shape.map((_, i) => i),
    false,
  );
}

/** Adds the gradients of `loss` for every operand that has one, as outputs d0, d1, ... */
function addGradients(g: Graph, loss: Value, operands: readonly Value[], { gradients }: Reference): void {
  const wanted = operands.filter((_, i) => gradients[i]);
  const found = backward(g, loss, wanted);
  operands.forEach((x, i) => {
    if (gradients[i]) output(g, found.get(x) as Value, `d${i}`);
  });
}

describe.each(cases)('$name', ({ name, build: make }) => {
  const reference = referenceOf(name);
  const differentiable = reference.gradients.some((gradient) => gradient);

  test('equals PyTorch', async () => {
    const { g, operands, y } = build(name, make);
    output(g, y, 'y');
    const dy = g.input('dy', 'float32', y.shape);
    if (differentiable) addGradients(g, total(g, g.mul(y, dy)), operands, reference);
    const upstream = { dy: float32(Float32Array.from(reference.dy), reference.y.shape) };
    const found = await evaluate(g, { ...feedsOf(reference.operands), ...upstream });
    expectClose(found.y as Float32Array, reference.y.data, 2e-6, 'y');
    reference.gradients.forEach((gradient, i) => {
      if (gradient) expectClose(found[`d${i}`] as Float32Array, gradient, 4e-6, `d${i}`);
    });
  });

  if (!differentiable) {
    test('has no gradient', () => {
      const { g, operands, y } = build(name, make);
      expect(() => backward(g, total(g, y), [operands[0] as Value])).toThrow(
        /loss does not depend|no gradient|Gather/,
      );
    });
    return;
  }

  test('equals finite differences', async () => {
    if (name === 'Min/ties') return; // neither side's slope
    const { g, y } = build(name, make);
    output(g, y, 'y');
    await withGraph(g, async (run) => {
      for (const [i, gradient] of reference.gradients.entries()) {
        if (!gradient) continue;
        const slopes: number[] = [];
        for (let entry = 0; entry < gradient.length; entry++)
          slopes.push(await slope(run, reference, i, entry));
        expectClose(slopes, gradient, 1e-4, `slope of x${i}`);
      }
    });
  });

  test('a gradient that is the same everywhere may stay a scalar on its way', async () => {
    const { g, operands, y } = build(name, make);
    const ones = g.input('dy', 'float32', y.shape);
    const whole = backward(
      g,
      total(g, g.mul(y, ones)),
      operands.filter((_, i) => reference.gradients[i]),
    );
    const lazy = backward(
      g,
      total(g, y),
      operands.filter((_, i) => reference.gradients[i]),
    );
    for (const [x, gradient] of whole) output(g, gradient, `whole ${x.name}`);
    for (const [x, gradient] of lazy) output(g, gradient, `lazy ${x.name}`);
    const dy = float32(new Float32Array(reference.dy.length).fill(1), reference.y.shape);
    const found = await evaluate(g, { ...feedsOf(reference.operands), dy });
    for (const { name: x } of whole.keys())
      expectClose(found[`lazy ${x}`] as Float32Array, found[`whole ${x}`] as Float32Array, 4e-6, x);
  });
});

/** Steps exact in float32 and large enough that rounding stays below 1e-5 of the slope. */
const step = 1 / 32;

/**
 * d Σ y·dy / dx at one entry of operand `index`, by central differences of fourth order:
 * (8·(f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h.
 */
async function slope(
  run: (feeds: Feeds) => Promise<Record<string, Float32Array>>,
  { operands, dy }: Reference,
  index: number,
  entry: number,
): Promise<number> {
  const at = async (distance: number): Promise<Float32Array> => {
    const moved = operands.map((x, i) =>
      i === index ? { ...x, data: x.data.with(entry, (x.data[entry] as number) + distance) } : x,
    );
    return (await run(feedsOf(moved))).y as Float32Array;
  };
  const difference = async (distance: number): Promise<number> => {
    const [above, below] = [await at(distance), await at(-distance)];
    return dy.reduce((sum, weight, i) => sum + weight * ((above[i] as number) - (below[i] as number)), 0);
  };
  return (8 * (await difference(step)) - (await difference(2 * step))) / (12 * step);
}
