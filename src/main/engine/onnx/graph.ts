/** The graph builder: every call makes one node, checked when made, and returns what it computes. */

import { internalError } from '../../../shared/errors.ts';
import { type OpAttributes, type OpDefinition, type OpType, toEnd } from './attributes.ts';
import { operators } from './operators.ts';
import { ShapeError } from './shapes.ts';
import type { Dim, ElementType, Node, RecomputeLevel, Section, Shape, TensorType, Value } from './types.ts';

/** Bytes of an initializer inside a file that lies in the model's folder; read by onnxruntime, never by us. */
export interface ExternalData {
  /** File name relative to the folder given to the session. */
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

export interface Initializer {
  readonly value: Value;
  readonly data: Uint8Array | ExternalData;
}

const none = {};

/** Keeps the stack of every node, so that an error at run time can name the line that made it. */
const debug = process.env.LOWRANK_DEBUG_GRAPH === '1';

/** Whether a value is a weight of another type in its file. */
export function isCastWeight({ producer }: Value): boolean {
  return producer?.op === 'Cast' && producer.inputs[0]?.producer === undefined;
}

export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Value[] = [];
  readonly outputs = new Map<string, Value>();
  readonly initializers: Initializer[] = [];
  readonly #names = new Set<string>();
  readonly #scalars = new Map<string, Value>();
  readonly #shapes = new Map<string, Value>();
  #scope = '';
  #section: Section = 'forward';
  #recompute: RecomputeLevel | undefined;

  /** A tensor given at every run. */
  input(name: string, type: ElementType, shape: Shape): Value {
    const value = { name: this.#claim(name), type, shape };
    this.inputs.push(value);
    return value;
  }

  /** A tensor that stays in a file of the model's folder, or of any type, a small one in the graph itself. */
  weight(name: string, type: ElementType, shape: Shape, data: ExternalData | Uint8Array): Value {
    return this.#initializer(name, type, shape, data);
  }

  /** A constant float32 tensor, stored in the graph itself: keep it small. */
  constant(name: string, data: Float32Array, shape: Shape): Value {
    return this.#initializer(
      name,
      'float32',
      shape,
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    );
  }

  /** A float32 scalar; equal ones are stored once. */
  scalar(value: number): Value {
    const key = String(value);
    const known = this.#scalars.get(key);
    if (known) return known;
    const made = this.constant(`scalar/${key}`, Float32Array.of(value), []);
    this.#scalars.set(key, made);
    return made;
  }

  /** Makes `value`, the result of a node, a result of the graph under `name`. */
  output(value: Value, name: string): void {
    if (!value.producer || [...this.outputs.values()].includes(value))
      throw internalError(
        `${value.name} cannot be the output ${name}: not a node's result, or an output already`,
      );
    this.outputs.set(this.#claim(name), value);
  }

  /** Nodes made inside carry `name/` in their names. */
  scope<T>(name: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = `${outer}${name}/`;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  /** Values made inside may be thrown away and computed again in the backward pass; the innermost mark counts. */
  recomputed<T>(level: RecomputeLevel | undefined, build: () => T): T {
    const outer = this.#recompute;
    this.#recompute = level;
    try {
      return build();
    } finally {
      this.#recompute = outer;
    }
  }

  /** Nodes made inside belong to `section`, which fixes their order against the others. */
  inSection<T>(section: Section, build: () => T): T {
    const outer = this.#section;
    this.#section = section;
    try {
      return build();
    } finally {
      this.#section = outer;
    }
  }

  /** The results of the same operator on other operands: how recomputation repeats a forward node. */
  repeat(node: Node, inputs: readonly Value[]): readonly Value[] {
    let name = `${node.name}/again`;
    for (let times = 2; this.#names.has(name); times++) name = `${node.name}/again${times}`;
    return this.inSection('recompute', () => this.#make(node.op, inputs, node.attributes, name));
  }

  add = (a: Value, b: Value): Value => this.node('Add', [a, b], none);
  sub = (a: Value, b: Value): Value => this.node('Sub', [a, b], none);
  mul = (a: Value, b: Value): Value => this.node('Mul', [a, b], none);
  div = (a: Value, b: Value): Value => this.node('Div', [a, b], none);
  min = (a: Value, b: Value): Value => this.node('Min', [a, b], none);
  neg = (x: Value): Value => this.node('Neg', [x], none);
  exp = (x: Value): Value => this.node('Exp', [x], none);
  log = (x: Value): Value => this.node('Log', [x], none);
  sqrt = (x: Value): Value => this.node('Sqrt', [x], none);
  sigmoid = (x: Value): Value => this.node('Sigmoid', [x], none);
  tanh = (x: Value): Value => this.node('Tanh', [x], none);
  erf = (x: Value): Value => this.node('Erf', [x], none);
  cos = (x: Value): Value => this.node('Cos', [x], none);
  sin = (x: Value): Value => this.node('Sin', [x], none);
  floor = (x: Value): Value => this.node('Floor', [x], none);
  less = (a: Value, b: Value): Value => this.node('Less', [a, b], none);
  lessOrEqual = (a: Value, b: Value): Value => this.node('LessOrEqual', [a, b], none);
  and = (a: Value, b: Value): Value => this.node('And', [a, b], none);
  where = (condition: Value, a: Value, b: Value): Value => this.node('Where', [condition, a, b], none);
  cast = (x: Value, to: ElementType): Value => (x.type === to ? x : this.node('Cast', [x], { to }));
  matmul = (a: Value, b: Value): Value => this.node('MatMul', [a, b], none);
  transpose = (x: Value, perm: readonly number[]): Value => this.node('Transpose', [x], { perm });

  /** One unknown size that cannot be copied from x follows from the others; more are read from the graph's inputs. */
  reshape = (x: Value, shape: Shape): Value => {
    const unknown = shape.filter((dim, i) => typeof dim === 'string' && dim !== x.shape[i]);
    return this.node('Reshape', unknown.length > 1 ? [x, this.#runtimeShape(shape)] : [x], { shape });
  };
  concat = (parts: readonly Value[], axis: number): Value => this.node('Concat', parts, { axis });
  pad = (x: Value, pads: readonly number[]): Value => this.node('Pad', [x], { pads });
  softmax = (x: Value, axis: number): Value => this.node('Softmax', [x], { axis });

  /** alpha·A·B + beta·C on matrices, A and B transposed where asked. */
  gemm = (
    a: Value,
    b: Value,
    options: Partial<OpAttributes['Gemm']> & { readonly c?: Value } = {},
  ): Value => {
    const { c, ...given } = options;
    const attributes = { alpha: 1, beta: 1, transA: false, transB: false, ...given };
    return this.node('Gemm', c ? [a, b, c] : [a, b], attributes);
  };

  /**
   * Entries from `start` to before `end`; see OpAttributes.Slice for an end along an axis of unknown size. Of a cast
   * weight no more is cast than these.
   */
  slice = (x: Value, axis: number, start: number, end: number): Value =>
    this.#beforeCast(x, (stored) =>
      this.node('Slice', [stored], { starts: [start], ends: [end], axes: [axis] }),
    );

  /** Several axes at once: starts, ends and axes go together. */
  sliceAxes = (x: Value, attributes: OpAttributes['Slice']): Value => this.node('Slice', [x], attributes);

  /** The last `count` entries along `axis`, `size` of them as far as is known: int64 [1], 0 for all. */
  last = (x: Value, axis: number, count: Value, size: Dim): Value =>
    this.node('Slice', [x, this.neg(count)], { starts: [], ends: [toEnd], axes: [axis], size });

  /** Parts of these sizes along `axis`, in order. */
  split = (x: Value, axis: number, sizes: readonly number[]): readonly Value[] =>
    this.#make('Split', [x], { axis, sizes });

  /**
   * Rows (or other slices along `axis`) picked by int32 indices; see OpAttributes.Gather for `inverse`. Of a cast weight
   * no more is cast than these.
   */
  gather = (data: Value, indices: Value, axis = 0, inverse?: Value): Value =>
    this.#beforeCast(data, (stored) =>
      this.node('Gather', [stored, indices], inverse ? { axis, inverse } : { axis }),
    );

  gatherElements = (data: Value, indices: Value, axis: number): Value =>
    this.node('GatherElements', [data, indices], { axis });

  scatterElements = (
    data: Value,
    indices: Value,
    updates: Value,
    axis: number,
    reduction: 'none' | 'add',
  ): Value => this.node('ScatterElements', [data, indices, updates], { axis, reduction });

  reduceSum = (x: Value, axes: readonly number[], keepdims = true): Value =>
    this.node('ReduceSum', [x], { axes, keepdims });

  reduceMean = (x: Value, axes: readonly number[], keepdims = true): Value =>
    this.node('ReduceMean', [x], { axes, keepdims });

  reduceMax = (x: Value, axes: readonly number[], keepdims = true): Value =>
    this.node('ReduceMax', [x], { axes, keepdims });

  /** x, taken as a constant by the backward pass. */
  stopGradient = (x: Value): Value => this.node('Identity', [x], none);

  rotaryEmbedding = (x: Value, cos: Value, sin: Value, numHeads: number): Value =>
    this.node('RotaryEmbedding', [x, cos, sin], { numHeads });

  /** Sums up to each entry along `axis`. */
  cumSum = (x: Value, axis: number, reverse = false): Value => this.node('CumSum', [x], { axis, reverse });

  /** What `start` becomes by s' = M·s + N, in the end and before each step; see `onnx/scan.ts`. */
  scan = (start: Value, factors: Value, terms: Value, reverse = false): readonly [Value, Value] =>
    this.#make('Scan', [start, factors, terms], { reverse }) as readonly [Value, Value];

  /** `x` broadcast to the shape that `like` has when the graph runs. */
  expandLike = (x: Value, like: Value): Value =>
    this.node('Expand', [x, this.node('Shape', [like], none)], { shape: like.shape });

  /** The result, or the first, of any operator of the table; the methods above are shorthand. */
  node<K extends OpType>(op: K, inputs: readonly Value[], attributes: OpAttributes[K]): Value {
    return this.#make(op, inputs, attributes)[0];
  }

  /** @param name in place of one made up */
  #make<K extends OpType>(
    op: K,
    inputs: readonly Value[],
    attributes: OpAttributes[K],
    name?: string,
  ): Node['outputs'] {
    const definition: OpDefinition<K> = operators[op];
    const [least, most] = definition.inputs;
    if (inputs.length < least || inputs.length > most)
      throw new ShapeError(`${op} takes ${least} to ${most} operands, got ${inputs.length}`);
    const types = [definition.infer(inputs, attributes)].flat() as readonly TensorType[];
    const claimed = this.#claim(name ?? `${this.#scope}${op}_${this.nodes.length}`);
    const made = { name: claimed, op, inputs, attributes, section: this.#section } as Node<K>;
    const producer = made as unknown as Node;
    const outputs = types.map(({ type, shape }, i) => ({
      name: i === 0 ? claimed : this.#claim(`${claimed}/${i}`),
      type,
      shape,
      producer,
    })) as unknown as Node['outputs'];
    Object.assign(made, {
      outputs,
      ...(this.#recompute && { recompute: this.#recompute }),
      ...(debug && { origin: new Error().stack ?? '' }),
    });
    this.nodes.push(producer);
    return outputs;
  }

  /** What `pick` takes out of `x`, where that is a weight that is cast: taken out of the weight, and then cast. */
  #beforeCast(x: Value, pick: (stored: Value) => Value): Value {
    const stored = isCastWeight(x) ? (x.producer?.inputs[0] as Value) : x;
    return this.cast(pick(stored), x.type);
  }

  /** `shape` as int64 numbers when the graph runs: known sizes, and sizes of the inputs, or else results, that carry the names. */
  #runtimeShape(shape: Shape): Value {
    const key = shape.join(',');
    const known = this.#shapes.get(key);
    if (known) return known;
    const size = (dim: Dim): Value => {
      if (typeof dim === 'number') return this.#int64(dim);
      const has = (candidate: Value) => candidate.shape.includes(dim);
      const from = this.inputs.find(has) ?? this.nodes.flatMap(({ outputs }) => outputs).find(has);
      if (!from) throw new ShapeError(`nothing has a size named ${dim}`);
      const at = from.shape.indexOf(dim);
      return this.slice(this.node('Shape', [from], none), 0, at, at + 1);
    };
    const made = this.recomputed(undefined, () =>
      this.inSection('forward', () => this.concat(shape.map(size), 0)),
    );
    this.#shapes.set(key, made);
    return made;
  }

  #int64(number: number): Value {
    const name = `size/${number}`;
    const known = this.initializers.find(({ value }) => value.name === name);
    return (
      known?.value ??
      this.#initializer(name, 'int64', [1], new Uint8Array(BigInt64Array.of(BigInt(number)).buffer))
    );
  }

  #initializer(name: string, type: ElementType, shape: Shape, data: Uint8Array | ExternalData): Value {
    const value: Value = { name: this.#claim(name), type, shape };
    this.initializers.push({ value, data });
    return value;
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw internalError(`two values named ${name} in one graph`);
    this.#names.add(name);
    return name;
  }
}
