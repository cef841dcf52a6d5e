/** Every operator's value and gradients, against PyTorch in float64 and against finite differences. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backward } from '../../../src/main/engine/autodiff/backward.ts';
import { gradientRules } from '../../../src/main/engine/autodiff/rules.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import { operators } from '../../../src/main/engine/onnx/operators.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import { type Feeds, float32, int32 } from '../../../src/main/engine/runtime/session.ts';
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

function floatsOf(results: Readonly<Record<string, Float32Array>>, name: string): Float32Array {
  return results[name] as Float32Array;
}

function referenceOf(name: string): Reference {
  return references[name] as Reference;
}

function feedsOf({ operands, dy, y }: Reference): Feeds {
  const feeds = operands.map(({ shape, data, type }, i) => [
    `x${i}`,
    type ? int32(Int32Array.from(data), shape) : float32(Float32Array.from(data), shape),
  ]);
  return { ...Object.fromEntries(feeds), dy: float32(Float32Array.from(dy), y.shape) };
}

function total(g: Graph, x: Value): Value {
  return g.reduceSum(
    x,
    x.shape.map((_, i) => i),
    false,
  );
}

/** The case with its inputs x0, x1, ..., dy and its outputs y, and d0, d1, ... for the operands with a gradient. */
function gradientGraph(name: string, make: Build): Graph {
  const { g, operands, y } = build(name, make);
  const dy = g.input('dy', 'float32', y.shape);
  const wanted = operands.filter((_, i) => referenceOf(name).gradients[i]);
  const gradients = backward(g, total(g, g.mul(y, dy)), wanted);
  output(g, y, 'y');
  for (const x of wanted) output(g, gradients.get(x) as Value, x.name.replace('x', 'd'));
  return g;
}

describe.each(cases)('$name', ({ name, build: make }) => {
  const reference = referenceOf(name);

  if (!reference.gradients.some((gradient) => gradient)) {
    test('equals PyTorch', async () => {
      const { g, y } = build(name, make);
      output(g, y, 'y');
      const { dy: _, ...feeds } = feedsOf(reference);
      expectClose(floatsOf(await evaluate(g, feeds), 'y'), reference.y.data, 2e-6);
    });

    test('has no gradient', () => {
      const { g, operands, y } = build(name, make);
      const refusal =
        /^internal: (the loss does not depend on x0|no gradient of (Gather|Slice)|Gather without an inverse)/;
      expect(() => backward(g, total(g, y), [operands[0] as Value])).toThrow(refusal);
    });
    return;
  }

  test('equals PyTorch', async () => {
    const found = await evaluate(gradientGraph(name, make), feedsOf(reference));
    expectClose(floatsOf(found, 'y'), reference.y.data, 2e-6, 'y');
    reference.gradients.forEach((gradient, i) => {
      if (gradient) expectClose(floatsOf(found, `d${i}`), gradient, 4e-6, `d${i}`);
    });
  });

  // at a tie of Min the slopes on both sides differ
  if (!name.endsWith('/ties'))
    test('equals finite differences', async () => {
      await withGraph(gradientGraph(name, make), async (run) => {
        const found = await run(feedsOf(reference));
        for (const [i, gradient] of reference.gradients.entries()) {
          if (!gradient) continue;
          const slopes: number[] = [];
          for (const entry of gradient.keys()) slopes.push(await slope(run, reference, i, entry));
          expectClose(floatsOf(found, `d${i}`), slopes, 1e-4, `d${i}`);
        }
      });
    });

  test('a gradient that is the same everywhere may stay a scalar on its way', async () => {
    const { g, operands, y } = build(name, make);
    const wanted = operands.filter((_, i) => reference.gradients[i]);
    const dy = g.input('dy', 'float32', y.shape);
    const whole = backward(g, total(g, g.mul(y, dy)), wanted);
    const lazy = backward(g, total(g, y), wanted);
    for (const x of wanted) {
      output(g, whole.get(x) as Value, `whole ${x.name}`);
      output(g, lazy.get(x) as Value, `lazy ${x.name}`);
    }
    const found = await evaluate(g, feedsOf({ ...reference, dy: reference.dy.map(() => 1) }));
    for (const x of wanted)
      expectClose(floatsOf(found, `lazy ${x.name}`), floatsOf(found, `whole ${x.name}`), 4e-6, x.name);
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
  reference: Reference,
  index: number,
  entry: number,
): Promise<number> {
  const at = async (distance: number): Promise<Float32Array> => {
    const moved = reference.operands.map((x, i) =>
      i === index ? { ...x, data: x.data.with(entry, (x.data[entry] as number) + distance) } : x,
    );
    return floatsOf(await run(feedsOf({ ...reference, operands: moved })), 'y');
  };
  const difference = async (distance: number): Promise<number> => {
    const [above, below] = [await at(distance), await at(-distance)];
    return reference.dy.reduce(
      (sum, weight, i) => sum + weight * ((above[i] as number) - (below[i] as number)),
      0,
    );
  };
  return (8 * (await difference(step)) - (await difference(2 * step))) / (12 * step);
}
