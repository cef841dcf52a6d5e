/** Turns an adapter on disk into inputs of the generation graph, so that it can be swapped between two tokens. */

import { AppError } from '../../../shared/errors.ts';
import { named, readParts } from '../adapters/adapterMethod.ts';
import { lora } from '../adapters/lora.ts';
import { requireFit } from '../adapters/requireFit.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { findNonFinite } from '../formats/readTensor.ts';
import type { Feeds } from '../runtime/session.ts';

/** Tensors of some linear layers as the generation graph names them, scaled so that a strength of 1 is as trained. */
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
  const inputs = [...adapter.modules].map(([path, module]) =>
    named(path, lora.inputs(readParts(module.parts), module.scale)),
  );
  return Object.assign({}, ...inputs) as AdapterInputs;
}

/** An adapter that changes nothing, on every linear layer. */
export function neutralAdapter({ linear }: BaseModel): AdapterInputs {
  const inputs = [...linear.values()].map((layer) => named(layer.path, lora.neutral(layer)));
  return Object.assign({}, ...inputs) as AdapterInputs;
}
