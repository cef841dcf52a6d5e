/** Runs small graphs in tests: one session, one thread, released at the end. */

import type { Graph } from '../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../src/main/engine/onnx/types.ts';
import { type Feeds, floats, Session } from '../../src/main/engine/runtime/session.ts';

/** Gives `use` a function that runs `graph` and returns its float32 outputs by name. */
export async function withGraph<T>(
  graph: Graph,
  use: (run: (feeds: Feeds) => Promise<Record<string, Float32Array>>) => Promise<T>,
  folder?: string,
): Promise<T> {
  const options = { device: { kind: 'cpu' }, threads: 1 } as const;
  const session = await Session.create(graph, folder === undefined ? options : { ...options, folder });
  try {
    return await use(async (feeds) => {
      const results = await session.run(feeds);
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, floats(tensor)]));
    });
  } finally {
    await session.release();
  }
}

/** The float32 outputs of one run. */
export function evaluate(graph: Graph, feeds: Feeds, folder?: string): Promise<Record<string, Float32Array>> {
  return withGraph(graph, (run) => run(feeds), folder);
}

/** Makes any value an output: an operand, or one that is an output already, through a copy. */
export function output(g: Graph, value: Value, name: string): void {
  g.output(g.reshape(value, value.shape), name);
}
