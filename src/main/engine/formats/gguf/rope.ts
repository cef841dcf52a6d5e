/** RoPE's settings from GGUF: the base, linear scaling, and Llama 3's scaling, which GGUF keeps only as its effect. */

import { say } from '../../../../shared/sentence.ts';
import type { ModelShape } from './config.ts';
import type { GgufHead } from './read.ts';
import { readGgufTensor } from './weights.ts';

/** ggml's name of the per-frequency divisors that a Llama 3 model carries. */
export const ropeFactorsTensor = 'rope_freqs.weight';

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
  const factor =
    metadata.get(key('scaling.factor'), 'number') ?? metadata.get(key('scale_linear'), 'number') ?? 1;
  if (type !== 'linear' && type !== 'none') {
    throw metadata.unsupported(say`${key('scaling.type')} is ${type}, expected none or linear`);
  }
  const linear = type === 'linear' && factor !== 1 ? { rope_type: 'linear', factor } : undefined;
  const llama = llama3Scaling(head, shape, theta);
  if (llama && linear) throw metadata.unsupported(say`both linear RoPE scaling and ${ropeFactorsTensor}`);
  const scaling = llama ?? linear;
  return { rope_theta: theta, ...(scaling && { rope_scaling: scaling }) };
}

/**
 * Llama 3's `rope_scaling`, if the stored divisors are the ones its formula gives.
 * @throws AppError `unsupported` for divisors of any other origin
 */
function llama3Scaling({ file, metadata, tensors }: GgufHead, shape: ModelShape, theta: number) {
  const tensor = tensors.get(ropeFactorsTensor);
  if (!tensor) return undefined;
  const found = tensor.byteLength <= 4 * shape.headDim ? readGgufTensor(file, tensor) : new Float32Array();
  const factor = shortestFloat32(found.reduce((most, value) => Math.max(most, value), 1));
  const { lowFactor, highFactor } = llama3;
  const lengthKey = `${shape.architecture}.rope.scaling.original_context_length`;
  const originalLength = metadata.get(lengthKey, 'count') ?? llama3.originalLength;
  const matches =
    found.length === shape.headDim / 2 &&
    found.every((value, i) => {
      // wavelengths up to length/highFactor stay, from length/lowFactor on they stretch by factor, smoothly between
      const waves = originalLength / (2 * Math.PI * theta ** ((2 * i) / shape.headDim));
      const smooth = Math.min(1, Math.max(0, (waves - lowFactor) / (highFactor - lowFactor)));
      const expected = 1 / ((1 - smooth) / factor + smooth);
      return Math.abs(value - expected) <= factorTolerance * expected;
    });
  if (!matches) {
    throw metadata.unsupported(
      say`the RoPE divisors in ${ropeFactorsTensor} are not those of Llama 3's scaling`,
    );
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
