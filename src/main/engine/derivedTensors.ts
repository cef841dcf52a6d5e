/** Tensors that checkpoints carry although they follow from the configuration: proven to, since nothing reads them. */

import { readTensor, readTensorBytes } from './formats/readTensor.ts';
import { bytesPerElement, elementCount, type TensorInfo } from './formats/tensor.ts';
import { inverseFrequencies, type Rope } from './nn/rope.ts';

/** Relative; a checkpoint in half precision holds its frequencies rounded. */
const tolerances: Partial<Record<TensorInfo['dtype'], number>> = {
  F64: 1e-5,
  F32: 1e-5,
  F16: 1e-3,
  BF16: 8e-3,
};
/** Of float16's smallest steps, in which the lowest frequencies are told. */
const smallest = 6e-8;

/** Longest sequence whose mask is looked at: a mask of all its pairs has 64 MB. */
const longestMask = 8192;

type Rotations = ReadonlyMap<Rope, number>;

const kinds: readonly (readonly [RegExp, (info: TensorInfo, rotations: Rotations) => boolean])[] = [
  [/(^|\.)rotary_emb\.inv_freq$/, isFrequencies],
  [/\.(attn|attention)\.bias$/, isCausalMask],
  [/\.(attn|attention)\.masked_bias$/, isMaskedValue],
];

/** @param rotations settings of RoPE that the model's layers turn by, with the features of a head */
export function isDerived(info: TensorInfo, rotations: Rotations): boolean {
  return kinds.some(([name, proof]) => name.test(info.name) && proof(info, rotations));
}

/** The frequencies of one of the rotations, stretched or, as older versions kept them, before that. */
function isFrequencies(info: TensorInfo, rotations: Rotations): boolean {
  const tolerance = tolerances[info.dtype];
  return [...rotations].some(([rope, headDim]) =>
    [rope, { ...rope, scaling: { type: 'default' } as const }].some((settings) => {
      const expected = inverseFrequencies(settings, headDim);
      if (tolerance === undefined || elementCount(info.shape) !== expected.length) return false;
      const close = (value: number, i: number) => {
        const frequency = expected[i]!;
        return Math.abs(value - frequency) <= tolerance * frequency + (info.dtype === 'F16' ? smallest : 0);
      };
      return readTensor(info).every(close);
    }),
  );
}

/** [1, 1, n, n], set where a token sees another: itself and those before it. */
function isCausalMask(info: TensorInfo): boolean {
  const [length = 0, other] = info.shape.slice(-2);
  if (length !== other || length > longestMask || elementCount(info.shape) !== length * length) return false;
  const [bytes, size] = [readTensorBytes(info), bytesPerElement[info.dtype]];
  const isSet = (i: number) => bytes.subarray(i * size, (i + 1) * size).some((byte) => byte !== 0);
  for (let i = 0; i < length * length; i++)
    if (isSet(i) !== i % length <= Math.floor(i / length)) return false;
  return true;
}

/** What stands for "unseen" before the softmax. */
function isMaskedValue(info: TensorInfo): boolean {
  return (
    elementCount(info.shape) === 1 && tolerances[info.dtype] !== undefined && readTensor(info)[0]! <= -1e4
  );
}
