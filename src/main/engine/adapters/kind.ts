/** What a kind of adapter is: one object, in a file of its own, for all that is done with it from its start to a merge. */

import type { AdapterKindName } from '../../../shared/methods.ts';
import type { TensorInfo } from '../formats/tensor.ts';
import type { LinearLayer } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';
import type { Random } from '../runtime/random.ts';
import type { Feeds, HostTensor } from '../runtime/session.ts';

/** One entry for each tensor that a kind has on a layer, by PEFT's names, such as "lora_A". */
export type Parts<T> = Readonly<Record<string, T>>;

/** A layer in a graph where its adapter is applied. */
export interface AdaptedLayer {
  /** [tokens, in]. */
  readonly x: Value;
  /** [out, in] and [out]. */
  readonly weight: Value;
  readonly bias: Value | undefined;
  /** Dropout, where there is any. */
  readonly drop: (x: Value) => Value;
}

/** Changes rows `first` and following of a weight in place; rows are float32, row-major. */
export type EditRows = (rows: Float32Array, first: number) => void;

export interface AdapterKind {
  readonly name: AdapterKindName;
  /** Shapes of its tensors on a layer, in the order in which they are drawn. */
  parameters<R extends Dim>(layer: LinearLayer, rank: R): Parts<readonly (number | R)[]>;
  /** The tensors that LoRA+ trains at a higher rate. */
  readonly faster: readonly string[];
  /** First numbers of a tensor of this shape: together they must not change what the layer, of this weight, computes. */
  start(part: string, shape: readonly number[], random: Random, weight: TensorInfo): Float32Array;
  /** The numbers of a tensor trained under one scale as another needs them to do the same. */
  rescale(part: string, values: Float32Array, factor: number): Float32Array;
  /** What the adapted layer computes, [tokens, out]. @param scale of what the adapter adds */
  apply(g: Graph, layer: AdaptedLayer, values: Parts<Value>, scale: number): Value;
  readonly frozen: FrozenKind;
  /** Puts the adapter into the layer's weight [out, in]. */
  merge(parts: Parts<HostTensor>, scale: number): EditRows;
}

/** A kind where nothing is learned: its tensors are inputs that may change between two runs of a graph, and have a strength. */
export interface FrozenKind {
  /** Shapes of its inputs on a layer. */
  inputs<R extends Dim>(layer: LinearLayer, rank: R): Parts<readonly (number | R)[]>;
  /** What the layer computes, [tokens, out]. @param strength factor of what the adapter changes; 1: as trained */
  apply(g: Graph, layer: AdaptedLayer, inputs: Parts<Value>, strength: Value): Value;
  /** The inputs of a layer of this weight. */
  feeds(parts: Parts<HostTensor>, scale: number, weight: TensorInfo): Parts<HostTensor>;
  /** Inputs that change nothing. */
  neutral(layer: LinearLayer): Parts<HostTensor>;
}

/** Where a graph has room for adapters. */
export interface AdaptedLayers {
  readonly kind: AdapterKind;
  /** Paths. */
  readonly layers: ReadonlySet<string>;
}

/** An adapter as inputs of a graph that is built for its kind. */
export interface AdapterInputs {
  readonly kind: AdapterKind;
  /** By {@link partName}; layers that it leaves out are missing. */
  readonly feeds: Feeds;
  /** Tensors in place of the model's, by name. */
  readonly whole: Feeds;
}

/** "model.layers.0.self_attn.q_proj.lora_A": the name of a layer's trained tensor, and of an input of a frozen one. */
export const partName = (path: string, part: string): string => `${path}.${part}`;

/** The layers that tensors of these names are on. */
export function layersOf(names: Iterable<string>): ReadonlySet<string> {
  return new Set([...names].map((name) => name.slice(0, name.lastIndexOf('.'))));
}

/** A layer's parts under the names they have in a graph. */
export function named<T>(path: string, parts: Parts<T>): Parts<T> {
  return Object.fromEntries(Object.entries(parts).map(([part, value]) => [partName(path, part), value]));
}
