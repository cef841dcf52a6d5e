/** Turns an adapter on disk into inputs of the generation graph, so that it can be swapped between two tokens. */

import { AppError } from '../../../shared/errors.ts';
import { type AdapterInputs, type AdapterKind, named } from '../adapters/kind.ts';
import { kindOf, readParts } from '../adapters/kinds.ts';
import { weightOf } from '../adapters/modelWeights.ts';
import { requireFit } from '../adapters/requireFit.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { findNonFinite } from '../formats/readTensor.ts';
import type { Feeds } from '../runtime/session.ts';

/**
 * Reads every number of an adapter to see that it can be used with `model`.
 * @throws AppError `bad-adapter` where it does not fit, naming module and shapes, or holds NaN; `unsupported`
 */
export function requireUsable(model: BaseModel, adapter: Adapter): void {
  requireFit(model, adapter);
  const damaged = findNonFinite(adapter.weights);
  if (damaged !== undefined)
    throw new AppError(
      'bad-adapter',
      `${adapter.path}: ${damaged} holds NaN or infinite numbers`,
      'Train it again at a lower learning rate, or use an earlier checkpoint.',
    );
}

/**
 * Reads an adapter that belongs to `model`; layers it leaves out stay as they are, ranks may differ between layers.
 * @throws AppError as {@link requireUsable}
 */
export function loadAdapter(model: BaseModel, adapter: Adapter): AdapterInputs {
  requireUsable(model, adapter);
  const kind = kindOf(adapter);
  const inputs = [...adapter.modules].map(([path, { parts, scale }]) =>
    named(path, kind.frozen.feeds(readParts(parts), scale, weightOf(model, path))),
  );
  return { kind, feeds: Object.assign({}, ...inputs) as Feeds };
}

/** The inputs of an adapter that changes nothing, on every linear layer. */
export function neutralFeeds({ linear }: BaseModel, { frozen }: AdapterKind): Feeds {
  const inputs = [...linear.values()].map((layer) => named(layer.path, frozen.neutral(layer)));
  return Object.assign({}, ...inputs) as Feeds;
}
