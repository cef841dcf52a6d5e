/** Turns an adapter on disk into inputs of the generation graph, so that it can be swapped between two tokens. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { type AdaptedLayers, type AdapterInputs, named } from '../adapters/kind.ts';
import { kindOf, readParts } from '../adapters/kinds.ts';
import { weightOf } from '../adapters/modelWeights.ts';
import { parameterInput } from '../adapters/parameters.ts';
import { requireFit } from '../adapters/requireFit.ts';
import { modelWith } from '../adapters/wholeTensors.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { findNonFinite, readTensor } from '../formats/readTensor.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import { type Feeds, float32 } from '../runtime/session.ts';

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
      say`${adapter.path}: ${damaged} holds NaN or infinite numbers`,
      say`Train it again at a lower learning rate, or use an earlier checkpoint.`,
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
  const whole = [...adapter.whole].map(([name, info]) => [name, float32(readTensor(info), info.shape)]);
  return { kind, feeds: Object.assign({}, ...inputs) as Feeds, whole: Object.fromEntries(whole) as Feeds };
}

/** The model's own numbers as inputs, for tensors that an adapter may bring whole. */
export function wholeFeeds(model: BaseModel, names: ReadonlySet<string>): Feeds {
  const { tensors } = modelWith(model, names);
  const inputs = [...names].map((name) => {
    const info = tensors.get(name) as TensorInfo;
    return [parameterInput(name), float32(readTensor(info), info.shape)];
  });
  return Object.fromEntries(inputs) as Feeds;
}

/** The inputs of an adapter that changes nothing, on these layers. */
export function neutralFeeds({ linear }: BaseModel, { kind, layers }: AdaptedLayers): Feeds {
  const adapted = [...linear.values()].filter(({ path }) => layers.has(path));
  const inputs = adapted.map((layer) => named(layer.path, kind.frozen.neutral(layer)));
  return Object.assign({}, ...inputs) as Feeds;
}
