/** Weights as a model's code asks for them: where they are used, by Hugging Face's name and with their shape. */

import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import { linear } from './linear.ts';

/** A linear layer with whatever adapts it: x [tokens, in] -> [tokens, out]. */
export type Linear = (x: Value) => Value;

export interface Weights {
  /** The weights below a module's name. */
  in(module: string): Weights;
  tensor(name: string, shape: readonly number[]): Value;
  /** Rows of `name.weight` [rows, width], picked by `ids` [tokens], int32: [tokens, width]. */
  embedding(name: string, size: readonly [rows: number, width: number], ids: Value): Value;
  /** `name.weight` [out, in], or [in, out] where it is stored transposed, and, with a bias, `name.bias` [out]. */
  linear(
    name: string,
    size: readonly [out: number, input: number],
    options?: { readonly bias?: boolean; readonly transposed?: boolean },
  ): Linear;
}

/** The same weights, but that those of linear layers are stored [in, out]. */
export function transposedLayers(w: Weights): Weights {
  return {
    ...w,
    in: (module) => transposedLayers(w.in(module)),
    linear: (name, size, options) => w.linear(name, size, { ...options, transposed: true }),
  };
}

/** A linear layer that a model has. */
export interface LinearLayer {
  /** "model.layers.0.self_attn.q_proj". */
  readonly path: string;
  readonly out: number;
  readonly input: number;
  /** Its weight is stored [in, out]. */
  readonly transposed?: true;
}

/** Where the weights come from that a model asks for. */
export interface WeightSource {
  tensor(name: string, shape: readonly number[]): Value;
  /** @param name of the tensor */
  embedding(name: string, size: readonly [rows: number, width: number], ids: Value): Value;
  /** @param weight as it is stored */
  linear(layer: LinearLayer, weight: Value, bias: Value | undefined): Linear;
}

/** The weight of a layer, [out, in], from how it is stored. */
export function oriented(g: Graph, { transposed }: LinearLayer, stored: Value): Value {
  return transposed ? g.recomputed('cheap', () => g.transpose(stored, [1, 0])) : stored;
}

export function weightsFrom(source: WeightSource, prefix = ''): Weights {
  const tensor = (name: string, shape: readonly number[]) => source.tensor(prefix + name, shape);
  return {
    in: (module) => weightsFrom(source, `${prefix}${module}.`),
    tensor,
    embedding: (name, size, ids) => source.embedding(`${prefix}${name}.weight`, size, ids),
    linear: (name, [out, input], { bias = false, transposed = false } = {}) => {
      const weight = tensor(`${name}.weight`, transposed ? [input, out] : [out, input]);
      return source.linear(
        { path: prefix + name, out, input, ...(transposed && { transposed }) },
        weight,
        bias ? tensor(`${name}.bias`, [out]) : undefined,
      );
    },
  };
}

/** What a model has asked for, in that order. */
export interface WeightList {
  /** Shapes by name. */
  readonly tensors: Map<string, readonly number[]>;
  /** By path. */
  readonly linear: Map<string, LinearLayer>;
}

/** Weights that are nothing but written down in `list`; inputs of `g` stand for them. */
export function listedWeights(g: Graph, list: WeightList): Weights {
  const inputs = new Map<string, Value>();
  const tensor = (name: string, shape: readonly number[]) => {
    const value = inputs.get(name) ?? g.input(name, 'float32', shape);
    inputs.set(name, value);
    list.tensors.set(name, shape);
    return value;
  };
  return weightsFrom({
    tensor,
    embedding: (name, size, ids) => g.gather(tensor(name, size), ids),
    linear: (layer, weight, bias) => {
      list.linear.set(layer.path, layer);
      return (x) => linear(g, x, oriented(g, layer, weight), bias);
    },
  });
}
