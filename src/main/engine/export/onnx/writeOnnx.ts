/** Writes a model, its adapter in the weights, as an ONNX graph with its data files beside it, a piece at a time. */

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BaseModel } from '../../baseModel.ts';
import { AtomicFile, writeFileAtomic } from '../../formats/atomic.ts';
import { bytesOf, encodeFloats } from '../../formats/float.ts';
import type { Adapter } from '../../formats/peft.ts';
import { readTensor, readTensorRows, transposedMatrix } from '../../formats/readTensor.ts';
import type { StreamOptions } from '../../formats/streamSafetensors.ts';
import { elementCount } from '../../formats/tensor.ts';
import type { ExternalTensor } from '../../onnx/decode.ts';
import { encode } from '../../onnx/encode.ts';
import type { Graph } from '../../onnx/graph.ts';
import { nothingKept, yieldOrAbort } from '../../runtime/yieldOrAbort.ts';
import { mergeInto } from '../targets/merged.ts';
import { encodeBlocks } from './blockCodes.ts';
import { inferenceGraph } from './inferenceGraph.ts';
import { graphFile, type OnnxType, planWeights, type StoredWeight } from './storedWeights.ts';

/** Numbers of float32 held at a time. */
const pieceNumbers = 2 ** 20;

/**
 * Fills `onnx/` of the existing `folder`.
 * @returns the graph, and how many data files it has
 * @throws AppError `unsupported` for layers that such a graph cannot have; `disk`, `interrupted`
 */
export async function writeOnnx(
  folder: string,
  { model, adapter }: { readonly model: BaseModel; readonly adapter: Adapter },
  type: OnnxType,
  { onProgress, signal }: StreamOptions = {},
): Promise<{ readonly dataFiles: number; readonly graph: Graph }> {
  const plan = planWeights(model, type);
  const graph = inferenceGraph(model, plan);
  const bytes = encode(graph);
  const file = join(folder, graphFile(type));
  mkdirSync(dirname(file));
  const all = [...plan.values()];
  const total = all.flatMap(({ parts }) => parts).reduce((sum, { length }) => sum + length, 0);
  const files = Map.groupBy(all, ({ parts }) => parts[0]?.location as string);
  let written = 0;
  for (const [location, weights] of files) {
    const data = new AtomicFile(join(dirname(file), location));
    let [end, current]: [number, ExternalTensor | undefined] = [0, undefined];
    try {
      for (const weight of weights)
        for (const [part, bytes] of piecesOf(weight, model, adapter)) {
          await yieldOrAbort(signal, nothingKept);
          if (part !== current) data.write(new Uint8Array(part.offset - end));
          if (part !== current) [current, end] = [part, part.offset];
          data.write(bytes);
          end += bytes.byteLength;
          written += bytes.byteLength;
          onProgress?.(Math.min(1, written / total));
        }
      data.commit();
    } finally {
      data.abort();
    }
  }
  writeFileAtomic(file, bytes);
  return { dataFiles: files.size, graph };
}

/** A weight's bytes, with what the adapter changes in it; scales, a thirty-second of the numbers, wait for the end. */
function* piecesOf(
  weight: StoredWeight,
  model: BaseModel,
  adapter: Adapter,
): Generator<readonly [ExternalTensor, Uint8Array]> {
  const { storage } = weight;
  const [numbers, others] = weight.parts as readonly [ExternalTensor, ExternalTensor?];
  if (typeof storage !== 'number') {
    for (const rows of mergedRows(weight, model, adapter)) yield [numbers, encodeFloats(storage, rows)];
    return;
  }
  const width = (weight.turned ? weight.info.shape[0] : weight.info.shape[1]) as number;
  const scales = new Float32Array(elementCount(others?.shape ?? []));
  let done = 0;
  for (const rows of mergedRows(weight, model, adapter)) {
    const coded = encodeBlocks(rows, width, storage);
    scales.set(coded.scales, done);
    done += coded.scales.length;
    yield [numbers, coded.codes];
  }
  if (others) yield [others, bytesOf(scales)];
}

/** Whole rows of base and adapter, as the export has them. */
function* mergedRows(
  { info, turned }: StoredWeight,
  model: BaseModel,
  adapter: Adapter,
): Generator<Float32Array> {
  const change = mergeInto(info.name, adapter, model)?.();
  const width = elementCount(info.shape.slice(1));
  if (turned) {
    const values = readTensor(info);
    change?.(values, 0);
    yield transposedMatrix(values, info.shape[0] as number, width);
    return;
  }
  for (const { first, values } of readTensorRows(info, Math.max(1, Math.floor(pieceNumbers / width)))) {
    change?.(values, first);
    yield values;
  }
}
