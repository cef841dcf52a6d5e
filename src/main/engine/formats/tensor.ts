/** Where a tensor lies on disk: the one description that readers, the graph's external data and exports share. */

/** Bytes of an element of each type that a weight file may hold, by safetensors' names; widest first. */
export const bytesPerElement = {
  I64: 8,
  U64: 8,
  F64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  BF16: 2,
  F16: 2,
  I16: 2,
  U16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type StoredType = keyof typeof bytesPerElement;

/** A type in words, with its name: "float64 (F64)". */
export function storedAs(dtype: StoredType): string {
  const [, kind = '', bits] = /^(BF|F|I|U|BOOL)(\d*)/.exec(dtype) ?? [];
  const words = {
    BF: `bfloat${bits}`,
    F: `float${bits}`,
    I: `int${bits}`,
    U: `uint${bits}`,
    BOOL: 'booleans',
  };
  return `${words[kind as keyof typeof words]} (${dtype})`;
}

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
  /** The file holds the columns of `shape` as rows; who reads the tensor as numbers gets them as `shape` says. */
  readonly transposed?: true;
}

/** A matrix read the other way round than it is stored. */
export function transposedInfo({ shape, ...info }: TensorInfo): TensorInfo {
  return { ...info, shape: shape.toReversed(), transposed: true };
}

/** All tensors of a model or adapter by name, whichever files they lie in. */
export type TensorIndex = ReadonlyMap<string, TensorInfo>;

/** Number of elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
