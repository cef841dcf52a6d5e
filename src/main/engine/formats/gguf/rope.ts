/** RoPE's settings from GGUF: the base, and the ways it is stretched, of which Llama 3's is kept only as its effect. */

import { say } from '../../../../shared/sentence.ts';
import { usualMagnitude } from '../../models/ggufKeys.ts';
import type { ModelShape } from './config.ts';
import type { GgufHead } from './read.ts';
import { readGgufTensor } from './weights.ts';

/** ggml's name of the per-frequency divisors that a Llama 3 model carries. */
const ropeFactorsTensor = 'rope_freqs.weight';
const longropeTensors = ['rope_factors_long.weight', 'rope_factors_short.weight'] as const;

/** Tensors that say how RoPE is stretched, and belong to no layer. */
export const ropeTensors: readonly string[] = [ropeFactorsTensor, ...longropeTensors];

const defaultTheta = 10_000;
/** What Llama 3.1 to 3.3 were published with; GGUF does not say it. */
const llama3 = { lowFactor: 1, highFactor: 4, originalLength: 8192 };
const factorTolerance = 1e-4;

/** `rope_theta` and, where there is one, `rope_scaling` of config.json. */
export function ropeConfig(head: GgufHead, shape: ModelShape): Record<string, unknown> {
  const { metadata } = head;
  const key = (name: string) => `${shape.architecture}.rope.${name}`;
  const theta = shortestFloat32(metadata.get(key('freq_base'), 'number') ?? defaultTheta);
  const type = metadata.get(key('scaling.type'), 'text') ?? 'linear';
  const stretch = Object.hasOwn(stretches, type) ? stretches[type] : undefined;
  if (!stretch)
    throw metadata.unsupported(
      say`${key('scaling.type')} is ${type}, expected ${Object.keys(stretches).join(', ')}`,
    );
  const number = (name: string) => {
    const value = metadata.get(key(`scaling.${name}`), 'number');
    return value === undefined ? undefined : shortestFloat32(value);
  };
  const scaling = stretch(head, shape, number);
  if ((number('attn_factor') ?? 1) !== 1 && scaling?.attention_factor === undefined)
    throw metadata.unsupported(say`${key('scaling.attn_factor')} = ${number('attn_factor')}`);
  const divisors = divisorScaling(head, shape, theta);
  if (divisors && scaling)
    throw metadata.unsupported(say`both ${type} RoPE scaling and ${ropeFactorsTensor}`);
  const found = divisors ?? scaling;
  return { rope_theta: theta, ...(found && { rope_scaling: found }) };
}

type Scaling = Readonly<Record<string, unknown>>;

/** By ggml's name: `rope_scaling` of config.json; undefined: none. */
const stretches: Readonly<
  Record<
    string,
    (head: GgufHead, shape: ModelShape, number: (name: string) => number | undefined) => Scaling | undefined
  >
> = {
  none: () => undefined,

  linear({ metadata }, { architecture }, number) {
    const factor = number('factor') ?? metadata.get(`${architecture}.rope.scale_linear`, 'number') ?? 1;
    return factor === 1 ? undefined : { rope_type: 'linear', factor };
  },

  yarn({ metadata }, { architecture }, number) {
    const key = (name: string) => `${architecture}.rope.scaling.${name}`;
    const factor = metadata.need(key('factor'), 'number');
    const [fast, slow] = [number('yarn_beta_fast'), number('yarn_beta_slow')];
    const growth = metadata.get(`${architecture}.attention.temperature_scale`, 'number');
    return {
      rope_type: 'yarn',
      factor: shortestFloat32(factor),
      original_max_position_embeddings: metadata.need(key('original_context_length'), 'count'),
      // ggml multiplies with what is usual for the factor.
      attention_factor: shortestFloat32((number('attn_factor') ?? 1) * usualMagnitude(factor)),
      ...(fast !== undefined && { beta_fast: fast }),
      ...(slow !== undefined && { beta_slow: slow }),
      ...(growth && { llama_4_scaling_beta: shortestFloat32(growth) }),
    };
  },

  longrope(head, { architecture, turned }, number) {
    const { metadata } = head;
    const list = (name: string) => {
      const found = smallVector(head, name, turned / 2);
      if (found) return Array.from(found, shortestFloat32);
      throw metadata.unsupported(say`longrope without ${turned / 2} numbers in ${name}`);
    };
    const key = `${architecture}.rope.scaling.original_context_length`;
    return {
      rope_type: 'longrope',
      original_max_position_embeddings: metadata.need(key, 'count'),
      short_factor: list(longropeTensors[1]),
      long_factor: list(longropeTensors[0]),
      attention_factor: number('attn_factor') ?? 1,
    };
  },
};

/** The vector `name`; undefined where there is none of this length. */
function smallVector({ file, tensors }: GgufHead, name: string, length: number): Float32Array | undefined {
  const tensor = tensors.get(name);
  return tensor?.shape.join() === String(length) ? readGgufTensor(file, tensor) : undefined;
}

/**
 * What the divisors of every frequency come to: Llama 3's scaling where they are the ones its formula gives, else
 * LongRoPE's with the same list for any length.
 * @throws AppError `unsupported` for what divides nothing
 */
function divisorScaling(head: GgufHead, shape: ModelShape, theta: number): Scaling | undefined {
  const { metadata, tensors } = head;
  if (!tensors.has(ropeFactorsTensor)) return undefined;
  const found = smallVector(head, ropeFactorsTensor, shape.turned / 2);
  if (!found?.every((value) => value > 0 && Number.isFinite(value)))
    throw metadata.unsupported(
      say`${ropeFactorsTensor} does not hold ${shape.turned / 2} positive numbers to divide RoPE's frequencies by`,
    );
  const factor = shortestFloat32(found.reduce((most, value) => Math.max(most, value), 1));
  const { lowFactor, highFactor } = llama3;
  const key = (name: string) => `${shape.architecture}.${name}`;
  const originalLength =
    metadata.get(key('rope.scaling.original_context_length'), 'count') ?? llama3.originalLength;
  const isLlama3 = found.every((value, i) => {
    // wavelengths up to length/highFactor stay, from length/lowFactor on they stretch by factor, smoothly between
    const waves = originalLength / (2 * Math.PI * theta ** ((2 * i) / shape.turned));
    const smooth = Math.min(1, Math.max(0, (waves - lowFactor) / (highFactor - lowFactor)));
    const expected = 1 / ((1 - smooth) / factor + smooth);
    return Math.abs(value - expected) <= factorTolerance * expected;
  });
  if (!isLlama3) {
    const list = Array.from(found, shortestFloat32);
    return {
      rope_type: 'longrope',
      original_max_position_embeddings: metadata.need(key('context_length'), 'count'),
      ...{ short_factor: list, long_factor: list, attention_factor: 1 },
    };
  }
  if (factor === 1) return undefined;
  return {
    rope_type: 'llama3',
    factor,
    low_freq_factor: lowFactor,
    high_freq_factor: highFactor,
    original_max_position_embeddings: originalLength,
  };
}

/** The shortest decimal that is the same float32: 1e-5 instead of 0.000009999999747378752. */
export function shortestFloat32(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}
