/** A LoRA adapter's settings, how it starts, and how its parts are named: A is [rank, in], B is [out, rank]. */

import { elementCount } from '../formats/tensor.ts';
import type { LinearLayer } from '../nn/weights.ts';
import type { Random } from '../runtime/random.ts';
import type { Bucket, Parameter } from './parameters.ts';

/** The settings of an adapter. */
export interface LoraConfig {
  readonly rank: number;
  readonly alpha: number;
  readonly useRslora: boolean;
  /** Probability of dropping an input of A; 0 for none. */
  readonly dropout: number;
  readonly targets: readonly string[];
  /** Learning rate of B over that of A. Hayou et al. 2024, "LoRA+". */
  readonly loraplusRatio: number;
}

/** What multiplies BAx: alpha/rank, or alpha/√rank. Kalajdzievski 2023, "A rank stabilization scaling factor". */
export function loraScale({
  rank,
  alpha,
  useRslora,
}: Pick<LoraConfig, 'rank' | 'alpha' | 'useRslora'>): number {
  return alpha / (useRslora ? Math.sqrt(rank) : rank);
}

export const loraA = (path: string): string => `${path}.lora_A`;
export const loraB = (path: string): string => `${path}.lora_B`;

/** The trained tensors: one bucket, or A's and B's apart where they learn at different rates. */
export function loraBuckets(
  layers: readonly LinearLayer[],
  { rank, loraplusRatio }: LoraConfig,
): readonly Bucket[] {
  const a = ({ path, input }: LinearLayer): Parameter => ({ name: loraA(path), shape: [rank, input] });
  const b = ({ path, out }: LinearLayer): Parameter => ({ name: loraB(path), shape: [out, rank] });
  if (loraplusRatio === 1)
    return [{ parameters: layers.flatMap((layer) => [a(layer), b(layer)]), rateFactor: 1 }];
  return [
    { parameters: layers.map(a), rateFactor: 1 },
    { parameters: layers.map(b), rateFactor: loraplusRatio },
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
