/** Trains adapters of one kind beside frozen weights, and with them whole tensors where they are asked for. */

import { doubledRank } from '../../../shared/methods.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { BaseModel } from '../baseModel.ts';
import { peftRowsName, peftTensorName, peftWholeName, writeAdapter } from '../formats/peft.ts';
import {
  type AdapterConfig,
  type ModuleScale,
  moduleScales,
  type ScaleSettings,
} from '../formats/peftConfig.ts';
import { readTensor } from '../formats/readTensor.ts';
import { floatSource } from '../formats/safetensors.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { embeddingName } from '../models/decoder.ts';
import type { LinearLayer } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { type Feeds, float32, type HostTensor } from '../runtime/session.ts';
import { trainedAdapters } from './adaptedWeights.ts';
import { adapterSummary } from './adapterSummary.ts';
import { type AdapterKind, named, type Parts, partName, partOf, pathOf } from './kind.ts';
import type { Method, Trained } from './method.ts';
import { type ChangeTensor, weightOf } from './modelWeights.ts';
import { type Bucket, type Parameter, parameterInput } from './parameters.ts';
import { startFrom } from './startFrom.ts';
import { targetLayers } from './targets.ts';
import { readRows, requireApart, setRows, tableOf, tokenParameter, withRows } from './tokenRows.ts';
import { takenFrom, takenValues, untaken } from './weightStart.ts';
import { wholeTensors } from './wholeTensors.ts';

/** The settings of an adapter. */
export interface AdapterSettings
  extends Omit<ScaleSettings, Pattern>,
    Partial<Pick<AdapterConfig, Pattern | 'layersToTransform' | 'modulesToSave' | 'bias'>> {
  /** Probability of dropping an adapter's input; 0 for none. */
  readonly dropout: number;
  readonly targets: readonly string[];
  /** Learning rate of B over that of A. Hayou et al. 2024, "LoRA+". */
  readonly loraplusRatio: number;
  /** As PEFT's init_lora_weights: where another start than the kind's own is wanted. */
  readonly initLoraWeights?: RunConfig['initLoraWeights'];
  /** Tokens whose embeddings are trained alone; null: none. */
  readonly trainableTokens?: readonly number[] | null;
}

type Pattern = 'rankPattern' | 'alphaPattern';

export function adapterMethod(kind: AdapterKind, settings: AdapterSettings): Method {
  const { rank, alpha, useRslora, dropout, targets, loraplusRatio } = settings;
  const { rankPattern = {}, alphaPattern = {}, layersToTransform = null } = settings;
  const { modulesToSave = null, bias = 'none', trainableTokens = null } = settings;
  const { initLoraWeights: weightStart = 'default' } = settings;
  const taken = weightStart !== 'default';
  const patterned = Object.keys(rankPattern).length > 0 || Object.keys(alphaPattern).length > 0;
  const config = {
    rank,
    alpha,
    useRslora,
    rankPattern,
    alphaPattern,
    layersToTransform,
    modulesToSave,
    bias,
  };

  const adapted = (model: BaseModel) => {
    const saved = new Set(wholeTensors(model, { modulesToSave, bias: 'none' }, []));
    const layers = targetLayers(model, targets, layersToTransform);
    return layers.filter(({ path }) => !saved.has(`${path}.weight`));
  };
  const scalesOf = (model: BaseModel) =>
    moduleScales(
      config,
      adapted(model).map(({ path }) => path),
    );
  const tensorsOf = (model: BaseModel, names: readonly string[]): readonly Parameter[] =>
    names.map((name) => ({ name, shape: (model.tensors.get(name) as TensorInfo).shape }));
  const whole = (model: BaseModel): readonly Parameter[] => {
    const names = wholeTensors(model, config, adapted(model));
    if (trainableTokens) requireApart(model, names);
    return tensorsOf(model, names);
  };
  const tokens = (model: BaseModel): readonly Parameter[] =>
    trainableTokens ? [tokenParameter(model, trainableTokens)] : [];
  const changeTokens = (g: Graph, model: BaseModel, rows: Value | undefined): ChangeTensor | undefined => {
    if (!trainableTokens || !rows) return undefined;
    const name = embeddingName(model);
    return (each, stored) => (each === name ? withRows(g, stored, rows, trainableTokens) : stored);
  };
  /** Each in a bucket of its own: no copy is needed to cut it out. */
  const alone = (parameters: readonly Parameter[]): readonly Bucket[] =>
    parameters.map((parameter) => ({ parameters: [parameter], rateFactor: 1 }));
  const adapterBuckets = (model: BaseModel) =>
    bucketsOf(kind, adapted(model), scalesOf(model), loraplusRatio);
  const takenBuckets = (model: BaseModel): readonly Bucket[] =>
    taken ? [{ parameters: takenFrom(parametersIn(adapterBuckets(model))), rateFactor: 1, fixed: true }] : [];
  const parametersIn = (buckets: readonly Bucket[]) => buckets.flatMap(({ parameters }) => parameters);

  const buckets = (model: BaseModel) => [
    ...adapterBuckets(model),
    ...alone([...whole(model), ...tokens(model)]),
    ...takenBuckets(model),
  ];
  /** Each layer's tensors as they act on the untouched weight, by its path. */
  const trainedParts = (
    model: BaseModel,
    values: Trained<Float32Array>,
  ): ReadonlyMap<string, Parts<HostTensor>> => {
    const parameters = parametersIn([...adapterBuckets(model), ...takenBuckets(model)]);
    const byLayer = Map.groupBy(parameters, ({ name }) => pathOf(name));
    const partsOf = (of: readonly Parameter[]) =>
      Object.fromEntries(
        of.map(({ name, shape }) => [partOf(name), float32(values.get(name) as Float32Array, shape)]),
      );
    return new Map([...byLayer].map(([path, of]) => [path, taken ? untaken(partsOf(of)) : partsOf(of)]));
  };
  /** What generation reads during a run, kept for its next measurement. */
  const tables = new Map<TensorInfo, Float32Array>();

  return {
    words: {
      what: `an adapter of rank ${rank}`,
      summary: [
        adapterSummary(kind, config, targets),
        taken ? `; begun as ${weightStart}` : '',
        trainableTokens ? `; embeddings of ${trainableTokens.length} tokens` : '',
      ].join(''),
      lighter: modulesToSave ? 'Train no modules whole, or use a smaller rank.' : 'Use a smaller rank.',
    },
    dropout,
    graphKey: JSON.stringify([kind.name, config, targets, dropout > 0, taken, trainableTokens]),
    alike: layersToTransform === null && !patterned,
    adapted,
    buckets,
    replaced: (model) => alone([...whole(model), ...tensorsOf(model, tokens(model).map(tableOf))]),
    async start(model, random, init) {
      const scales = scalesOf(model);
      const scaleOf = (path: string) => (scales.get(path) as ModuleScale).scale;
      const parameters = parametersIn(buckets(model));
      if (init) return startFrom(init, kind, model, parameters, scaleOf, trainableTokens ?? []);
      const parts = taken
        ? await takenValues(weightStart, model, parametersIn(takenBuckets(model)), scaleOf)
        : undefined;
      const rows = new Set(tokens(model).map(({ name }) => name));
      return (name, shape) => {
        const part = parts?.get(name);
        if (part) return part;
        if (rows.has(name))
          return readRows(model.tensors.get(tableOf({ name })) as TensorInfo, trainableTokens ?? []);
        const stored = model.tensors.get(name);
        if (stored) return readTensor(stored);
        return kind.start(partOf(name), shape, random, weightOf(model, pathOf(name)));
      };
    },
    bind(g, model, values, drop) {
      const scales = scalesOf(model);
      const scaleOf = (path: string) => (scales.get(path) as ModuleScale).scale;
      const change = changeTokens(g, model, tokens(model).map(({ name }) => values.get(name))[0]);
      return trainedAdapters(g, model, kind, values, { scaleOf, taken, change }, drop);
    },
    variant(model, values) {
      const scales = scalesOf(model);
      const inputs = [...trainedParts(model, values)].map(([path, parts]) => {
        const { scale } = scales.get(path) as ModuleScale;
        return named(path, kind.frozen.feeds(parts, scale, weightOf(model, path)));
      });
      const given = (name: string, data: Float32Array, shape: readonly number[]) =>
        [parameterInput(name), float32(data, shape)] as const;
      const weights = [
        ...whole(model).map(({ name, shape }) => given(name, values.get(name) as Float32Array, shape)),
        ...tokens(model).map((parameter) => {
          const info = model.tensors.get(tableOf(parameter)) as TensorInfo;
          const table = tables.get(info) ?? readTensor(info);
          tables.set(info, table);
          setRows(table, values.get(parameter.name) as Float32Array, trainableTokens ?? []);
          return given(info.name, table, info.shape);
        }),
      ];
      return {
        adapter: { kind, feeds: Object.assign({}, ...inputs) as Feeds, whole: {} },
        weights: Object.fromEntries(weights) as Feeds,
      };
    },
    save(folder, model, values, baseModel) {
      const layers = new Set(adapted(model).map(({ path }) => path));
      const source = (stored: string, { name, shape }: Parameter) =>
        floatSource(stored, shape, values.get(name) as Float32Array);
      const adapters = [...trainedParts(model, values)].flatMap(([path, parts]) =>
        Object.entries(parts).map(([part, { data, shape }]) =>
          floatSource(peftTensorName(partName(path, part)), shape, data as Float32Array),
        ),
      );
      const sources = [
        ...adapters,
        ...whole(model).map((each) => source(peftWholeName(each.name, layers.has(pathOf(each.name))), each)),
        ...tokens(model).map((each) => source(peftRowsName(tableOf(each)), each)),
      ];
      writeAdapter(
        folder,
        {
          ...(taken ? doubledRank(config) : config),
          ...(trainableTokens && { tokenIndices: trainableTokens }),
          kind: kind.name,
          dropout,
          targetModules: targets,
          fanInFanOut: adapted(model).some(({ transposed }) => transposed),
          baseModel,
        },
        sources,
      );
    },
    card: {
      use: 'Load it with PEFT (`PeftModel.from_pretrained`) on the base model, or merge it with `lowrank export --target merged`.',
      frontMatter: ['library_name: peft'],
    },
  };
}

/** The adapters' tensors: one bucket, or those that learn faster apart. */
function bucketsOf(
  kind: AdapterKind,
  layers: readonly LinearLayer[],
  scales: ReadonlyMap<string, ModuleScale>,
  ratio: number,
): readonly Bucket[] {
  const parameters = layers.flatMap((layer) =>
    Object.entries(kind.parameters(layer, (scales.get(layer.path) as ModuleScale).rank)).map(
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
