/** Which layers get an adapter, how it starts, and how its parts are named. */

import { AppError } from '../../../shared/errors.ts';
import { elementCount } from '../formats/tensor.ts';
import { type DecoderConfig, type LinearModule, linearModules, linearSizes } from '../nn/decoder.ts';
import type { Random } from '../runtime/random.ts';
import type { Bucket, Parameter } from './parameters.ts';

/** The settings of an adapter. */
export interface LoraConfig {
  readonly rank: number;
  readonly alpha: number;
  readonly useRslora: boolean;
  /** Probability of dropping an input of A; 0 for none. */
  readonly dropout: number;
  readonly targets: readonly LinearModule[];
  /** Learning rate of B over that of A. Hayou et al. 2024, "LoRA+". */
  readonly loraplusRatio: number;
}

/** An adapted linear layer: A is [rank, input], B is [output, rank]. */
export interface AdaptedModule {
  /** "model.layers.0.self_attn.q_proj". */
  readonly path: string;
  readonly out: number;
  readonly input: number;
}

/** What multiplies BAx: alpha/rank, or alpha/√rank. Kalajdzievski 2023, "A rank stabilization scaling factor". */
export function loraScale({
  rank,
  alpha,
  useRslora,
}: Pick<LoraConfig, 'rank' | 'alpha' | 'useRslora'>): number {
  return alpha / (useRslora ? Math.sqrt(rank) : rank);
}

/** Names from a comma-separated list, or all of them for "all-linear"; unknown ones are refused with the known. */
export function parseTargets(targets: string): readonly LinearModule[] {
  const known = Object.keys(linearModules) as LinearModule[];
  if (targets === 'all-linear') return known;
  const names = targets.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(known as string[]).includes(name));
  if (unknown !== undefined)
    throw new AppError(
      'bad-config',
      `unknown target module ${JSON.stringify(unknown)}; known: ${known.join(', ')}`,
      'Name some of these, separated by commas, or use all-linear.',
    );
  return known.filter((name) => names.includes(name));
}

/** Every adapted layer of a model, in the model's order. */
export function adaptedModules(
  config: DecoderConfig,
  targets: readonly LinearModule[],
): readonly AdaptedModule[] {
  const sizes = linearSizes(config);
  return Array.from({ length: config.layers }, (_, i) =>
    targets.map((target) => {
      const [out, input] = sizes[target];
      return { path: `model.layers.${i}.${linearModules[target]}`, out, input };
    }),
  ).flat();
}

export const loraA = (path: string): string => `${path}.lora_A`;
export const loraB = (path: string): string => `${path}.lora_B`;

/** The trained tensors: one bucket, or A's and B's apart where they learn at different rates. */
export function loraBuckets(
  modules: readonly AdaptedModule[],
  { rank, loraplusRatio }: LoraConfig,
): readonly Bucket[] {
  const a = ({ path, input }: AdaptedModule): Parameter => ({ name: loraA(path), shape: [rank, input] });
  const b = ({ path, out }: AdaptedModule): Parameter => ({ name: loraB(path), shape: [out, rank] });
  if (loraplusRatio === 1) return [{ parameters: modules.flatMap((m) => [a(m), b(m)]), rateFactor: 1 }];
  return [
    { parameters: modules.map(a), rateFactor: 1 },
    { parameters: modules.map(b), rateFactor: loraplusRatio },
  ];
}

/**
 * A as PEFT draws it, uniform in ±1/√input (Kaiming with a = √5); B zero, so that training starts at the base model.
 */
export function initLora(name: string, shape: readonly number[], random: Random): Float32Array {
  const values = new Float32Array(elementCount(shape));
  if (name.endsWith('.lora_B')) return values;
  const bound = 1 / Math.sqrt(shape[1] as number);
  for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound;
  return values;
}
