/** Turns tensors of a GGUF file into tensors of a safetensors file, a few megabytes at a time. */

import type { TiledHeads } from '../../models/family.ts';
import { bytesOf, type FloatType } from '../float.ts';
import { readAt, withFile } from '../readTensor.ts';
import type { TensorSource } from '../safetensors.ts';
import { dequantize } from './dequantize.ts';
import { type ExpectedTensor, groupByHead, groupHeads, separateHalves, turnedOver } from './names.ts';
import type { GgufTensor } from './read.ts';

/** Values decoded at once: 16 MB of float32. */
const valuesPerPiece = 2 ** 22;

/** All values of a small tensor. */
export function readGgufTensor(file: string, tensor: GgufTensor): Float32Array {
  return dequantize(tensor.type, readBytes(file, tensor.offset, tensor.byteLength));
}

/**
 * The tensor as `dtype`: its own bytes where it is stored so, float32 otherwise, rows in Hugging Face's order.
 * @param headDim rows of a head, used where `expected.interleaved`
 */
export function ggufSource(
  file: string,
  tensor: GgufTensor,
  expected: ExpectedTensor,
  headDim: number,
  dtype: FloatType,
): TensorSource {
  const {
    huggingFace: name,
    shape,
    stored: stands,
    interleaved,
    transposed,
    added,
    byHead,
    tiled,
  } = expected;
  const [rows = 1, ...rest] = stands;
  const columns = rest[0] ?? 1;
  const group = interleaved ? headDim : 1;
  const rowsPerPiece =
    transposed || byHead || tiled?.along === 'rows'
      ? rows
      : Math.max(1, Math.floor(valuesPerPiece / columns / group)) * group;
  const storedBytes = (rowCount: number) => (tensor.byteLength * rowCount) / rows;

  function* pieces(): Generator<Uint8Array> {
    for (let row = 0; row < rows; row += rowsPerPiece) {
      const count = Math.min(rowsPerPiece, rows - row);
      const stored = readBytes(file, tensor.offset + storedBytes(row), storedBytes(count));
      const bytes = tensor.type === dtype ? stored : bytesOf(dequantize(tensor.type, stored));
      const rowBytes = bytes.length / count;
      if (tiled) yield untiled(bytes, rowBytes, tiled);
      else if (added !== 0) yield bytesOf(floatsOf(bytes).map((value) => value - added));
      else if (transposed) yield turnedOver(bytes, rows, columns);
      else if (byHead) yield groupByHead(bytes, rowBytes, headDim);
      else yield interleaved ? separateHalves(bytes, rowBytes, headDim) : bytes;
    }
  }
  function untiled(bytes: Uint8Array, rowBytes: number, heads: TiledHeads): Uint8Array {
    const grouped = groupHeads(bytes, columns, rowBytes / columns, heads);
    return expected.negatedExponential
      ? bytesOf(floatsOf(grouped).map((value) => Math.log(-value)))
      : grouped;
  }
  return { name, dtype, shape, pieces };
}

function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

function readBytes(file: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  withFile(file, (descriptor) => readAt(descriptor, file, bytes, offset));
  return bytes;
}
