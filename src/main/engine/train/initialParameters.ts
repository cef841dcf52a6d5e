/** What training starts from: fresh adapters, an adapter made earlier, or the model's own weights. */

import { AppError } from '../../../shared/errors.ts';
import { requireFit } from '../adapterFit.ts';
import { initLora, type LoraConfig, loraA, loraB, loraScale } from '../adapters/lora.ts';
import { type Adapter, readAdapter } from '../formats/peft.ts';
import { findNonFinite, readTensor } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { Random } from '../runtime/random.ts';
import type { Prepared } from './prepare.ts';
import type { TrainingPlan } from './trainingGraph.ts';

/** Gives each parameter's first values by name; to be asked in the plan's order. */
export function initialParameters({
  config,
  plan,
}: Pick<Prepared, 'config' | 'plan'>): (name: string, shape: readonly number[]) => Float32Array {
  const { tensors } = plan.model;
  if (!plan.lora) return (name) => readTensor(tensors.get(name) as TensorInfo);
  if (config.init !== undefined) return fromAdapter(readAdapter(config.init), plan);
  const random = new Random(config.seed);
  return (name, shape) => initLora(name, shape, random);
}

/** The start of an adapter of the same modules and rank; B is rescaled where alpha differs, so that it acts the same. */
function fromAdapter(
  adapter: Adapter,
  { model, lora, buckets }: TrainingPlan,
): (name: string, shape: readonly number[]) => Float32Array {
  const { path, modules, weights } = adapter;
  requireFit(model, adapter);
  const bad = (found: string, hint: string) => new AppError('bad-adapter', `${path}: ${found}`, hint);
  const trained = new Set(buckets.flatMap(({ parameters }) => parameters.map(({ name }) => name)));
  const unused = [...modules.keys()].find((module) => !trained.has(loraA(module)));
  if (unused !== undefined)
    throw bad(`it adapts ${unused}, which this run does not train`, 'Add the layer to the target modules.');
  const damaged = findNonFinite(weights);
  if (damaged !== undefined)
    throw bad(`the tensor ${damaged} holds numbers that are not finite`, 'Copy or export the adapter again.');

  const matrices = new Map(
    [...modules].flatMap(([module, { a, b, scale }]) => [
      [loraA(module), { info: a, factor: 1 }] as const,
      [loraB(module), { info: b, factor: scale / loraScale(lora as LoraConfig) }] as const,
    ]),
  );
  return (name, shape) => {
    const { info, factor } = matrices.get(name) ?? {};
    if (!info || info.shape.some((size, i) => size !== shape[i]))
      throw bad(
        `${name} is ${info ? `[${info.shape.join(', ')}]` : 'missing'} where this run trains [${shape.join(', ')}]`,
        'Use the rank and the target modules that the adapter was trained with.',
      );
    const values = readTensor(info);
    return factor === 1 ? values : values.map((value) => value * (factor as number));
  };
}
