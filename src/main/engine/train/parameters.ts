/** What is trained and how it lies in memory: named tensors side by side in flat vectors. */

import type { BaseModel } from '../baseModel.ts';
import { elementCount } from '../formats/tensor.ts';
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
}

/** Every weight of a model in a bucket of its own: no copy is needed to cut it out. */
export function fullBuckets({ tensors }: BaseModel): readonly Bucket[] {
  return [...tensors].map(([name, { shape }]) => ({ parameters: [{ name, shape }], rateFactor: 1 }));
}

/** Numbers in a bucket. */
export function bucketSize({ parameters }: Bucket): number {
  return parameters.reduce((total, { shape }) => total + elementCount(shape), 0);
}

/** Each parameter with the part of its bucket's vector that is its own, [start, end). */
function places({
  parameters,
}: Bucket): readonly (Parameter & { readonly start: number; readonly end: number })[] {
  let end = 0;
  return parameters.map((parameter) => {
    const start = end;
    end += elementCount(parameter.shape);
    return { ...parameter, start, end };
  });
}

/** Each parameter's part of its bucket's vector, by name; views, not copies. */
export function views(bucket: Bucket, vector: Float32Array): ReadonlyMap<string, Float32Array> {
  return new Map(places(bucket).map(({ name, start, end }) => [name, vector.subarray(start, end)]));
}

/** Declares the vector of bucket `index` as a graph input and cuts it into its parameters. */
export function declareBucket(g: Graph, bucket: Bucket, index: number): ReadonlyMap<string, Value> {
  const theta = g.input(`theta.${index}`, 'float32', [bucketSize(bucket)]);
  const part = (start: number, end: number) =>
    bucket.parameters.length === 1 ? theta : g.slice(theta, 0, start, end);
  return new Map(
    places(bucket).map(({ name, shape, start, end }) => [name, g.reshape(part(start, end), shape)]),
  );
}
