/** Puts adapters of a kind into any graph: under training, or frozen as inputs whose strength may change. */

import type { BaseModel } from '../baseModel.ts';
import { linear } from '../nn/linear.ts';
import type { LinearLayer, WeightSource, Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { type AdaptedLayer, type AdapterKind, type Parts, partName } from './kind.ts';
import type { DropInput, InGraph, Trained } from './method.ts';
import { type ChangeTensor, modelWeights } from './modelWeights.ts';
import { takenParts, withoutTaken } from './weightStart.ts';

/** What a layer's adapter computes of its tensors. */
type Apply = (layer: AdaptedLayer, parts: Parts<Value>, path: string) => Value;

/** A model's weights with adapters on the layers whose tensors, of the names that `partsOf` gives, are all among `values`. */
function adaptedWeights(
  g: Graph,
  model: BaseModel,
  values: Trained<Value>,
  partsOf: (layer: LinearLayer) => readonly string[],
  apply: Apply,
  drop?: DropInput,
  change?: ChangeTensor,
): Weights {
  const asLinear: WeightSource['linear'] = (layer, weight, bias) => {
    const parts = partsOf(layer).map((part) => [part, values.get(partName(layer.path, part))] as const);
    if (parts.some(([, value]) => !value)) return (x) => linear(g, x, weight, bias);
    const given = Object.fromEntries(parts) as Parts<Value>;
    const dropInput = drop?.(layer.input) ?? ((x: Value) => x);
    return (x) => apply({ x, weight, bias, drop: dropInput }, given, layer.path);
  };
  return modelWeights(g, model, values, asLinear, change);
}

/** What of trained adapters a graph has to know. */
interface TrainedOptions {
  /** Of what a layer's adapter adds. */
  readonly scaleOf: (path: string) => number;
  /** Whether a part of each weight was taken out into its adapter. */
  readonly taken: boolean;
  readonly change?: ChangeTensor | undefined;
}

export function trainedAdapters(
  g: Graph,
  model: BaseModel,
  kind: AdapterKind,
  values: Trained<Value>,
  { scaleOf, taken, change }: TrainedOptions,
  drop?: DropInput,
): Weights {
  const apply: Apply = (layer, parts, path) => {
    const adapted = kind.apply(g, layer, parts, scaleOf(path));
    return taken ? withoutTaken(g, layer.x, adapted, parts, scaleOf(path)) : adapted;
  };
  const partsOf = (layer: LinearLayer) => {
    const parts = Object.keys(kind.parameters(layer, 1));
    return [...parts, ...(taken ? Object.values(takenParts) : [])];
  };
  return adaptedWeights(g, model, values, partsOf, apply, drop, change);
}

/** @param values the inputs of a frozen adapter  @param strength a scalar; 1: as trained */
export function frozenAdapters(
  g: Graph,
  model: BaseModel,
  { frozen }: AdapterKind,
  values: Trained<Value>,
  strength: Value,
): Weights {
  const apply: Apply = (layer, parts) => frozen.apply(g, layer, parts, strength);
  return adaptedWeights(g, model, values, (layer) => Object.keys(frozen.inputs(layer, 1)), apply);
}

/** Adapters of a kind that stand as they are: nothing is trained. */
export function frozen(kind: AdapterKind): InGraph {
  return {
    graphKey: 'nothing',
    dropout: 0,
    alike: true,
    adapted: () => [],
    buckets: () => [],
    bind: (g, model, values) => frozenAdapters(g, model, kind, values, g.scalar(1)),
  };
}
