/** How an ONNX export stores each weight, and where: the one plan by which the files are written, run and read again. */

import type { BaseModel } from '../../baseModel.ts';
import type { FloatType } from '../../formats/float.ts';
import { elementCount, type TensorInfo } from '../../formats/tensor.ts';
import type { ExternalTensor } from '../../onnx/decode.ts';
import type { ElementType } from '../../onnx/types.ts';
import { blocksOf, type CodeBits, codeBytes } from './blockCodes.ts';

/** The element types of an export, by which its file is called. */
export const onnxTypes = { float32: '', float16: '_fp16', int8: '_quantized', int4: '_q4' } as const;
export type OnnxType = keyof typeof onnxTypes;

/** Numbers as they are, or codes of 4 or 8 bits. */
export type Storage = Extract<FloatType, 'F32' | 'F16'> | CodeBits;

/** A weight of the model as it is stored: itself, or its codes and their scales. */
export interface StoredWeight {
  readonly info: TensorInfo;
  readonly storage: Storage;
  /** Of codes: the base stores [in, out], here it is [out, in]. */
  readonly turned: boolean;
  readonly parts: readonly ExternalTensor[];
}

/** A browser holds a file in one piece of memory, of less than 2 GiB. */
const longestFile = 2_000_000_000;
const alignment = 64;

/** "onnx/model_q4.onnx", as transformers.js looks for it. */
export function graphFile(type: OnnxType): string {
  return `onnx/model${onnxTypes[type]}.onnx`;
}

/** "model_q4.onnx_data", "model_q4.onnx_data_1", ..., beside the graph. */
function dataFile(type: OnnxType, index: number): string {
  return `model${onnxTypes[type]}.onnx_data${index === 0 ? '' : `_${index}`}`;
}

/**
 * Matrices are in the type asked for, all else in float32. In int4 only those have 4 bits that widen, some half of the
 * numbers, and not in the first and the last eighth of the layers. On SmolLM2-135M that is 0.05 nats from the original,
 * 0.08 with the outer layers too, 0.11 with queries and the attention's output as well; all in 8 bits 0.005.
 */
function storageOf(model: BaseModel, { name, shape }: TensorInfo, type: OnnxType): Storage {
  if (shape.length !== 2 || type === 'float32') return 'F32';
  if (type === 'float16') return 'F16';
  if (type === 'int8') return 8;
  const layer = model.linear.get(name.replace(/\.weight$/, ''));
  const { layers } = model.config;
  const index = Number(/\.(\d+)\./.exec(name)?.[1] ?? 0);
  const outer = Math.round(layers / 8);
  const isInner = index >= outer && index < layers - outer;
  return isInner && layer && layer.out > layer.input ? 4 : 8;
}

/** All weights of the model by name, in the order in which they are written, with a place for each. */
export function planWeights(model: BaseModel, type: OnnxType): ReadonlyMap<string, StoredWeight> {
  let [file, end] = [0, 0];
  const place = (
    name: string,
    type_: ElementType,
    shape: readonly number[],
    bytes: number,
  ): ExternalTensor => {
    const length = elementCount(shape) * bytes;
    let offset = Math.ceil(end / alignment) * alignment;
    if (offset > 0 && offset + length > longestFile) [file, offset] = [file + 1, 0];
    end = offset + length;
    return { name, type: type_, shape, location: dataFile(type, file), offset, length };
  };
  const stored = [...model.tensors].map(([name, info]): [string, StoredWeight] => {
    const storage = storageOf(model, info, type);
    if (storage === 'F32')
      return [name, { info, storage, turned: false, parts: [place(name, 'float32', info.shape, 4)] }];
    if (storage === 'F16')
      return [name, { info, storage, turned: false, parts: [place(name, 'float16', info.shape, 2)] }];
    const turned = model.linear.get(name.replace(/\.weight$/, ''))?.transposed ?? false;
    const [rows, width] = (turned ? info.shape.toReversed() : info.shape) as [number, number];
    const blocks = blocksOf(width);
    const parts = [
      place(`${name}.codes`, 'uint8', [rows, blocks, codeBytes(storage)], 1),
      place(`${name}.scales`, 'float32', [rows * blocks], 4),
    ];
    return [name, { info, storage, turned, parts }];
  });
  return new Map(stored);
}
