/** What is trained and how it lies in memory: named tensors side by side in flat vectors. */

import type { BaseModel } from '../baseModel.ts';
import { elementCount, type TensorInfo } from '../formats/tensor.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';

/** A trained tensor. */
export interface Parameter {
  /** "model.layers.0.self_attn.q_proj.lora_A" or a weight's own name. */
  readonly name: string;
  readonly shape: readonly number[];
}

/** Parameters that share one flat vector, and with it one learning rate. */
export interface Bucket {
  readonly parameters: readonly Parameter[];
  /** Multiplies the learning rate (LoRA+ trains B faster than A). */
  readonly rateFactor: number;
  /** Stays as it starts: it is beside what is trained, in graphs and checkpoints, and has no gradient. */
  readonly fixed?: true;
}

/**
 * Every weight of a model in a bucket of its own: no copy is needed to cut it out. A layer's linear layers come after
 * its other tensors, the outermost of these first: checkpoints of earlier versions are laid out so.
 */
export function fullBuckets({ tensors, linear }: Pick<BaseModel, 'tensors' | 'linear'>): readonly Bucket[] {
  const names = [...tensors.keys()];
  const place = (name: string) => {
    const path = name.slice(0, name.lastIndexOf('.'));
    return linear.has(path) ? Infinity : path.split('.').length;
  };
  const parts = Map.groupBy(names, (name) => /\.\d+\./.exec(name)?.[0] ?? name).values();
  const ordered = [...parts].flatMap((part) => part.sort((a, b) => place(a) - place(b) || 0));
  return ordered.map((name) => {
    const { shape } = tensors.get(name) as TensorInfo;
    return { parameters: [{ name, shape }], rateFactor: 1 };
  });
}

/** Numbers that are trained. */
export function trainableIn(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, bucket) => sum + (bucket.fixed ? 0 : bucketSize(bucket)), 0);
}

/** Numbers in a bucket. */
export function bucketSize({ parameters }: Bucket): number {
  return parameters.reduce((total, { shape }) => total + elementCount(shape), 0);
}

/** Each parameter's part of its bucket's vector, by name; views, not copies. */
export function views({ parameters }: Bucket, vector: Float32Array): ReadonlyMap<string, Float32Array> {
  let end = 0;
  return new Map(
    parameters.map(({ name, shape }) => {
      const start = end;
      end += elementCount(shape);
      return [name, vector.subarray(start, end)];
    }),
  );
}

/** The graph's names for a parameter's value and for its gradient. */
export const parameterInput = (name: string): string => `theta/${name}`;
export const gradientOutput = (name: string): string => `gradient/${name}`;

/** Declares every parameter as a graph input; values by the parameter's name. */
export function declareParameters(g: Graph, buckets: readonly Bucket[]): ReadonlyMap<string, Value> {
  const declare = ({ name, shape }: Parameter) =>
    [name, g.input(parameterInput(name), 'float32', shape)] as const;
  return new Map(buckets.flatMap(({ parameters }) => parameters.map(declare)));
}
