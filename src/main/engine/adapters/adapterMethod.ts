/** Trains adapters of one kind beside frozen weights. */

import { AppError } from '../../../shared/errors.ts';
import { adapterKinds } from '../../../shared/methods.ts';
import type { BaseModel } from '../baseModel.ts';
import { type Adapter, peftTensorName, writeAdapter } from '../formats/peft.ts';
import { findNonFinite, readTensor } from '../formats/readTensor.ts';
import { floatSource } from '../formats/safetensors.ts';
import type { LinearLayer } from '../nn/weights.ts';
import { type Feeds, float32 } from '../runtime/session.ts';
import { trainedAdapters } from './adaptedWeights.ts';
import { type AdapterKind, named, partName } from './kind.ts';
import type { FirstValues, Method } from './method.ts';
import { weightOf } from './modelWeights.ts';
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

export function adapterMethod(kind: AdapterKind, settings: AdapterSettings): Method {
  const { rank, alpha, useRslora, dropout, targets, loraplusRatio } = settings;
  // Kalajdzievski 2023, "A rank stabilization scaling factor".
  const scale = alpha / (useRslora ? Math.sqrt(rank) : rank);
  const name = `${useRslora ? 'rs' : ''}${adapterKinds[kind.name]}`;
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
        : (parameter, shape) =>
            kind.start(partOf(parameter), shape, random, weightOf(model, pathOf(parameter))),
    bind: (g, model, values, drop) => trainedAdapters(g, model, kind, values, scale, drop),
    variant(model, values) {
      const shapes = new Map(parameters(model).map((parameter) => [parameter.name, parameter.shape]));
      const tensor = (name: string) =>
        float32(values.get(name) as Float32Array, shapes.get(name) as readonly number[]);
      const inputs = adapted(model).map((layer) => {
        const names = Object.keys(kind.parameters(layer, rank));
        const parts = Object.fromEntries(names.map((part) => [part, tensor(partName(layer.path, part))]));
        return named(layer.path, kind.frozen.feeds(parts, scale, weightOf(model, layer.path)));
      });
      return { adapter: { kind, feeds: Object.assign({}, ...inputs) as Feeds } };
    },
    save(folder, model, values, baseModel) {
      const sources = parameters(model).map(({ name, shape }) =>
        floatSource(peftTensorName(name), shape, values.get(name) as Float32Array),
      );
      const patterns = { rankPattern: {}, alphaPattern: {} };
      const config = {
        kind: kind.name,
        rank,
        alpha,
        useRslora,
        dropout,
        targetModules: targets,
        fanInFanOut: adapted(model).some(({ transposed }) => transposed),
        baseModel,
        ...patterns,
      };
      writeAdapter(folder, config, sources);
    },
    card: {
      use: 'Load it with PEFT (`PeftModel.from_pretrained`) on the base model, or merge it with `lowrank export --target merged`.',
      frontMatter: ['library_name: peft'],
    },
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

function pathOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

/** The start of an adapter of the same modules and rank, rescaled where alpha differs, so that it acts the same. */
function startFrom(
  adapter: Adapter,
  kind: AdapterKind,
  model: BaseModel,
  parameters: readonly Parameter[],
  scale: number,
): FirstValues {
  const { path, config, modules, weights } = adapter;
  requireFit(model, adapter);
  const bad = (found: string, hint: string) => new AppError('bad-adapter', `${path}: ${found}`, hint);
  const [theirKind, ourKind] = [adapterKinds[config.kind], adapterKinds[kind.name]];
  if (theirKind !== ourKind)
    throw bad(
      `it is a ${theirKind} adapter, and this run trains ${ourKind}`,
      `Train ${theirKind} to go on from it.`,
    );
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
