/** Binds a base model's files, and what is trained on top, to the names a family's builder asks for. */

import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { internalError } from '../../../shared/errors.ts';
import type { BaseModel } from '../baseModel.ts';
import { type StoredType, type TensorInfo, transposedInfo } from '../formats/tensor.ts';
import { replaceInProducts } from '../nn/linear.ts';
import { oriented, type WeightSource, type Weights, weightsFrom } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { ElementType, Value } from '../onnx/types.ts';

const elementTypes: Partial<Record<StoredType, ElementType>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  U8: 'uint8',
};

/** The stored weights that a graph has: one that runs the model twice holds them once. */
const declared = new WeakMap<Graph, Map<string, Value>>();

/**
 * @param trained tensors that are not read from the model's files, by name
 * @param asLinear what a linear layer computes, with its weight [out, in]
 */
export function modelWeights(
  g: Graph,
  model: BaseModel,
  trained: ReadonlyMap<string, Value>,
  asLinear: WeightSource['linear'],
): Weights {
  const bound = new Map<string, Value>(trained);
  const stored = declared.get(g) ?? new Map<string, Value>();
  declared.set(g, stored);
  const weight = (info: TensorInfo, declare: typeof declareWeight): Value => {
    const value = stored.get(info.name) ?? declare(g, info);
    stored.set(info.name, value);
    return value;
  };
  /** `value`, the tensor `name` as products want it, in few bits where the model has it so. */
  const inProducts = (name: string, value: Value): Value => {
    const few = model.quantised?.get(name);
    if (!few || trained.has(name)) return value;
    const { values, scales, ...form } = few;
    replaceInProducts(value, {
      ...form,
      values: weight(values, declareStored),
      scales: weight(scales, declareStored),
    });
    return value;
  };
  const tensor = (name: string): Value => {
    const known = bound.get(name);
    if (known) return known;
    const info = model.tensors.get(name);
    if (!info) throw internalError(`no tensor ${name} in the model`);
    const value = inProducts(name, weight(info, declareWeight));
    bound.set(name, value);
    return value;
  };
  return weightsFrom({
    tensor,
    embedding: (name, _, ids) => g.gather(tensor(name), ids),
    linear: (layer, stored, bias) =>
      asLinear(layer, inProducts(`${layer.path}.weight`, oriented(g, layer, stored)), bias),
  });
}

/** The weight of the linear layer `path`: reading it gives [out, in]. */
export function weightOf(model: BaseModel, path: string): TensorInfo {
  return orientedTensor(model, `${path}.weight`);
}

/** The tensor `name`, of those of linear layers the weights as [out, in]. */
export function orientedTensor(
  { tensors, linear }: Pick<BaseModel, 'tensors' | 'linear'>,
  name: string,
): TensorInfo {
  const info = tensors.get(name) as TensorInfo;
  const path = name.endsWith('.weight') ? name.slice(0, -'.weight'.length) : '';
  return linear.get(path)?.transposed ? transposedInfo(info) : info;
}

/**
 * The weight as float32. Half-precision weights stay so in their file and are cast where they are used, once for
 * the forward and once for the backward pass, so that only one layer's float32 copy exists at a time; of what only some
 * rows are used, these alone are cast.
 */
function declareWeight(g: Graph, info: TensorInfo): Value {
  const stored = declareStored(g, info);
  return g.recomputed('always', () => g.cast(stored, 'float32'));
}

/** The weight in the type that its file has. */
function declareStored(g: Graph, info: TensorInfo): Value {
  const type = elementTypes[info.dtype];
  if (!type) throw internalError(`weight ${info.name} has element type ${info.dtype}`);
  const location = basename(realpathSync(info.file));
  return g.weight(info.name, type, info.shape, { location, offset: info.offset, length: info.byteLength });
}
