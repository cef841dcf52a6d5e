/** Begins an adapter as EVA does, from what a model's layers are given when it reads the rows: Paischer et al. 2024. */

import { mkdirSync } from 'node:fs';
import { modelWeights } from '../../src/main/engine/adapters/modelWeights.ts';
import { SvdSolver } from '../../src/main/engine/adapters/truncatedSvd.ts';
import type { BaseModel } from '../../src/main/engine/baseModel.ts';
import { peftTensorName, writeAdapter } from '../../src/main/engine/formats/peft.ts';
import { floatSource } from '../../src/main/engine/formats/safetensors.ts';
import { decoder } from '../../src/main/engine/models/decoder.ts';
import { linear } from '../../src/main/engine/nn/linear.ts';
import { packedContext, packedLayout } from '../../src/main/engine/nn/packedAttention.ts';
import { declarePlaces } from '../../src/main/engine/nn/rope.ts';
import { packedFeeds, type TokenSequence } from '../../src/main/engine/objectives/packedFeeds.ts';
import { Graph } from '../../src/main/engine/onnx/graph.ts';
import type { Value } from '../../src/main/engine/onnx/types.ts';
import { floats, Session } from '../../src/main/engine/runtime/session.ts';

/**
 * Writes an adapter for every linear layer whose A holds the main directions of the layer's inputs, and whose B is zero;
 * ranks are not moved between layers. Inputs are summed up over one pass.
 */
export async function writeEvaStart(
  model: BaseModel,
  rows: readonly TokenSequence[],
  rank: number,
  folder: string,
): Promise<void> {
  const g = new Graph();
  const ids = g.input('ids', 'int32', ['tokens']);
  const places = declarePlaces(g);
  const layout = packedLayout(g, 'tokens');
  const inputs = new Map<string, Value>();
  const weights = modelWeights(g, model, new Map(), ({ path }, weight, bias) => (x) => {
    inputs.set(path, x);
    return linear(g, x, weight, bias);
  });
  const context = packedContext(g, layout, places.positions);
  decoder(g, model, weights, ids, places, () => context);
  const shared = Map.groupBy(inputs, ([, x]) => x);
  for (const [x, [first]] of shared) g.output(g.gemm(x, x, { transA: true }), first![0]);
  const session = await Session.create(g, { device: { kind: 'cpu' }, folder: model.weightsFolder });
  const grams = await session.run(packedFeeds(rows));
  await session.release();
  const solver = await SvdSolver.create();
  const sources = [];
  for (const [, layers] of shared) {
    const gram = grams[layers[0]![0]]!;
    const width = gram.shape[0]!;
    const { right } = await solver.solve({ data: floats(gram), rows: width, columns: width }, rank);
    for (const [path] of layers) {
      const { out } = model.linear.get(path)!;
      sources.push(floatSource(peftTensorName(`${path}.lora_A`), [rank, width], right));
      sources.push(floatSource(peftTensorName(`${path}.lora_B`), [out, rank], new Float32Array(out * rank)));
    }
  }
  await solver.release();
  mkdirSync(folder, { recursive: true });
  const same = { rankPattern: {}, alphaPattern: {}, layersToTransform: null, modulesToSave: null } as const;
  const config = {
    kind: 'lora',
    rank,
    alpha: 2 * rank,
    useRslora: false,
    dropout: 0,
    bias: 'none',
    ...same,
  } as const;
  writeAdapter(folder, { ...config, targetModules: 'all-linear', baseModel: undefined }, sources);
}
