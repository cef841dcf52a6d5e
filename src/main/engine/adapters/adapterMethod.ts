/** Trains adapters of one kind beside frozen weights, and puts adapters of a kind into any graph. */

import { AppError } from '../../../shared/errors.ts';
import type { BaseModel } from '../baseModel.ts';
import { type Adapter, peftTensorName, writeAdapter } from '../formats/peft.ts';
import { findNonFinite, readTensor } from '../formats/readTensor.ts';
import { floatSource } from '../formats/safetensors.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { linear } from '../nn/linear.ts';
import type { LinearLayer, Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { type Feeds, float32, type HostTensor } from '../runtime/session.ts';
import type { AdapterKind, Parts } from './kind.ts';
import type { DropInput, FirstValues, InGraph, Method, Trained } from './method.ts';
import { modelWeights } from './modelWeights.ts';
import type { Bucket, Parameter } from './parameters.ts';
import { requireFit } from './requireFit.ts';
import { targetLayers } from './targets.ts';

/** The settings of an adapter. */
export interface AdapterSettings {
  readonly rank: number;
  readonly alpha: number;
  readonly useRslora: boolean;
  /** Probability of dropping an adapter's input; 0 for none. */
  readonly dropout: number;
  readonly targets: readonly string[];
  /** Learning rate of B over that of A. Hayou et al. 2024, "LoRA+". */
  readonly loraplusRatio: number;
}

/** "model.layers.0.self_attn.q_proj.lora_A": the name of a layer's trained tensor, and of an input of generation. */
export const partName = (path: string, part: string): string => `${path}.${part}`;

export function adapterMethod(kind: AdapterKind, settings: AdapterSettings): Method {
  const { rank, alpha, useRslora, dropout, targets, loraplusRatio } = settings;
  // Kalajdzievski 2023, "A rank stabilization scaling factor".
  const scale = alpha / (useRslora ? Math.sqrt(rank) : rank);
  const name = useRslora ? `rs${kind.name}` : kind.name;
  const adapted = (model: BaseModel) => targetLayers(model, targets);
  const buckets = (model: BaseModel) => bucketsOf(kind, adapted(model), rank, loraplusRatio);
  const parameters = (model: BaseModel) => buckets(model).flatMap((bucket) => bucket.parameters);
  return {
    words: {
      what: `an adapter of rank ${rank}`,
      summary: `${name}, rank ${rank}, alpha ${alpha}, on ${targets.join(', ')}`,
      lighter: 'Use a smaller rank.',
    },
    dropout,
    graphKey: JSON.stringify([kind.name, rank, targets, dropout > 0]),
    adapted,
    buckets,
    replaced: () => [],
    start: (model, random, init) =>
      init
        ? startFrom(init, kind, model, parameters(model), scale)
        : (parameter, shape) => kind.start(partOf(parameter), shape, random),
    bind: (g, model, values, drop) => adaptedWeights(g, model, kind, values, scale, drop),
    variant(model, values) {
      const shapes = new Map(parameters(model).map((parameter) => [parameter.name, parameter.shape]));
      const tensor = (name: string) =>
        float32(values.get(name) as Float32Array, shapes.get(name) as readonly number[]);
      const inputs = adapted(model).map((layer) => {
        const names = Object.keys(kind.parameters(layer, rank));
        const parts = Object.fromEntries(names.map((part) => [part, tensor(partName(layer.path, part))]));
        return named(layer.path, kind.inputs(parts, scale));
      });
      return { adapter: Object.assign({}, ...inputs) as Feeds };
    },
    save(folder, model, values, baseModel) {
      const sources = parameters(model).map(({ name, shape }) =>
        floatSource(peftTensorName(name), shape, values.get(name) as Float32Array),
      );
      const patterns = { rankPattern: {}, alphaPattern: {} };
      const config = { rank, alpha, useRslora, dropout, targetModules: targets, baseModel, ...patterns };
      writeAdapter(folder, config, sources);
    },
    card: {
      use: 'Load it with PEFT (`PeftModel.from_pretrained`) on the base model, or merge it with `lowrank export --target merged`.',
      frontMatter: ['library_name: peft'],
    },
  };
}

/** Adapters of a kind that stand as they are: nothing is trained, and their inputs carry their scale. */
export function frozen(kind: AdapterKind): InGraph {
  return {
    graphKey: 'nothing',
    dropout: 0,
    adapted: () => [],
    buckets: () => [],
    bind: (g, model, values) => adaptedWeights(g, model, kind, values, 1),
  };
}

/** The trained tensors: one bucket, or those that learn faster apart. */
function bucketsOf(
  kind: AdapterKind,
  layers: readonly LinearLayer[],
  rank: number,
  ratio: number,
): readonly Bucket[] {
  const parameters = layers.flatMap((layer) =>
    Object.entries(kind.parameters(layer, rank)).map(
      ([part, shape]): Parameter => ({ name: partName(layer.path, part), shape }),
    ),
  );
  if (ratio === 1) return [{ parameters, rateFactor: 1 }];
  const isFaster = ({ name }: Parameter) => kind.faster.includes(partOf(name));
  return [
    { parameters: parameters.filter((parameter) => !isFaster(parameter)), rateFactor: 1 },
    { parameters: parameters.filter(isFaster), rateFactor: ratio },
  ];
}

function partOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A layer's parts under the names they have in a graph. */
export function named<T>(path: string, parts: Parts<T>): Parts<T> {
  return Object.fromEntries(Object.entries(parts).map(([part, value]) => [partName(path, part), value]));
}

/** A model's weights with adapters of `kind` on the layers that have all their parts among `values`. */
export function adaptedWeights(
  g: Graph,
  model: BaseModel,
  kind: AdapterKind,
  values: Trained<Value>,
  scale: number | Value,
  drop?: DropInput,
): Weights {
  return modelWeights(g, model, values, (layer, weight, bias) => {
    const names = Object.keys(kind.parameters(layer, 1));
    const parts = names.map((part) => [part, values.get(partName(layer.path, part))] as const);
    const base = (x: Value) => linear(g, x, weight, bias);
    if (parts.some(([, value]) => !value)) return base;
    const dropInput = drop?.(layer.input) ?? ((x: Value) => x);
    return (x) => {
      const own = { x, base: base(x), dropped: dropInput(x) };
      return kind.apply(g, own, Object.fromEntries(parts) as Parts<Value>, scale);
    };
  });
}

/** The start of an adapter of the same modules and rank, rescaled where alpha differs, so that it acts the same. */
function startFrom(
  adapter: Adapter,
  kind: AdapterKind,
  model: BaseModel,
  parameters: readonly Parameter[],
  scale: number,
): FirstValues {
  const { path, modules, weights } = adapter;
  requireFit(model, adapter);
  const bad = (found: string, hint: string) => new AppError('bad-adapter', `${path}: ${found}`, hint);
  const stored = new Map(
    [...modules].flatMap(([module, { parts, scale: theirs }]) =>
      Object.entries(parts).map(
        ([part, info]) => [partName(module, part), { module, info, theirs }] as const,
      ),
    ),
  );
  const trained = new Set(parameters.map(({ name }) => name));
  const unused = [...stored].find(([name]) => !trained.has(name));
  if (unused)
    throw bad(
      `it adapts ${unused[1].module}, which this run does not train`,
      'Add the layer to the target modules.',
    );
  const damaged = findNonFinite(weights);
  if (damaged !== undefined)
    throw bad(`the tensor ${damaged} holds numbers that are not finite`, 'Copy or export the adapter again.');
  return (name, shape) => {
    const { info, theirs = scale } = stored.get(name) ?? {};
    if (!info || info.shape.some((size, i) => size !== shape[i]))
      throw bad(
        `${name} is ${info ? `[${info.shape.join(', ')}]` : 'missing'} where this run trains [${shape.join(', ')}]`,
        'Use the rank and the target modules that the adapter was trained with.',
      );
    return kind.rescale(partOf(name), readTensor(info), theirs / scale);
  };
}

/** A stored layer's tensors as they are in its file. */
export function readParts(stored: Parts<TensorInfo>): Parts<HostTensor> {
  return Object.fromEntries(
    Object.entries(stored).map(([part, info]) => [part, float32(readTensor(info), info.shape)]),
  );
}
