/** What training starts from: fresh adapters, an adapter made earlier, or the model's own weights. */

import { AppError } from '../../../shared/errors.ts';
import { Random } from '../data/random.ts';
import { type Adapter, readAdapter } from '../formats/peft.ts';
import { readTensor } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { initLora, loraA, loraB } from './lora.ts';
import type { Prepared } from './prepare.ts';

/** Gives each parameter's first values by name; to be asked in the plan's order. */
export function initialParameters({
  config,
  plan,
}: Pick<Prepared, 'config' | 'plan'>): (name: string, shape: readonly number[]) => Float32Array {
  const { tensors } = plan.model;
  if (!plan.lora) return (name) => readTensor(tensors.get(name) as TensorInfo);
  if (config.init !== undefined) return fromAdapter(readAdapter(config.init));
  const random = new Random(config.seed);
  return (name, shape) => initLora(name, shape, random);
}

/** The start of an adapter that has the same modules, ranks included. */
function fromAdapter({ path, modules }: Adapter): (name: string, shape: readonly number[]) => Float32Array {
  const matrices = new Map(
    [...modules].flatMap(([module, { a, b }]) => [[loraA(module), a] as const, [loraB(module), b]]),
  );
  return (name, shape) => {
    const info = matrices.get(name);
    if (!info || info.shape.some((size, i) => size !== shape[i]))
      throw new AppError(
        'bad-adapter',
        `${path}: ${name} is ${info ? `[${info.shape.join(', ')}]` : 'missing'} where this run trains [${shape.join(', ')}]`,
        'Use the rank and the target modules that the adapter was trained with.',
      );
    return readTensor(info);
  };
}
