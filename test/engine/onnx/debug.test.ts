/** LOWRANK_DEBUG_GRAPH=1: what onnxruntime says of a node, we say of the line that made it. */

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { float32, Session } from '../../../src/main/engine/runtime/session.ts';

afterEach(() => vi.unstubAllEnvs());

/** Graphs and blocks as a process loads them that has the variable set, or not. */
async function load(debug: boolean) {
  vi.stubEnv('LOWRANK_DEBUG_GRAPH', debug ? '1' : '');
  vi.resetModules();
  const { Graph } = await import('../../../src/main/engine/onnx/graph.ts');
  const { rmsNorm } = await import('../../../src/main/engine/nn/rmsNorm.ts');
  return { Graph, rmsNorm };
}

/** What onnxruntime says when x and the weight of a norm differ in size, which only the run knows. */
async function failedRun(debug: boolean): Promise<string> {
  const { Graph, rmsNorm } = await load(debug);
  const g = new Graph();
  const weight = g.input('weight', 'float32', ['width']);
  g.output(rmsNorm(g, g.input('x', 'float32', ['tokens', 'width']), weight, 1e-5), 'y');
  const session = await Session.create(g, { device: { kind: 'cpu' }, threads: 1 });
  const feeds = { x: float32(new Float32Array(6), [2, 3]), weight: float32(new Float32Array(4), [4]) };
  try {
    await session.run(feeds);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await session.release();
  }
  throw new Error('the run did not fail');
}

/** What onnxruntime says of an operator that has no kernel for its operands. */
async function failedLoad(debug: boolean): Promise<string> {
  const { Graph } = await load(debug);
  const g = new Graph();
  g.output(
    g.scope('block', () => g.exp(g.input('x', 'bool', [2]))),
    'y',
  );
  const created = Session.create(g, { device: { kind: 'cpu' }, threads: 1 });
  return created.then(
    () => Promise.reject(new Error('the graph loaded')),
    (error) => (error as Error).message,
  );
}

/** The source line that a message says a node was made at. */
function madeAt(message: string): string | undefined {
  const [, file, line] = message.match(/\(made at .*?(\/[^():]*\.ts):(\d+):\d+\)?\)$/) ?? [];
  return file && readFileSync(file, 'utf8').split('\n')[Number(line) - 1];
}

describe('the line that made a node', () => {
  test('is named when a run fails', async () => {
    const message = await failedRun(true);
    expect(message).toContain(
      'a step failed in onnxruntime: Non-zero status code returned while running Mul node',
    );
    expect(madeAt(message)).toContain('return g.mul(g.div(x, root), weight);');
  });

  test('is named when a graph does not load', async () => {
    const message = await failedLoad(true);
    expect(message).toContain('onnxruntime could not load the graph on cpu: ');
    expect(message).toContain('(block/Exp_0)');
    expect(madeAt(message)).toContain("g.exp(g.input('x', 'bool', [2]))");
  });

  test('is not kept without the variable', async () => {
    expect(await failedRun(false)).not.toContain('made at');
    expect(await failedLoad(false)).not.toContain('made at');
  });
});
