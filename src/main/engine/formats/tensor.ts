/** Where a tensor lies on disk: the one description that readers, the graph's external data and exports share. */

/** Element types a weight file may hold, under their safetensors names. */
export type StoredType = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U8' | 'BOOL';

/** Bytes of one element. */
export const bytesPerElement: Readonly<Record<StoredType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/** A tensor's place in a file; row-major, little-endian. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  /** Absolute path of the file that holds it. */
  readonly file: string;
  /** Absolute byte offset of the first element in `file`. */
  readonly offset: number;
  readonly byteLength: number;
}

/** All tensors of a model or adapter by name, whichever files they lie in. */
export type TensorIndex = ReadonlyMap<string, TensorInfo>;

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
