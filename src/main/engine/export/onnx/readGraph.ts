/** Reads from an ONNX file where its weights lie: what a reader finds there, not what the writer meant. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { BaseModel } from '../../baseModel.ts';
import { bytesOf } from '../../formats/float.ts';
import { readAt, withFile } from '../../formats/readTensor.ts';
import type { StoredType, TensorInfo } from '../../formats/tensor.ts';
import { departure } from '../departure.ts';
import { type WrittenWeight, weightsIn } from '../recomputeRows.ts';
import { blockSize, blocksOf, type CodeBits, codeBytes, decodeBlocks, encodeBlocks } from './blockCodes.ts';

/** ONNX's numbers of the element types that an export's data files hold. */
const elementTypes: Readonly<Record<number, StoredType>> = { 1: 'F32', 2: 'U8', 10: 'F16' };

/** The tensors that the graph in `file` keeps in data files, by name. Source: onnx.proto3. */
function externalTensors(file: string): ReadonlyMap<string, TensorInfo> {
  const tensors = new Map<string, TensorInfo>();
  for (const graph of messages(readFileSync(file), 7))
    for (const tensor of messages(graph, 5)) {
      const { name, dtype, shape } = tensorHead(tensor);
      const places = new Map([...messages(tensor, 13)].map(keyAndText));
      const location = places.get('location');
      if (location === undefined || dtype === undefined) continue;
      const place = { file: join(dirname(file), location), offset: Number(places.get('offset')) };
      tensors.set(name, { name, dtype, shape, ...place, byteLength: Number(places.get('length')) });
    }
  return tensors;
}

/** The bytes of every field of this number that is a message. */
function* messages(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === wanted && wire === WireType.LengthDelimited) yield reader.bytes();
    else reader.skip(wire, field);
  }
}

/** The fields of TensorProto that say what it is. */
function tensorHead(bytes: Uint8Array) {
  const reader = new BinaryReader(bytes);
  const shape: number[] = [];
  let [name, dtype]: [string, StoredType | undefined] = ['', undefined];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.Varint) shape.push(Number(reader.int64()));
    else if (field === 2) dtype = elementTypes[reader.int32()];
    else if (field === 8) name = reader.string();
    else reader.skip(wire, field);
  }
  return { name, dtype, shape };
}

function keyAndText(bytes: Uint8Array): readonly [string, string] {
  const reader = new BinaryReader(bytes);
  const fields = ['', '', ''];
  while (reader.pos < reader.len) {
    const [field] = reader.tag();
    fields[field] = reader.string();
  }
  return [fields[1] as string, fields[2] as string];
}

interface FoundWeights {
  /** By the base's names, for {@link recomputeRows}. */
  readonly weights: (name: string) => WrittenWeight | undefined;
  /** How many matrices are codes of how many bits; null where none are. */
  readonly matrices: Readonly<Record<string, number>> | null;
}

/** What the graph in `file` is made of. @param base says which of its weights lie transposed there */
export function onnxWeights(file: string, { linear }: BaseModel): FoundWeights {
  const tensors = externalTensors(file);
  const asTheyAre = weightsIn(tensors);
  const coded = [...tensors.values()].filter(({ name }) => name.endsWith('.codes'));
  const kinds = Map.groupBy(coded, (codes) => `int${bitsOf(codes)}`);
  const counts = Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]));
  return {
    matrices: coded.length > 0 ? counts : null,
    weights: (name) => {
      const [codes, scales] = [tensors.get(`${name}.codes`), tensors.get(`${name}.scales`)];
      if (!codes || !scales) return asTheyAre(name);
      const turned = linear.get(name.replace(/\.weight$/, ''))?.transposed ?? false;
      return { ...codedRows(codes, scales), turned };
    },
  };
}

function bitsOf({ name, shape }: TensorInfo): CodeBits {
  const bits = ([4, 8] as const).find((each) => codeBytes(each) === shape[2]);
  if (bits === undefined) throw departure(`${name} is not in blocks of ${blockSize}`);
  return bits;
}

function codedRows(codes: TensorInfo, scales: TensorInfo): WrittenWeight {
  const [rows, blocks, bytes] = codes.shape as [number, number, number];
  const bits = bitsOf(codes);
  if (scales.byteLength !== 4 * rows * blocks) throw departure(`${scales.name} is not one number a block`);
  return {
    row: (at) => {
      const part = { codes: new Uint8Array(blocks * bytes), scales: new Float32Array(blocks) };
      readPlace(codes, part.codes, at * blocks * bytes);
      readPlace(scales, bytesOf(part.scales), at * blocks * 4);
      return decodeBlocks(part, blocks * blockSize, bits);
    },
    asStored: (row) => {
      const width = blocksOf(row.length) * blockSize;
      return decodeBlocks(encodeBlocks(row, row.length, bits), width, bits);
    },
  };
}

function readPlace(info: TensorInfo, target: Uint8Array, from: number): void {
  withFile(info.file, (descriptor) => readAt(descriptor, info.file, target, info.offset + from));
}
