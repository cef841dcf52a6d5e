/** The walker: which gradients it builds, which it does not, and how contributions meet. */

import { describe, expect, test } from 'vitest';
import { lora } from '../../../src/main/engine/adapters/lora.ts';
import { backward, type Recompute } from '../../../src/main/engine/autodiff/backward.ts';
import { arrange } from '../../../src/main/engine/onnx/arrange.ts';
import { Graph } from '../../../src/main/engine/onnx/graph.ts';
import type { Node, Value } from '../../../src/main/engine/onnx/types.ts';
import { type Feeds, float32 } from '../../../src/main/engine/runtime/session.ts';
import { expectClose } from '../../support/close.ts';
import { evaluate, output } from '../../support/evaluate.ts';
import { llama, llamaFeeds, llamaGraph, loraPlan } from '../../support/goldenLlama.ts';
import { print } from '../../support/printGraph.ts';

const total = (g: Graph, x: Value) =>
  g.reduceSum(
    x,
    x.shape.map((_, i) => i),
    false,
  );

/** The gradients of the loss that `build` makes of x [2, 3] (1 to 6) and b [3] (1, 2, 3), for x and b. */
async function gradientsOf(build: (g: Graph, x: Value, b: Value) => Value): Promise<readonly number[][]> {
  const g = new Graph();
  const [x, b] = [g.input('x', 'float32', [2, 3]), g.input('b', 'float32', [3])];
  const gradients = backward(g, build(g, x, b), [x, b]);
  for (const [value, gradient] of gradients) output(g, gradient, `d ${value.name}`);
  const feeds: Feeds = {
    x: float32(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
    b: float32(Float32Array.of(1, 2, 3), [3]),
  };
  const found = await evaluate(g, feeds);
  return [[...(found['d x'] ?? [])], [...(found['d b'] ?? [])]];
}

describe('contributions', () => {
  test('are summed where a value is used more than once', async () => {
    // Σ x² + x + 3b
    const build = (g: Graph, x: Value, b: Value) =>
      g.add(total(g, g.add(g.mul(x, x), x)), total(g, g.add(b, g.add(b, b))));
    expect(await gradientsOf(build)).toEqual([
      [3, 5, 7, 9, 11, 13],
      [3, 3, 3],
    ]);
  });

  test('are summed over the axes along which an operand was repeated', async () => {
    expect(await gradientsOf((g, x, b) => total(g, g.mul(x, b)))).toEqual([
      [1, 2, 3, 1, 2, 3],
      [5, 7, 9],
    ]);
    expect(await gradientsOf((g, x, b) => total(g, g.add(g.mul(x, g.scalar(2)), b)))).toEqual([
      [2, 2, 2, 2, 2, 2],
      [2, 2, 2],
    ]);
  });

  test('of branches that the loss ignores are nothing', async () => {
    const build = (g: Graph, x: Value, b: Value) => {
      g.exp(g.mul(x, b));
      return total(g, g.sub(x, b));
    };
    expect(await gradientsOf(build)).toEqual([
      [1, 1, 1, 1, 1, 1],
      [-2, -2, -2],
    ]);
  });

  test('of a node with several results come from all of them, and it is computed again but once', () => {
    const g = new Graph();
    const x = g.input('x', 'float32', [2, 4]);
    const product = g.recomputed('cheap', () => {
      const [a, b] = g.split(g.exp(x), 1, [2, 2]) as [Value, Value];
      return g.mul(g.mul(a, a), b);
    });
    const gradient = backward(g, total(g, product), [x], 'cheap').get(x) as Value;
    g.output(gradient, 'dx');
    const counts = Object.groupBy(arrange(g).nodes, ({ op }) => op);
    expect([counts.Split?.length, counts.Concat?.length]).toEqual([1, 1]);
    expect(counts.Split?.[0]?.section).toBe('recompute');
  });

  test('do not pass through integers and truth values', async () => {
    const build = (g: Graph, x: Value, b: Value) => {
      const steps = g.cast(g.cast(x, 'int32'), 'float32');
      const signs = g.cast(g.less(g.scalar(0), x), 'float32');
      return total(g, g.mul(b, g.mul(x, g.mul(steps, signs))));
    };
    expect(await gradientsOf(build)).toEqual([
      [1, 4, 9, 4, 10, 18],
      [17, 29, 45],
    ]);
  });
});

describe('what is asked for', () => {
  test('an unused parameter is named', () => {
    const g = new Graph();
    const [x, unused] = [g.input('x', 'float32', [2]), g.input('unused', 'float32', [2])];
    expect(() => backward(g, total(g, x), [x, unused])).toThrow('the loss does not depend on unused');
  });

  test('a loss that is no scalar is refused', () => {
    const g = new Graph();
    const x = g.input('x', 'float32', [2]);
    expect(() => backward(g, g.exp(x), [x])).toThrow('the loss must be a scalar, not float32[2]');
  });

  test('the walk stops at a parameter, though it be computed', async () => {
    const g = new Graph();
    const x = g.input('x', 'float32', [3]);
    const middle = g.exp(x);
    const gradient = backward(g, total(g, g.mul(middle, middle)), [middle]).get(middle) as Value;
    const before = g.nodes.length;
    output(g, gradient, 'd');
    expect(g.nodes.slice(0, before).some(({ name }) => name.startsWith(`d/${middle.name}/`))).toBe(false);
    const { d } = await evaluate(g, { x: float32(Float32Array.of(0, 1, 2), [3]) });
    expectClose(d as Float32Array, [2, 2 * Math.E, 2 * Math.E ** 2], 1e-6);
  });

  test('a low-rank layer gets the gradients of A and B and no other', () => {
    const g = new Graph();
    const x = g.input('x', 'float32', ['tokens', 6]);
    const weight = g.weight('weight', 'float32', [5, 6], {
      location: 'model.safetensors',
      offset: 0,
      length: 120,
    });
    const [a, b] = [g.input('a', 'float32', [2, 6]), g.input('b', 'float32', [5, 2])];
    const loss = total(
      g,
      g.tanh(
        lora.apply(g, { x, weight, bias: undefined, drop: (input) => input }, { lora_A: a, lora_B: b }, 2),
      ),
    );
    const gradients = backward(g, loss, [a, b]);
    g.output(gradients.get(a) as Value, 'dA');
    g.output(gradients.get(b) as Value, 'dB');
    expect(print(g)).toMatchInlineSnapshot(`
      "input x: float32[tokens, 6]
      input a: float32[2, 6]
      input b: float32[5, 2]
      %0: float32[tokens, 5] = Gemm(x, weight) {transB}
      %1: float32[tokens, 2] = Gemm(x, a) {transB}
      %2: float32[tokens, 5] = Gemm(%1, b, %0) {alpha: 2, transB}
      %3: float32[tokens, 5] = Tanh(%2)
      %4: float32[1, 1] = Reshape(scalar/1)
      %5: float32[tokens, 5] = Mul(%3, %3)
      %6: float32[tokens, 5] = Sub(scalar/1, %5)
      %7: float32[tokens, 5] = Mul(%4, %6)
      %8: float32[tokens, 2] = Gemm(%7, b) {alpha: 2}
      %9: float32[5, 2] = Gemm(%7, %1) {alpha: 2, transA}
      %10: float32[2, 6] = Gemm(%8, x) {transA}
      return dA=%10, dB=%9"
    `);
  });
});

/** Weights that stay in the model's files. */
function frozenShapes(graph: Graph): Set<string> {
  const frozen = graph.initializers.filter(({ data }) => !(data instanceof Uint8Array));
  return new Set(frozen.flatMap(({ value: { shape } }) => [shape.join(), shape.toReversed().join()]));
}

function gradientNodes(graph: Graph): readonly Node[] {
  return arrange(graph).nodes.filter(({ section }) => section === 'gradient');
}

describe('the graph of the golden Llama', () => {
  test.each<Recompute>(['none', 'cheap', 'layer'])(
    'holds no gradient of a frozen weight (%s)',
    (recompute) => {
      const graph = llamaGraph(recompute);
      const frozen = frozenShapes(graph);
      expect(frozen.size).toBeGreaterThan(6);
      const nodes = gradientNodes(graph);
      expect(
        nodes.filter(({ outputs: [{ shape }] }) => frozen.has(shape.join())).map(({ name }) => name),
      ).toEqual([]);
      const adapters = new Set(
        loraPlan().buckets.flatMap((b) => b.parameters.map(({ shape }) => shape.join())),
      );
      const weightLike = nodes.filter(
        ({ op, attributes }) => op === 'Gemm' && 'transA' in attributes && attributes.transA,
      );
      expect(weightLike).toHaveLength(2 * 14);
      expect(weightLike.filter(({ outputs: [{ shape }] }) => !adapters.has(shape.join()))).toEqual([]);
    },
  );

  test('goes no lower than the lowest adapter', () => {
    const graph = llamaGraph(
      'cheap',
      loraPlan((path) => path.includes('layers.1.')),
    );
    const late = arrange(graph).nodes.filter(({ section }) => section !== 'forward');
    expect(late.some(({ name }) => name.includes('layers.1/'))).toBe(true);
    expect(late.filter(({ name }) => name.includes('layers.0/')).map(({ name }) => name)).toEqual([]);
  });

  test('gives the same gradients whatever is computed again', async () => {
    const run = (recompute: Recompute) => evaluate(llamaGraph(recompute), llamaFeeds(), llama.weightsFolder);
    const [none, cheap, layer] = [await run('none'), await run('cheap'), await run('layer')];
    expect(
      Object.values(none)
        .flatMap((values) => [...values])
        .some((value) => Math.abs(value) > 1e-3),
    ).toBe(true);
    expect(cheap).toEqual(none);
    expect(layer).toEqual(none);
  });
});
