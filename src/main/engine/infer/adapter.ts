/** Turns an adapter on disk into inputs of the generation graph, so that it can be swapped between two tokens. */

import { AppError } from '../../../shared/errors.ts';
import { requireFit } from '../adapterFit.ts';
import { adaptedModules, loraA, loraB, parseTargets } from '../adapters/lora.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { findNonFinite, readTensor } from '../formats/readTensor.ts';
import { type Feeds, float32 } from '../runtime/session.ts';

/** A and B of some linear layers, by {@link loraA} and {@link loraB} of their paths; A is scaled by alpha/rank. */
export type AdapterInputs = Feeds;

/**
 * Reads an adapter that belongs to `model`; layers it leaves out stay as they are, ranks may differ between layers.
 * @throws AppError `bad-adapter` where it does not fit, naming module and shapes, or holds NaN; `unsupported`
 */
export function loadAdapter(model: BaseModel, adapter: Adapter): AdapterInputs {
  requireFit(model, adapter);
  const damaged = findNonFinite(adapter.weights);
  if (damaged !== undefined)
    throw new AppError(
      'bad-adapter',
      `${adapter.path}: ${damaged} holds NaN or infinite numbers`,
      'Train it again at a lower learning rate, or use an earlier checkpoint.',
    );
  const inputs: Record<string, Feeds[string]> = {};
  for (const [module, { a, b, scale }] of adapter.modules) {
    inputs[loraA(module)] = float32(
      readTensor(a).map((value) => scale * value),
      a.shape,
    );
    inputs[loraB(module)] = float32(readTensor(b), b.shape);
  }
  return inputs;
}

/** An adapter that changes nothing, of rank 1, on every linear layer: 1 ms a token where SmolLM2 takes 17. */
export function neutralAdapter({ config }: BaseModel): AdapterInputs {
  const zeros = (...shape: [number, number]) => float32(new Float32Array(shape[0] * shape[1]), shape);
  const modules = adaptedModules(config, parseTargets('all-linear'));
  return Object.fromEntries(
    modules.flatMap(({ path, out, input }) => [
      [loraA(path), zeros(1, input)],
      [loraB(path), zeros(out, 1)],
    ]),
  );
}
