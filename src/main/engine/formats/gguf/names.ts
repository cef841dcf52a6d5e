/** Which tensors a GGUF file must hold for a model: ggml's names, Hugging Face's names, shapes, and whose rows were reordered. */

import { type Architecture, weightsOf } from '../../models/decoder.ts';
import type { GgufSpelling } from '../../models/family.ts';

/** A tensor that a model has, under both names. */
export interface ExpectedTensor {
  readonly ggml: string;
  readonly huggingFace: string;
  readonly shape: readonly number[];
  /** The rows of each head alternate between its two RoPE halves, as ggml keeps them for Llama. */
  readonly interleaved: boolean;
  /** A weight w is stored as (w + plus) · times. */
  readonly plus: number;
  readonly times: number;
}

/** All tensors of the model, layer by layer. */
export function expectedTensors(model: Architecture): readonly ExpectedTensor[] {
  const spelling: GgufSpelling | undefined = model.family.gguf;
  const { names = {}, interleaved = [], raised = [] } = spelling ?? {};
  return [...weightsOf(model).tensors].map(([huggingFace, shape]) => {
    const [, layer, module = '', part] = /^(?:model\.layers\.(\d+)\.)?(.+)\.(\w+)$/.exec(huggingFace) ?? [];
    const ggml = `${names[module]}.${part}`;
    return {
      ggml: layer === undefined ? ggml : `blk.${layer}.${ggml}`,
      huggingFace,
      shape,
      interleaved: interleaved.includes(module),
      plus: raised.includes(module) ? 1 : 0,
      times: spelling?.times?.(model.config, module) ?? 1,
    };
  });
}

/**
 * Undoes ggml's order of query and key rows: row 2i + s of a head becomes row s headDim/2 + i, which puts the two
 * halves that RoPE rotates together back where Hugging Face has them.
 * @param rows bytes of whole heads, row-major
 */
export function separateHalves(rows: Uint8Array, rowBytes: number, headDim: number): Uint8Array {
  const separated = new Uint8Array(rows.length);
  for (let row = 0; row * rowBytes < rows.length; row++) {
    const from = interleavedRow(row, headDim);
    separated.set(rows.subarray(from * rowBytes, (from + 1) * rowBytes), row * rowBytes);
  }
  return separated;
}

/** Where ggml keeps a row of Hugging Face's. */
function interleavedRow(row: number, headDim: number): number {
  const [within, half] = [row % headDim, headDim / 2];
  return row - within + (within % half) * 2 + Math.floor(within / half);
}

/** The same backwards: row s headDim/2 + i of a head becomes row 2i + s, as ggml keeps Llama's queries and keys. */
export function interleaveHalves(rows: Float32Array, rowLength: number, headDim: number): Float32Array {
  const interleaved = new Float32Array(rows.length);
  for (let row = 0; row * rowLength < rows.length; row++) {
    const to = interleavedRow(row, headDim);
    interleaved.set(rows.subarray(row * rowLength, (row + 1) * rowLength), to * rowLength);
  }
  return interleaved;
}
