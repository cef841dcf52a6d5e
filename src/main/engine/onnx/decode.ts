/** Reads from ONNX protobuf where a model's weights lie outside it. Source of the fields: onnx.proto3. */

import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { elementCodes } from './encode.ts';
import type { ExternalData } from './graph.ts';
import type { ElementType } from './types.ts';

/** A tensor of the graph that lies in a file beside it. */
export interface ExternalTensor extends ExternalData {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export function externalTensors(model: Uint8Array): readonly ExternalTensor[] {
  return [...messages(model, 7)]
    .flatMap((graph) => [...messages(graph, 5)])
    .flatMap((tensor) => {
      const places = new Map([...messages(tensor, 13)].map(keyAndText));
      const { name, type, shape } = tensorHead(tensor);
      const location = places.get('location');
      if (location === undefined || type === undefined) return [];
      const [offset, length] = [Number(places.get('offset') ?? 0), Number(places.get('length') ?? 0)];
      return [{ name, type, shape, location, offset, length }];
    });
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
  let [name, code] = ['', 0];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1 && wire === WireType.Varint) shape.push(Number(reader.int64()));
    else if (field === 2) code = reader.int32();
    else if (field === 8) name = reader.string();
    else reader.skip(wire, field);
  }
  const type = (Object.keys(elementCodes) as ElementType[]).find((each) => elementCodes[each] === code);
  return { name, type, shape };
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
