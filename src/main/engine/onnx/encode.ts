/** Writes a graph as ONNX protobuf (onnx.proto3, IR version 11, opset 23); weights stay outside as external data. */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { arrange } from './arrange.ts';
import { Graph, type Initializer } from './graph.ts';
import { attributeForms, operators } from './operators.ts';
import { ShapeError } from './shapes.ts';
import type { ElementType, Node, Shape, TensorType, Value } from './types.ts';

/** ONNX's numbers of the element types. */
export const elementCodes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
};

/**
 * The bytes of an ONNX model; `graph` is left as it is. Every value's shape is written: onnxruntime plans memory by
 * comparing shapes, and with unnamed sizes its plan takes six times longer to make.
 */
export function encode(graph: Graph): Uint8Array {
  const { nodes } = arrange(graph);
  const model = new BinaryWriter();
  model.tag(1, WireType.Varint).int64(11); // ir_version
  string(model, 2, 'lowrank-studio');
  model.tag(7, WireType.LengthDelimited).bytes(graphBytes(graph));
  message(model, 8, (w) => w.tag(2, WireType.Varint).int64(23)); // opset_import
  const domains = new Set(nodes.flatMap(({ op }) => operators[op].domain ?? []));
  for (const domain of domains)
    message(model, 8, (w) => {
      string(w, 1, domain);
      w.tag(2, WireType.Varint).int64(1);
    });
  return model.finish();
}

/** A GraphProto: of the model, or of a node's body. */
function graphBytes(graph: Graph): Uint8Array {
  const { nodes, values } = arrange(graph);
  const shapes = new Map<string, readonly number[]>();
  const outputNames = new Map([...graph.outputs].map(([name, value]) => [value, name]));
  const nameOf = (value: Value) => outputNames.get(value) ?? value.name;
  const body = new BinaryWriter();
  for (const node of nodes) message(body, 1, (w) => writeNode(w, node, nameOf, shapes));
  string(body, 2, 'lowrank');
  for (const initializer of graph.initializers)
    if (values.has(initializer.value)) message(body, 5, (w) => writeInitializer(w, initializer));
  for (const [name, numbers] of shapes) message(body, 5, (w) => writeInt64s(w, name, numbers));
  for (const input of graph.inputs) message(body, 11, (w) => writeValueInfo(w, input.name, input));
  for (const [name, value] of graph.outputs) message(body, 12, (w) => writeValueInfo(w, name, value));
  for (const output of nodes.flatMap(({ outputs }) => outputs))
    if (!outputNames.has(output)) message(body, 13, (w) => writeValueInfo(w, output.name, output));
  return body.finish();
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function string(writer: BinaryWriter, field: number, text: string): void {
  writer.tag(field, WireType.LengthDelimited).string(text);
}

function writeNode(
  writer: BinaryWriter,
  node: Node,
  nameOf: (value: Value) => string,
  shapes: Map<string, readonly number[]>,
): void {
  const forms = Object.entries(attributeForms(node.op));
  const attributes = node.attributes as Readonly<Record<string, unknown>>;
  for (const input of node.inputs) string(writer, 1, nameOf(input));
  // A second input stands in place of Reshape's only attribute, and of Slice's first.
  const given = ['Reshape', 'Slice'].includes(node.op) ? node.inputs.length - 1 : 0;
  for (const [name] of forms.filter(([, form]) => form === 'input').slice(given)) {
    const numbers = name === 'shape' ? reshapeTarget(node) : [attributes[name] as number | number[]].flat();
    const key = `int64/${numbers.join(',')}`;
    shapes.set(key, numbers);
    string(writer, 1, key);
  }
  for (const output of node.outputs) string(writer, 2, nameOf(output));
  string(writer, 3, node.name);
  string(writer, 4, node.op);
  for (const [name, form] of forms)
    if (form !== 'input' && form !== 'hint') writeAttribute(writer, name, form, attributes[name]);
  if (node.op === 'Scan') writeScan(writer, node as Node<'Scan'>);
  const { domain } = operators[node.op];
  if (domain !== undefined) string(writer, 7, domain);
}

/**
 * Reshape's target in numbers: 0 copies the operand's size at that place, one -1 takes what is left.
 * Source: ONNX operator specification, Reshape-21.
 */
function reshapeTarget(node: Node): readonly number[] {
  const from = (node.inputs[0] as Value).shape;
  const to = node.outputs[0].shape;
  const target = to.map((dim, i) => (typeof dim === 'number' ? dim : dim === from[i] ? 0 : -1));
  if (target.filter((size) => size === -1).length > 1)
    throw new ShapeError(`Reshape ${node.name}: more than one unknown size in [${to.join(', ')}]`);
  return target;
}

/** The names ONNX gives to attributes that we spell in camel case. */
const attributeNames: Readonly<Record<string, string>> = {
  numHeads: 'num_heads',
  blockSize: 'block_size',
  accuracyLevel: 'accuracy_level',
};

/** ONNX's code of each type of attribute. */
const attributeCodes = { float: 1, int: 2, string: 3, ints: 7, elementType: 2 } as const;

function writeAttribute(
  writer: BinaryWriter,
  name: string,
  form: keyof typeof attributeCodes,
  value: unknown,
): void {
  message(writer, 5, (w) => {
    string(w, 1, attributeNames[name] ?? name);
    if (form === 'float') w.tag(2, WireType.Bit32).float(value as number);
    else if (form === 'string') string(w, 4, value as string);
    else if (form === 'ints')
      for (const item of value as readonly number[]) w.tag(8, WireType.Varint).int64(item);
    else
      w.tag(3, WireType.Varint).int64(
        form === 'elementType' ? elementCodes[value as ElementType] : Number(value),
      );
    w.tag(20, WireType.Varint).int32(attributeCodes[form]);
  });
}

/** Both operands after the state are cut along their first axis; source: ONNX operator specification, Scan-23. */
function writeScan(writer: BinaryWriter, { inputs, attributes }: Node<'Scan'>): void {
  const direction = attributes.reverse ? 1 : 0;
  message(writer, 5, (w) => {
    string(w, 1, 'body');
    w.tag(6, WireType.LengthDelimited).bytes(graphBytes(scanBody(inputs)));
    w.tag(20, WireType.Varint).int32(5);
  });
  writeAttribute(writer, 'num_scan_inputs', 'int', 2);
  writeAttribute(writer, 'scan_input_directions', 'ints', [direction, direction]);
  writeAttribute(writer, 'scan_output_directions', 'ints', [direction]);
}

/** One step, named apart from the graph around: the state, M and N in; the next state, and the one before it, out. */
function scanBody([start, factors, terms]: readonly TensorType[]): Graph {
  const g = new Graph();
  const input = (name: string, { type, shape }: TensorType, from: number) =>
    g.input(`scan/${name}`, type, shape.slice(from) as Shape);
  const state = input('state', start as TensorType, 0);
  const factor = input('factor', factors as TensorType, 1);
  const term = input('term', terms as TensorType, 1);
  g.scope('scan', () => {
    g.output(g.add(g.matmul(factor, state), term), 'scan/next');
    g.output(g.stopGradient(state), 'scan/before');
  });
  return g;
}

function writeInitializer(writer: BinaryWriter, { value, data }: Initializer): void {
  writeTensorHead(writer, value.name, value);
  if (data instanceof Uint8Array) {
    writer.tag(9, WireType.LengthDelimited).bytes(data);
    return;
  }
  const entries = { location: data.location, offset: String(data.offset), length: String(data.length) };
  for (const [key, text] of Object.entries(entries))
    message(writer, 13, (w) => {
      string(w, 1, key);
      string(w, 2, text);
    });
  writer.tag(14, WireType.Varint).int32(1); // data_location: external
}

function writeInt64s(writer: BinaryWriter, name: string, numbers: readonly number[]): void {
  writeTensorHead(writer, name, { type: 'int64', shape: [numbers.length] });
  const data = BigInt64Array.from(numbers, BigInt);
  writer.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(data.buffer));
}

function writeTensorHead(writer: BinaryWriter, name: string, { type, shape }: TensorType): void {
  for (const dim of shape) {
    if (typeof dim !== 'number') throw new ShapeError(`initializer ${name} has an unknown size ${dim}`);
    writer.tag(1, WireType.Varint).int64(dim);
  }
  writer.tag(2, WireType.Varint).int32(elementCodes[type]);
  string(writer, 8, name);
}

function writeValueInfo(writer: BinaryWriter, name: string, { type, shape }: TensorType): void {
  string(writer, 1, name);
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(elementCodes[type]);
      message(tensor, 2, (w) => writeShape(w, shape));
    }),
  );
}

function writeShape(writer: BinaryWriter, shape: Shape): void {
  for (const dim of shape)
    message(writer, 1, (w) => {
      if (typeof dim === 'number') w.tag(1, WireType.Varint).int64(dim);
      else string(w, 2, dim);
    });
}
