/** Compares two tensors of a checkpoint: equal ones are told once, and different ones must not be taken for equal. */

import { statSync } from 'node:fs';
import { isFloatType } from './float.ts';
import { readTensorPieces, readTensorRows } from './readTensor.ts';
import type { TensorInfo } from './tensor.ts';

/** Answers by file and place: hundreds of megabytes are read for one, and a model is opened again and again. */
const known = new Map<string, boolean>();
const mostKnown = 64;
const numbersPerPiece = 2 ** 20;

/** Whether both hold the same numbers in the same shape, to the last bit once they are float32. */
export function sameNumbers(a: TensorInfo, b: TensorInfo): boolean {
  if (a.shape.join() !== b.shape.join() || !isFloatType(a.dtype) || !isFloatType(b.dtype)) return false;
  const key = [a, b].map(({ file, offset, dtype }) => [file, statSync(file).mtimeMs, offset, dtype]).join();
  const answer = known.get(key) ?? compare(a, b);
  known.delete(key);
  known.set(key, answer);
  for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
  return answer;
}

function compare(a: TensorInfo, b: TensorInfo): boolean {
  return a.dtype === b.dtype ? sameBytes(a, b) : sameFloats(a, b);
}

/** As they are stored, which is far quicker than number by number. */
function sameBytes(a: TensorInfo, b: TensorInfo): boolean {
  const others = readTensorPieces(b);
  try {
    for (const piece of readTensorPieces(a)) {
      const { value: other } = others.next();
      if (!other || Buffer.compare(piece, other) !== 0) return false;
    }
    return true;
  } finally {
    others.return(undefined);
  }
}

function sameFloats(a: TensorInfo, b: TensorInfo): boolean {
  const rowLength = a.shape.slice(1).reduce((product, size) => product * size, 1);
  const rowsPerPiece = Math.max(1, Math.floor(numbersPerPiece / rowLength));
  const others = readTensorRows(b, rowsPerPiece);
  for (const { values } of readTensorRows(a, rowsPerPiece)) {
    const other = others.next().value?.values;
    if (!other || !values.every((value, i) => Object.is(value, other[i]))) return false;
  }
  return true;
}
