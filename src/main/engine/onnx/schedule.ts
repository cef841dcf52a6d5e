/** What onnxruntime does with a graph: the order in which it runs the nodes, and the memory that order asks for. */

import { arrange } from './arrange.ts';
import type { Graph } from './graph.ts';
import { ShapeError } from './shapes.ts';
import type { Dim, ElementType, Node, Value } from './types.ts';

/** DimSizes of the dimensions that have names. */
export type DimSizes = Readonly<Record<string, number>>;

const elementBytes: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  bool: 1,
};

/**
 * The nodes in the order they are run: depth first from the last node whose result nobody uses, and within a node the
 * operand first whose producer stands last in the file (onnxruntime's Graph::ReverseDFSFrom).
 */
export function executionOrder(graph: Graph): readonly Node[] {
  const { nodes } = arrange(graph);
  const places = new Map(nodes.map((node, i) => [node, i]));
  const producers = nodes.map(({ inputs }) => {
    const found = inputs.flatMap(({ producer }) => (producer ? [places.get(producer)!] : []));
    return found.sort((a, b) => a - b);
  });
  const used = new Set(producers.flat());
  const order: Node[] = [];
  const seen = new Set<number>();
  const pending = nodes.flatMap((_, i) => (used.has(i) ? [] : [{ place: i, done: false }]));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { place, done } = next;
    if (done) order.push(nodes[place] as Node);
    if (done || seen.has(place)) continue;
    seen.add(place);
    pending.push({ place, done: true });
    for (const producer of producers[place] as readonly number[])
      if (!seen.has(producer)) pending.push({ place: producer, done: false });
  }
  return order;
}

/**
 * Tells for any sizes the most bytes of node results alive at once, each freed after its last use; a Reshape shares its
 * operand's. What the graph returns is not counted: it belongs to whoever asked for it.
 */
export function peakBytes(graph: Graph): (sizes: DimSizes) => number {
  const order = executionOrder(graph);
  const lastUse = new Map<Value, number>();
  order.forEach(({ outputs, inputs }, i) => {
    for (const value of [...outputs, ...inputs]) lastUse.set(storeOf(value), i);
  });
  for (const value of graph.outputs.values()) lastUse.delete(storeOf(value));
  const shapes = new Map<string, Value>();
  const keyOf = (value: Value): string => {
    const key = `${value.type} ${value.shape.join()}`;
    shapes.set(key, value);
    return key;
  };
  const steps = order.map((node) => ({
    made: node.op === 'Reshape' ? [] : node.outputs.filter((value) => lastUse.has(value)).map(keyOf),
    freed: [] as string[],
  }));
  for (const [value, i] of lastUse) if (value.producer) steps[i]?.freed.push(keyOf(value));
  return (sizes) => {
    const bytes = new Map([...shapes].map(([key, value]) => [key, bytesOf(value, sizes)]));
    let [alive, peak] = [0, 0];
    for (const { made, freed } of steps) {
      for (const key of made) alive += bytes.get(key)!;
      peak = Math.max(peak, alive);
      for (const key of freed) alive -= bytes.get(key)!;
    }
    return peak;
  };
}

/** The value whose memory a value lies in. */
function storeOf(value: Value): Value {
  return value.producer?.op === 'Reshape' ? storeOf(value.producer.inputs[0] as Value) : value;
}

function bytesOf({ type, shape }: Value, sizes: DimSizes): number {
  return shape.reduce<number>((product, dim) => product * sizeOf(dim, sizes), elementBytes[type]);
}

/** A dimension's size: a number, a name, or sums of products of these. */
function sizeOf(dim: Dim, sizes: DimSizes): number {
  if (typeof dim === 'number') return dim;
  const factor = (name: string) => {
    const size = /^-?\d+$/.test(name) ? Number(name) : sizes[name];
    if (size === undefined) throw new ShapeError(`the size of ${name} is not known`);
    return size;
  };
  const terms = dim.split('+').map((term) => term.split(/[*·]/).map(factor));
  return terms.reduce((sum, factors) => sum + factors.reduce((product, size) => product * size, 1), 0);
}
