/** Which linear layers of a model are adapted, by the names that PEFT calls target modules. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import { type ModulePattern, matchingModules } from '../formats/modulePattern.ts';
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
      say`unknown target module ${JSON.stringify(unknown)}; known: ${known.join(', ')}`,
      say`Name some of these, separated by commas, or use all-linear.`,
    );
  return known.filter((name) => names.includes(name));
}

/** Every linear layer of these names, in the model's order. @param layers the layers by index they may be in; null: any */
export function targetLayers(
  { linear }: Pick<BaseModel, 'linear'>,
  targets: readonly string[],
  layers: readonly number[] | null = null,
): readonly LinearLayer[] {
  const isIn = ({ path }: LinearLayer) => layers === null || layers.includes(indexOf(path));
  return [...linear.values()].filter((layer) => targets.includes(moduleOf(layer)) && isIn(layer));
}

/** As PEFT has it, the first number among a path's parts. */
function indexOf(path: string): number {
  return Number(/\.(\d+)\./.exec(path)?.[1]);
}

/**
 * The patterns of ranks and alphas, once each is seen to mean a layer that is adapted.
 * @throws AppError `bad-config` for one that means none; `unsupported` for one that cannot be read
 */
export function parsePatterns(
  model: Pick<BaseModel, 'linear'>,
  { targets, rankPattern, alphaPattern }: PatternSettings,
): Pick<PatternSettings, 'rankPattern' | 'alphaPattern'> {
  const paths = targetLayers(model, parseTargets(model, targets)).map(({ path }) => path);
  const idle = Object.keys({ ...rankPattern, ...alphaPattern }).find(
    (key) => matchingModules(key, paths).length === 0,
  );
  if (idle !== undefined)
    throw new AppError(
      'bad-config',
      say`the pattern ${JSON.stringify(idle)} means no layer that is adapted; one of them is ${paths[0]}`,
      say`Give a layer's name, the end of it, or a regular expression for either, such as "layers.[0-3].mlp.*".`,
    );
  return { rankPattern, alphaPattern };
}

interface PatternSettings {
  /** As {@link parseTargets} takes them. */
  readonly targets: string;
  readonly rankPattern: ModulePattern;
  readonly alphaPattern: ModulePattern;
}

/**
 * Indices from a list such as "0-3, 7"; null for an empty one: every layer.
 * @throws AppError `bad-config` for a layer that the model has not
 */
export function parseLayers({ config }: Pick<BaseModel, 'config'>, text: string): readonly number[] | null {
  const ranges = text.split(',').flatMap((range) => range.trim() || []);
  const found = ranges.map((range) => range.split('-').map(Number) as [number, number?]);
  const odd = found.find(([first, last = first]) => last < first || last >= config.layers);
  if (odd)
    throw new AppError(
      'bad-config',
      say`layers ${odd.join('-')} are not all there; the model has layers 0-${config.layers - 1}`,
      say`Name layers of these, such as 0-3, 7.`,
    );
  const all = found.flatMap(([first, last = first]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
  return all.length > 0 ? [...new Set(all)].sort((a, b) => a - b) : null;
}

/** The smallest side of any of the layers: a rank above it adds parameters but nothing to learn. */
export function smallestSide(layers: readonly LinearLayer[]): number {
  return layers.reduce((least, { out, input }) => Math.min(least, out, input), Infinity);
}
