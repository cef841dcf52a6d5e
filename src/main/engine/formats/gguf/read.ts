/** Reads the head of a GGUF file, its metadata and its table of tensors, without touching the weights. */

import { realpathSync, statSync } from 'node:fs';
import { AppError, internalError } from '../../../../shared/errors.ts';
import { type Sentence, say } from '../../../../shared/sentence.ts';
import { diskError } from '../diskError.ts';
import { withFile } from '../readTensor.ts';
import { elementCount } from '../tensor.ts';
import { blockTypes, type GgmlType } from './dequantize.ts';
import { HeadReader } from './headReader.ts';
import { Metadata, type MetadataValue } from './metadata.ts';

/** A tensor's place in a GGUF file. */
export interface GgufTensor {
  readonly name: string;
  readonly type: GgmlType;
  /** Row-major, slowest first: [rows, columns]. The file itself lists the sizes the other way round. */
  readonly shape: readonly number[];
  /** Absolute byte offset of the first block. */
  readonly offset: number;
  readonly byteLength: number;
}

export interface GgufHead {
  /** Absolute path, links followed. */
  readonly file: string;
  readonly metadata: Metadata;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

/** Every tensor type number ggml has given out; those that `blockTypes` lacks are refused by name. */
const ggmlTypes: ReadonlyMap<number, string> = new Map([
  [0, 'F32'],
  [1, 'F16'],
  [2, 'Q4_0'],
  [3, 'Q4_1'],
  [6, 'Q5_0'],
  [7, 'Q5_1'],
  [8, 'Q8_0'],
  [9, 'Q8_1'],
  [10, 'Q2_K'],
  [11, 'Q3_K'],
  [12, 'Q4_K'],
  [13, 'Q5_K'],
  [14, 'Q6_K'],
  [15, 'Q8_K'],
  [16, 'IQ2_XXS'],
  [17, 'IQ2_XS'],
  [18, 'IQ3_XXS'],
  [19, 'IQ1_S'],
  [20, 'IQ4_NL'],
  [21, 'IQ3_S'],
  [22, 'IQ2_S'],
  [23, 'IQ4_XS'],
  [24, 'I8'],
  [25, 'I16'],
  [26, 'I32'],
  [27, 'I64'],
  [28, 'F64'],
  [29, 'IQ1_M'],
  [30, 'BF16'],
  [34, 'TQ1_0'],
  [35, 'TQ2_0'],
  [39, 'MXFP4'],
  [40, 'NVFP4'],
]);

/** The number of a type, as the table of tensors has it. */
export function ggmlTypeId(type: GgmlType): number {
  const entry = [...ggmlTypes].find(([, name]) => name === type);
  if (!entry) throw internalError(`no number of the tensor type ${type}`);
  return entry[0];
}

interface ValueType {
  /** Bytes it takes at least. */
  readonly bytes: number;
  readonly read: (reader: HeadReader) => MetadataValue;
}

const scalarTypes: ReadonlyMap<number, ValueType> = new Map([
  [0, { bytes: 1, read: (reader) => reader.take(1).readUInt8() }],
  [1, { bytes: 1, read: (reader) => reader.take(1).readInt8() }],
  [2, { bytes: 2, read: (reader) => reader.take(2).readUInt16LE() }],
  [3, { bytes: 2, read: (reader) => reader.take(2).readInt16LE() }],
  [4, { bytes: 4, read: (reader) => reader.uint32() }],
  [5, { bytes: 4, read: (reader) => reader.take(4).readInt32LE() }],
  [6, { bytes: 4, read: (reader) => reader.take(4).readFloatLE() }],
  [7, { bytes: 1, read: (reader) => reader.take(1).readUInt8() !== 0 }],
  [8, { bytes: 8, read: (reader) => reader.text() }],
  [10, { bytes: 8, read: (reader) => Number(reader.take(8).readBigUInt64LE()) }],
  [11, { bytes: 8, read: (reader) => Number(reader.take(8).readBigInt64LE()) }],
  [12, { bytes: 8, read: (reader) => reader.take(8).readDoubleLE() }],
]);
const arrayType = 9;

const leastTensorBytes = 8 + 4 + 8 + 4 + 8; // name length, axes, one size, type, offset
const leastPairBytes = 8 + 4 + 1; // key length, type, value
const mostAxes = 4;
const mostAlignment = 2 ** 20;

/**
 * Metadata and tensor table of a GGUF file, version 2 or 3.
 * @throws AppError `not-found`; `bad-model` when a length, count or place contradicts the file; `unsupported` version
 *   or tensor type.
 */
export function readGgufHead(path: string): GgufHead {
  let file: string;
  try {
    file = realpathSync(path);
    // Opening a pipe would wait for ever.
    if (!statSync(file).isFile())
      throw new AppError('bad-model', say`${path} is not a file`, say`Name a .gguf file.`);
  } catch (error) {
    throw diskError(error, path, 'read');
  }
  return withFile(file, (descriptor) => readHead(new HeadReader(file, descriptor)));
}

function readHead(reader: HeadReader): GgufHead {
  checkMagic(reader);
  reader.what = say`the tensor count`;
  const tensorCount = reader.count(leastTensorBytes);
  reader.what = say`the metadata count`;
  const pairCount = reader.count(leastPairBytes);
  const values = new Map<string, MetadataValue>();
  for (let i = 0; i < pairCount; i++) {
    reader.what = say`metadata key ${i + 1} of ${pairCount}`;
    const key = reader.text();
    if (values.has(key)) throw reader.error(say`the metadata key ${key} appears twice`);
    reader.what = say`metadata ${key}`;
    values.set(key, readValue(reader));
  }
  const metadata = new Metadata(reader.file, values);
  return {
    file: reader.file,
    metadata,
    tensors: readTensorTable(reader, tensorCount, alignmentOf(metadata)),
  };
}

function checkMagic(reader: HeadReader): void {
  if (reader.size < 24 || reader.take(4).toString('latin1') !== 'GGUF') {
    throw new AppError('bad-model', say`${reader.file} is not a GGUF file`, say`Name a .gguf file.`);
  }
  const version = reader.uint32();
  if (version === 2 || version === 3) return;
  const found = version % 65536 === 0 ? 'big-endian' : `version ${version}`;
  throw new AppError(
    'unsupported',
    say`${reader.file} is a GGUF file of ${found}, expected version 2 or 3, little-endian`,
    say`Convert the model again with a current llama.cpp.`,
  );
}

function readValue(reader: HeadReader): MetadataValue {
  const id = reader.uint32();
  if (id !== arrayType) return scalarType(reader, id).read(reader);
  const item = scalarType(reader, reader.uint32());
  const length = reader.count(item.bytes);
  return Array.from({ length }, () => item.read(reader)) as MetadataValue;
}

function scalarType(reader: HeadReader, id: number): ValueType {
  const type = scalarTypes.get(id);
  if (!type) throw reader.error(say`${reader.what} has the unknown value type ${id}`);
  return type;
}

function alignmentOf(metadata: Metadata): number {
  const alignment = metadata.get('general.alignment', 'count') ?? 32;
  if (alignment < 1 || alignment > mostAlignment || (alignment & (alignment - 1)) !== 0) {
    throw metadata.error(
      say`general.alignment is ${alignment}, expected a power of two up to ${mostAlignment}`,
    );
  }
  return alignment;
}

function readTensorTable(
  reader: HeadReader,
  count: number,
  alignment: number,
): ReadonlyMap<string, GgufTensor> {
  const relative: GgufTensor[] = [];
  for (let i = 0; i < count; i++) relative.push(readTensorEntry(reader, say`tensor ${i + 1} of ${count}`));
  const padded = (position: number) => Math.ceil(position / alignment) * alignment;
  const start = padded(reader.position);
  const tensors = new Map<string, GgufTensor>();
  let end = start;
  for (const tensor of relative.toSorted((a, b) => a.offset - b.offset)) {
    const { name, byteLength } = tensor;
    const offset = start + tensor.offset;
    if (tensors.has(name)) throw reader.error(say`tensor ${name} appears twice`);
    if (tensor.offset % alignment !== 0) {
      throw reader.error(say`tensor ${name} lies at offset ${tensor.offset}, not a multiple of ${alignment}`);
    }
    if (offset < end) throw reader.error(say`tensor ${name} overlaps the one before it`);
    const gap = offset - padded(end);
    end = offset + byteLength;
    if (end > reader.size) {
      throw reader.error(say`tensor ${name} ends at byte ${end}, but the file has only ${reader.size} bytes`);
    }
    if (gap > 0) throw reader.error(say`${gap} bytes before tensor ${name} belong to no tensor`);
    tensors.set(name, { ...tensor, offset });
  }
  // A header that leaves out a tensor would have its bytes here, and all others at the wrong place.
  if (reader.size > padded(end))
    throw reader.error(say`the last ${reader.size - end} bytes belong to no tensor`);
  return tensors;
}

/** One row of the table; its offset still counts from the start of the weights. */
function readTensorEntry(reader: HeadReader, place: Sentence): GgufTensor {
  reader.what = place;
  const name = reader.text();
  reader.what = say`tensor ${name}`;
  const axes = reader.uint32();
  if (axes < 1 || axes > mostAxes)
    throw reader.error(say`tensor ${name} has ${axes} axes, expected 1 to ${mostAxes}`);
  const shape = Array.from({ length: axes }, () => reader.uint64()).reverse();
  const elements = elementCount(shape);
  if (elements < 1 || !Number.isSafeInteger(elements)) {
    throw reader.error(say`tensor ${name} has the impossible shape [${shape.join(', ')}]`);
  }
  const type = tensorType(reader, name);
  const block = blockTypes[type];
  if (shape.at(-1)! % block.values !== 0) {
    throw reader.error(
      say`tensor ${name} has rows of ${shape.at(-1)} values, which ${type} cannot cut into ${block.values}`,
    );
  }
  return { name, type, shape, offset: reader.uint64(), byteLength: (elements / block.values) * block.bytes };
}

function tensorType(reader: HeadReader, name: string): GgmlType {
  const id = reader.uint32();
  const type = ggmlTypes.get(id);
  if (type !== undefined && Object.hasOwn(blockTypes, type)) return type as GgmlType;
  throw new AppError(
    'unsupported',
    say`${reader.file}: tensor ${name} is stored as ${type ?? `type ${id}`}, expected one of ${Object.keys(blockTypes).join(', ')}`,
    say`Take another quantisation of the model, for example Q8_0 or Q4_K_M.`,
  );
}
