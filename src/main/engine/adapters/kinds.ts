/** The ways to train a model, and the kinds of adapter that a folder can hold: one line each. */

import type { RunConfig } from '../../../shared/runConfig.ts';
import type { BaseModel } from '../baseModel.ts';
import { adapterMethod } from './adapterMethod.ts';
import { full } from './full.ts';
import type { AdapterKind } from './kind.ts';
import { lora } from './lora.ts';
import type { Method } from './method.ts';
import { parseTargets } from './targets.ts';

type MethodName = RunConfig['method'];

const adapterKinds: Readonly<Record<Exclude<MethodName, 'full'>, AdapterKind>> = { lora };

/** How a run with these settings trains `model`. @throws AppError `bad-config` for targets that no layer has */
export function methodOf(config: RunConfig, model: BaseModel): Method {
  if (config.method === 'full') return full;
  const targets = parseTargets(model, config.targets);
  return adapterMethod(adapterKinds[config.method], { ...config, targets });
}
