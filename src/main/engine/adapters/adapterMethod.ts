/** Trains adapters of one kind beside frozen weights, and with them whole tensors where they are asked for. */

import { adapterTitle } from '../../../shared/methods.ts';
import type { BaseModel } from '../baseModel.ts';
import { peftTensorName, peftWholeName, writeAdapter } from '../formats/peft.ts';
import {
  type AdapterConfig,
  type ModuleScale,
  moduleScales,
  type ScaleSettings,
} from '../formats/peftConfig.ts';
import { readTensor } from '../formats/readTensor.ts';
import { floatSource } from '../formats/safetensors.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import type { LinearLayer } from '../nn/weights.ts';
import { type Feeds, float32 } from '../runtime/session.ts';
import { trainedAdapters } from './adaptedWeights.ts';
import { type AdapterKind, named, partName } from './kind.ts';
import type { Method } from './method.ts';
import { weightOf } from './modelWeights.ts';
import { type Bucket, type Parameter, parameterInput } from './parameters.ts';
import { startFrom } from './startFrom.ts';
import { targetLayers } from './targets.ts';
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
}

type Pattern = 'rankPattern' | 'alphaPattern';

export function adapterMethod(kind: AdapterKind, settings: AdapterSettings): Method {
  const { rank, alpha, useRslora, dropout, targets, loraplusRatio } = settings;
  const { rankPattern = {}, alphaPattern = {}, layersToTransform = null } = settings;
  const { modulesToSave = null, bias = 'none' } = settings;
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
  const whole = (model: BaseModel): readonly Parameter[] =>
    wholeTensors(model, config, adapted(model)).map((name) => ({
      name,
      shape: (model.tensors.get(name) as TensorInfo).shape,
    }));
  /** Each in a bucket of its own: no copy is needed to cut it out. */
  const wholeBuckets = (model: BaseModel): readonly Bucket[] =>
    whole(model).map((parameter) => ({ parameters: [parameter], rateFactor: 1 }));
  const adapterBuckets = (model: BaseModel) =>
    bucketsOf(kind, adapted(model), scalesOf(model), loraplusRatio);
  const parametersIn = (buckets: readonly Bucket[]) => buckets.flatMap(({ parameters }) => parameters);

  return {
    words: {
      what: `an adapter of rank ${rank}`,
      summary: summaryOf(kind, config, targets),
      lighter: modulesToSave ? 'Train no modules whole, or use a smaller rank.' : 'Use a smaller rank.',
    },
    dropout,
    graphKey: JSON.stringify([kind.name, config, targets, dropout > 0]),
    alike: layersToTransform === null && !patterned,
    adapted,
    buckets: (model) => [...adapterBuckets(model), ...wholeBuckets(model)],
    replaced: wholeBuckets,
    start(model, random, init) {
      const scales = scalesOf(model);
      const parameters = parametersIn([...adapterBuckets(model), ...wholeBuckets(model)]);
      if (init)
        return startFrom(init, kind, model, parameters, (path) => (scales.get(path) as ModuleScale).scale);
      return (name, shape) => {
        const stored = model.tensors.get(name);
        if (stored) return readTensor(stored);
        return kind.start(partOf(name), shape, random, weightOf(model, pathOf(name)));
      };
    },
    bind(g, model, values, drop) {
      const scales = scalesOf(model);
      return trainedAdapters(g, model, kind, values, (path) => (scales.get(path) as ModuleScale).scale, drop);
    },
    variant(model, values) {
      const shapes = new Map(parametersIn(adapterBuckets(model)).map(({ name, shape }) => [name, shape]));
      const scales = scalesOf(model);
      const tensor = (name: string) =>
        float32(values.get(name) as Float32Array, shapes.get(name) as readonly number[]);
      const inputs = adapted(model).map((layer) => {
        const names = Object.keys(kind.parameters(layer, 1));
        const parts = Object.fromEntries(names.map((part) => [part, tensor(partName(layer.path, part))]));
        const { scale } = scales.get(layer.path) as ModuleScale;
        return named(layer.path, kind.frozen.feeds(parts, scale, weightOf(model, layer.path)));
      });
      const weights = whole(model).map(({ name, shape }) => [
        parameterInput(name),
        float32(values.get(name) as Float32Array, shape),
      ]);
      return {
        adapter: { kind, feeds: Object.assign({}, ...inputs) as Feeds, whole: {} },
        weights: Object.fromEntries(weights) as Feeds,
      };
    },
    save(folder, model, values, baseModel) {
      const layers = new Set(adapted(model).map(({ path }) => path));
      const source = (stored: string, { name, shape }: Parameter) =>
        floatSource(stored, shape, values.get(name) as Float32Array);
      const sources = [
        ...parametersIn(adapterBuckets(model)).map((each) => source(peftTensorName(each.name), each)),
        ...whole(model).map((each) => source(peftWholeName(each.name, layers.has(pathOf(each.name))), each)),
      ];
      writeAdapter(
        folder,
        {
          ...config,
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

/** "rsLoRA, rank 8, alpha 16, on q_proj, v_proj". */
function summaryOf(
  kind: AdapterKind,
  settings: ScaleSettings & Pick<AdapterConfig, 'layersToTransform' | 'modulesToSave' | 'bias'>,
  targets: readonly string[],
): string {
  const { rank, alpha, useRslora, rankPattern, alphaPattern, layersToTransform, modulesToSave, bias } =
    settings;
  const name = adapterTitle(kind.name, useRslora);
  const others = (pattern: ScaleSettings['rankPattern']) =>
    Object.entries(pattern)
      .map(([key, value]) => ` (${key}: ${value})`)
      .join('');
  return [
    `${name}, rank ${rank}${others(rankPattern)}, alpha ${alpha}${others(alphaPattern)}, on ${targets.join(', ')}`,
    layersToTransform ? ` of layers ${layersToTransform.join(', ')}` : '',
    modulesToSave ? `; ${modulesToSave.join(' and ')} whole` : '',
    bias === 'none' ? '' : `; biases (${bias})`,
  ].join('');
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

function partOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function pathOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
