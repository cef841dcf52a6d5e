/** Runs a model over whole prompts and keeps every logit: what two models are compared by. */

import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { readTensor } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { attendToContext, causalMask } from '../nn/attention.ts';
import { decoder, head } from '../nn/decoder.ts';
import type { LoraAdapter } from '../nn/linear.ts';
import { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { modelParameters } from '../train/modelParameters.ts';
import { type Feeds, float32, floats, int32, Session } from '../train/session.ts';

/** Logits of each prompt, [tokens, vocabulary], row-major. */
export async function promptLogits(
  model: BaseModel,
  adapter: Adapter | undefined,
  prompts: readonly Int32Array[],
  afterEach?: () => Promise<void>,
): Promise<readonly Float32Array[]> {
  const { graph, feeds } = logitsGraph(model, adapter);
  const session = await Session.create(graph, { device: { kind: 'cpu' }, folder: model.weightsFolder });
  try {
    const results: Float32Array[] = [];
    for (const ids of prompts) {
      const positions = Float32Array.from(ids, (_, i) => i);
      const inputs = { ids: int32(ids, [ids.length]), positions: float32(positions, [ids.length]) };
      const { logits } = await session.run({ ...feeds, ...inputs });
      results.push(floats(logits));
      await afterEach?.();
    }
    return results;
  } finally {
    await session.release();
  }
}

/** The graph, and the inputs that stay the same from prompt to prompt: the adapter's matrices. */
function logitsGraph(model: BaseModel, adapter: Adapter | undefined): { graph: Graph; feeds: Feeds } {
  const { config } = model;
  const g = new Graph();
  const [ids, positions] = [g.input('ids', 'int32', ['tokens']), g.input('positions', 'float32', ['tokens'])];
  const feeds: Record<string, Feeds[string]> = {};
  const matrix = (info: TensorInfo): Value => {
    feeds[info.name] = float32(readTensor(info), info.shape);
    return g.input(info.name, 'float32', info.shape);
  };
  const low = (module: string): LoraAdapter | undefined => {
    const found = adapter?.modules.get(module);
    return found && { a: matrix(found.a), b: matrix(found.b), scale: found.scale };
  };
  const parameters = modelParameters(g, model, new Map(), low);
  const row = (x: Value) => g.reshape(x, [1, ...x.shape]); // [1, t, width]
  const hidden = decoder(g, config, parameters, ids, positions, (_, q, k, v, window) =>
    attendToContext(g, row(q), row(k), row(v), causalMask(g, positions, positions, window), config),
  );
  g.output(head(g, config, parameters, hidden), 'logits');
  return { graph: g, feeds };
}
