/** Which linear layers of a model are adapted, by the names that PEFT calls target modules. */

import { AppError } from '../../../shared/errors.ts';
import type { BaseModel } from '../baseModel.ts';
import type { LinearLayer } from '../nn/weights.ts';

/** The linear layers by the last part of their names, such as "q_proj", in the model's order. */
export function linearModules({ linear }: Pick<BaseModel, 'linear'>): ReadonlyMap<string, LinearLayer[]> {
  return Map.groupBy(linear.values(), moduleOf);
}

function moduleOf({ path }: LinearLayer): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/**
 * Names from a comma-separated list, or all of them for "all-linear", in the model's order.
 * @throws AppError `bad-config` for a name that no layer has, naming those there are
 */
export function parseTargets(model: Pick<BaseModel, 'linear'>, targets: string): readonly string[] {
  const known = [...linearModules(model).keys()];
  if (targets === 'all-linear') return known;
  const names = targets.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new AppError(
      'bad-config',
      `unknown target module ${JSON.stringify(unknown)}; known: ${known.join(', ')}`,
      'Name some of these, separated by commas, or use all-linear.',
    );
  return known.filter((name) => names.includes(name));
}

/** Every layer of these names, in the model's order. */
export function targetLayers(
  { linear }: Pick<BaseModel, 'linear'>,
  targets: readonly string[],
): readonly LinearLayer[] {
  return [...linear.values()].filter((layer) => targets.includes(moduleOf(layer)));
}

/** The smallest side of any of the layers: a rank above it adds parameters but nothing to learn. */
export function smallestSide(layers: readonly LinearLayer[]): number {
  return layers.reduce((least, { out, input }) => Math.min(least, out, input), Infinity);
}
