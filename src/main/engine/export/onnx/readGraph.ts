/** Reads from an ONNX file where its weights lie: what a reader finds there, not what the writer meant. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from '../../../../shared/sentence.ts';
import type { BaseModel } from '../../baseModel.ts';
import { bytesOf } from '../../formats/float.ts';
import { readAt, withFile } from '../../formats/readTensor.ts';
import type { StoredType, TensorInfo } from '../../formats/tensor.ts';
import { externalTensors } from '../../onnx/decode.ts';
import type { ElementType } from '../../onnx/types.ts';
import { departure } from '../departure.ts';
import { type WrittenWeight, weightsIn } from '../recomputeRows.ts';
import { blockSize, blocksOf, type CodeBits, codeBytes, decodeBlocks, encodeBlocks } from './blockCodes.ts';

/** Element types of an export's data files. */
const storedTypes: Readonly<Partial<Record<ElementType, StoredType>>> = {
  float32: 'F32',
  float16: 'F16',
  uint8: 'U8',
};

function tensorsOf(file: string): ReadonlyMap<string, TensorInfo> {
  const found = externalTensors(readFileSync(file)).flatMap(
    ({ name, type, shape, location, offset, length }): [string, TensorInfo][] => {
      const dtype = storedTypes[type];
      const place = { file: join(dirname(file), location), offset, byteLength: length };
      return dtype ? [[name, { name, dtype, shape, ...place }]] : [];
    },
  );
  return new Map(found);
}

interface FoundWeights {
  /** By the base's names, for {@link recomputeRows}. */
  readonly weights: (name: string) => WrittenWeight | undefined;
  /** How many matrices are codes of how many bits; null where none are. */
  readonly matrices: Readonly<Record<string, number>> | null;
}

/** What the graph in `file` is made of. @param base says which of its weights lie transposed there */
export function onnxWeights(file: string, { linear }: BaseModel): FoundWeights {
  const tensors = tensorsOf(file);
  const asTheyAre = weightsIn({ tensors, linear });
  const coded = [...tensors.values()].filter(({ name }) => name.endsWith('.codes'));
  const kinds = Map.groupBy(coded, (codes) => `int${bitsOf(codes)}`);
  const counts = Object.fromEntries([...kinds].map(([kind, { length }]) => [kind, length]));
  return {
    matrices: coded.length > 0 ? counts : null,
    weights: (name) => {
      const [codes, scales] = [tensors.get(`${name}.codes`), tensors.get(`${name}.scales`)];
      return codes && scales ? codedRows(codes, scales) : asTheyAre(name);
    },
  };
}

function bitsOf({ name, shape }: TensorInfo): CodeBits {
  const bits = ([4, 8] as const).find((each) => codeBytes(each) === shape[2]);
  if (bits === undefined) throw departure(say`${name} is not in blocks of ${blockSize}`);
  return bits;
}

function codedRows(codes: TensorInfo, scales: TensorInfo): WrittenWeight {
  const [rows, blocks, bytes] = codes.shape as [number, number, number];
  const bits = bitsOf(codes);
  if (scales.byteLength !== 4 * rows * blocks) throw departure(say`${scales.name} is not one number a block`);
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
