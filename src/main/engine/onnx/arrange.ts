/** Puts a finished graph into the form that is written: dead nodes dropped, sections in order. */

import type { Graph } from './graph.ts';
import type { Node, Section, Value } from './types.ts';

const order: Readonly<Record<Section, number>> = { forward: 0, recompute: 1, gradient: 2 };

/**
 * The nodes that outputs depend on: forward, then recomputed, then gradient nodes, otherwise in the order made.
 * onnxruntime runs dead nodes too, so they must go.
 */
export function arrange(graph: Graph): {
  readonly nodes: readonly Node[];
  readonly values: ReadonlySet<Value>;
} {
  const values = new Set<Value>();
  const pending = [...graph.outputs.values()];
  for (let value = pending.pop(); value; value = pending.pop()) {
    if (values.has(value)) continue;
    values.add(value);
    pending.push(...(value.producer?.inputs ?? []));
  }
  const live = graph.nodes.filter(({ outputs }) => outputs.some((output) => values.has(output)));
  return { nodes: live.sort((a, b) => order[a.section] - order[b.section]), values };
}
