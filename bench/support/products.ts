/** The matrix products of a graph on their own: how fast onnxruntime runs each shape with nothing around it. */

import { arrange } from '../../src/main/engine/onnx/arrange.ts';
import { Graph } from '../../src/main/engine/onnx/graph.ts';
import type { Dim, Node, Value } from '../../src/main/engine/onnx/types.ts';
import { float32, Session } from '../../src/main/engine/runtime/session.ts';

/** Seconds and operations of all products of `graph`, each distinct one timed alone, best of three, times its count. */
export async function bareProducts(graph: Graph, sizes: Readonly<Record<string, number>>) {
  const counted = new Map<string, { readonly node: Node; count: number }>();
  for (const node of arrange(graph).nodes) {
    if (node.op !== 'Gemm' && node.op !== 'MatMul') continue;
    const shapes = node.inputs.map((input) => resolve(input, sizes).join('x'));
    const key = `${node.op} ${shapes.slice(0, 2).join(' ')} ${JSON.stringify(node.attributes)}`;
    const known = counted.get(key);
    if (known) known.count++;
    else counted.set(key, { node, count: 1 });
  }
  let [bareSeconds, gigaflop] = [0, 0];
  for (const { node, count } of counted.values()) {
    bareSeconds += count * (await secondsOf(node, sizes));
    const out = resolve(node.outputs[0], sizes).reduce((a, b) => a * b, 1);
    const [a] = node.inputs as [Value];
    const inner = resolve(a, sizes).at(
      'transA' in node.attributes && node.attributes.transA ? -2 : -1,
    ) as number;
    gigaflop += (count * 2 * out * inner) / 1e9;
  }
  return { bareSeconds, gigaflop };
}

/** Times a product runs in one call, so that the call's own cost does not show. */
const copies = 4;

async function secondsOf(node: Node, sizes: Readonly<Record<string, number>>): Promise<number> {
  const g = new Graph();
  const [a, b] = node.inputs
    .slice(0, 2)
    .map((input, i) => g.input(`x${i}`, 'float32', resolve(input, sizes))) as [Value, Value];
  const attributes = node.attributes as { readonly transA?: boolean; readonly transB?: boolean };
  // Only a corner of each result leaves the graph: copying whole ones out would count as time of the product.
  for (let i = 0; i < copies; i++) {
    const y = node.op === 'MatMul' ? g.matmul(a, b) : g.gemm(a, b, attributes);
    const axes = y.shape.map((_, axis) => axis);
    g.output(g.sliceAxes(y, { axes, starts: axes.map(() => 0), ends: axes.map(() => 1) }), `y${i}`);
  }
  const session = await Session.create(g, { device: { kind: 'cpu' } });
  const feeds = Object.fromEntries(
    [a, b].map(({ name, shape }) => {
      const numbers = (shape as readonly number[]).reduce((x, y) => x * y, 1);
      return [name, float32(new Float32Array(numbers).fill(0.5), shape as readonly number[])];
    }),
  );
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const start = performance.now();
    await session.run(feeds);
    if (i > 0) best = Math.min(best, (performance.now() - start) / 1000 / copies);
  }
  await session.release();
  return best;
}

function resolve({ shape }: Value, sizes: Readonly<Record<string, number>>): readonly number[] {
  const size = (dim: Dim): number =>
    typeof dim === 'number' ? dim : dim.split('*').reduce((p, part) => p * (sizes[part] ?? Number(part)), 1);
  return shape.map(size);
}
