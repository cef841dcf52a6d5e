/** The ways to train a model, and the kinds of adapter that a folder can hold: one line each. */

import { type AdapterKindName, adapterKindOf, type MethodName } from '../../../shared/methods.ts';
import type { RunConfig } from '../../../shared/runConfig.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { readTensor } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { float32, type HostTensor } from '../runtime/session.ts';
import { adapterMethod } from './adapterMethod.ts';
import { dora } from './dora.ts';
import { full } from './full.ts';
import type { AdapterKind, Parts } from './kind.ts';
import { lora } from './lora.ts';
import type { Method } from './method.ts';
import { parseLayers, parsePatterns, parseTargets } from './targets.ts';
import { parseTrainableTokens } from './tokenRows.ts';
import { parseModulesToSave } from './wholeTensors.ts';

const kinds: Readonly<Record<AdapterKindName, AdapterKind>> = { lora, dora };

/** The kind that graphs are built for where no adapter says otherwise. */
export const usualKind: AdapterKind = lora;

const methods: Readonly<Record<MethodName, (config: RunConfig, model: BaseModel) => Method>> = {
  lora: (config, model) =>
    adapterMethod(kinds[adapterKindOf(config)], {
      ...config,
      ...parsePatterns(model, config),
      targets: parseTargets(model, config.targets),
      layersToTransform: parseLayers(model, config.layersToTransform),
      modulesToSave: parseModulesToSave(model, config.modulesToSave),
      trainableTokens: parseTrainableTokens(model, config.trainableTokens),
    }),
  full: () => full,
};

/** How a run with these settings trains `model`. @throws AppError `bad-config` for targets that no layer has */
export function methodOf(config: RunConfig, model: BaseModel): Method {
  return methods[config.method](config, model);
}

/** What kind of adapter a folder holds. */
export function kindOf({ config }: Pick<Adapter, 'config'>): AdapterKind {
  return kinds[config.kind];
}

/** A stored layer's tensors, read from their file. */
export function readParts(stored: Parts<TensorInfo>): Parts<HostTensor> {
  return Object.fromEntries(
    Object.entries(stored).map(([part, info]) => [part, float32(readTensor(info), info.shape)]),
  );
}
