/** The order in which onnxruntime really ran a graph's nodes, and the memory that order asks for. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { encode } from '../../src/main/engine/onnx/encode.ts';
import type { Graph } from '../../src/main/engine/onnx/graph.ts';
import type { Node, Value } from '../../src/main/engine/onnx/types.ts';
import type { Feeds } from '../../src/main/engine/runtime/session.ts';

/** A node as it ran. */
export interface Ran {
  readonly node: Node;
  readonly outputBytes: number;
}

/** An entry of onnxruntime's profile: one kernel call, among others. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly args: { readonly output_size?: string };
}

/** Runs `graph` once, unoptimised as training does, and returns its nodes in the order of their start. */
export async function executionOrder(
  graph: Graph,
  feeds: Feeds,
  modelFolder?: string,
): Promise<readonly Ran[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-profile-'));
  try {
    const session = await ort.InferenceSession.create(encode(graph), {
      graphOptimizationLevel: 'disabled',
      enableMemPattern: false,
      logSeverityLevel: 3,
      intraOpNumThreads: 1,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'run'),
      extra: {
        session:
          modelFolder === undefined ? {} : { model_external_initializers_file_folder_path: modelFolder },
      },
    });
    const inputs = Object.entries(feeds).map(([name, t]) => [
      name,
      new ort.Tensor(t.type, t.data, [...t.shape]),
    ]);
    await session.run(Object.fromEntries(inputs));
    session.endProfiling();
    await session.release();
    const [file] = readdirSync(folder);
    return ranNodes(graph, JSON.parse(readFileSync(join(folder, file as string), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ranNodes(graph: Graph, events: readonly Event[]): readonly Ran[] {
  const nodes = new Map(graph.nodes.map((node) => [`${node.name}_kernel_time`, node]));
  return events
    .filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'))
    .toSorted((a, b) => a.ts - b.ts)
    .map(({ name, args }) => ({ node: nodes.get(name) as Node, outputBytes: Number(args.output_size) }));
}

/**
 * The most bytes of node results alive at once if each is freed after its last use; a Reshape shares its operand's.
 * Results of the graph are not counted.
 */
export function peakBytes(graph: Graph, order: readonly Ran[]): number {
  const store = (value: Value): Value =>
    value.producer?.op === 'Reshape' ? store(value.producer.inputs[0] as Value) : value;
  const lastUse = new Map<Value, number>();
  order.forEach(({ node }, i) => {
    for (const value of [...node.outputs, ...node.inputs]) lastUse.set(store(value), i);
  });
  const returned = new Set([...graph.outputs.values()].map(store));
  const freed = Map.groupBy(lastUse, ([, i]) => i);
  const sizes = new Map<Value, number>();
  let [alive, peak] = [0, 0];
  order.forEach(({ node, outputBytes }, i) => {
    // onnxruntime tells what all results of a node come to, which then go with the first.
    const [result] = node.outputs;
    if (node.op !== 'Reshape' && !returned.has(result)) {
      sizes.set(result, outputBytes);
      alive += outputBytes;
    }
    peak = Math.max(peak, alive);
    for (const [value] of freed.get(i) ?? []) alive -= sizes.get(value) ?? 0;
  });
  return peak;
}
