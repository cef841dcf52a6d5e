/** The vocabulary of a graph: element types, shapes with symbolic dimensions, values and nodes. */

import type { OpAttributes, OpType } from './attributes.ts';

/** Element types the graph uses, under ONNX's names. */
export type ElementType = 'float32' | 'float16' | 'bfloat16' | 'uint8' | 'int32' | 'int64' | 'bool';

/** A dimension: a size, or a name for a size known only when the graph runs ("tokens"). Equal names are equal sizes. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** What is known of a tensor before it exists. */
export interface TensorType {
  readonly type: ElementType;
  readonly shape: Shape;
}

/** A tensor in the graph: an input, an initializer, or one of the outputs of `producer`. */
export interface Value extends TensorType {
  readonly name: string;
  readonly producer?: Node;
}

/**
 * Where in the file a node stands. onnxruntime visits the highest-numbered producer first, so recomputed nodes
 * stand before all gradient nodes: the gradient that needs them is then fetched first, and they run last.
 */
export type Section = 'forward' | 'recompute' | 'gradient';

/**
 * How much is thrown away in the forward pass and computed again in the backward pass: always, since it is quicker made
 * than kept, or when asked for.
 */
export type RecomputeLevel = 'always' | 'cheap' | 'layer';

/** One operator with its operands; made by `Graph`, never changed afterwards. */
export interface Node<K extends OpType = OpType> {
  readonly name: string;
  readonly op: K;
  readonly inputs: readonly Value[];
  readonly attributes: OpAttributes[K];
  readonly outputs: readonly [Value, ...Value[]];
  readonly section: Section;
  /** The cheapest setting at which this node's outputs are recomputed rather than kept; undefined: always kept. */
  readonly recompute?: RecomputeLevel;
  /** The stack where the node was made; only in debug mode. */
  readonly origin?: string;
}

/** "float32[tokens, 64]": how shapes appear in messages and in printed graphs. */
export function describe(tensor: TensorType): string {
  return `${tensor.type}[${tensor.shape.join(', ')}]`;
}
