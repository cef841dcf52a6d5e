/** What a kind of adapter is: one object, in a file of its own, for all that is done with it from its start to a merge. */

import type { TensorInfo } from '../formats/tensor.ts';
import type { LinearLayer } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';
import type { Random } from '../runtime/random.ts';
import type { HostTensor } from '../runtime/session.ts';

/** One entry for each tensor that a kind has on a layer, by PEFT's names, such as "lora_A". */
export type Parts<T> = Readonly<Record<string, T>>;

/** A layer where its adapter is applied. */
export interface AdaptedLayer {
  /** [tokens, in]; `dropped` is the same with dropout where there is any. */
  readonly x: Value;
  readonly dropped: Value;
  /** What the layer computes by itself, [tokens, out]. */
  readonly base: Value;
}

/** Changes rows `first` and following of a weight in place; rows are float32, row-major. */
export type EditRows = (rows: Float32Array, first: number) => void;

export interface AdapterKind {
  /** Its name for people. */
  readonly name: string;
  /** Shapes of its tensors on a layer, in the order in which they are drawn. */
  parameters<R extends Dim>(layer: LinearLayer, rank: R): Parts<readonly (number | R)[]>;
  /** The tensors that LoRA+ trains at a higher rate. */
  readonly faster: readonly string[];
  /** First numbers of a tensor of this shape: together they must not change the base model. */
  start(part: string, shape: readonly number[], random: Random): Float32Array;
  /** The numbers of a tensor trained under one scale as another needs them to do the same. */
  rescale(part: string, values: Float32Array, factor: number): Float32Array;
  /** What the adapted layer computes, [tokens, out]. @param scale of what the adapter adds */
  apply(g: Graph, layer: AdaptedLayer, values: Parts<Value>, scale: number | Value): Value;
  /** The tensors as `apply` takes them with the scale 1, which leaves the scale to a strength. */
  inputs(values: Parts<HostTensor>, scale: number): Parts<HostTensor>;
  /** Inputs that change nothing. */
  neutral(layer: LinearLayer): Parts<HostTensor>;
  /** Puts the adapter into the layer's weight [out, in]. */
  merge(stored: Parts<TensorInfo>, scale: number): EditRows;
}
