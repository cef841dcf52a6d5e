/** Puts a family's layers on top of each other, in a graph or only to see which weights they ask for. */

import type { Context } from '../nn/context.ts';
import { isRounded, linear } from '../nn/linear.ts';
import { declarePlaces, type Places, type Rope, type RopeTables, ropeTables } from '../nn/rope.ts';
import { listedWeights, type WeightList, type Weights } from '../nn/weights.ts';
import { Graph, isCastWeight } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { ModelFamily, Sizes } from './family.ts';

/** A family with the configuration it has read. */
export interface Architecture {
  readonly family: ModelFamily;
  readonly config: Sizes;
}

/**
 * Hidden states after the last norm, [tokens, hidden].
 * @param ids [tokens], int32
 * @param context how the tokens of layer `index` find those before them
 */
export function decoder(
  g: Graph,
  { family, config }: Architecture,
  w: Weights,
  ids: Value,
  places: Places,
  context: (index: number) => Context,
): Value {
  const { positions } = places;
  const rope = ropeOnce(g, places);
  let x = family.embed(g, w, config, ids, positions);
  for (let index = 0; index < config.layers; index++)
    x = g.scope(`layers.${index}`, () =>
      family.layer(g, w, config, x, { index, rope, positions, ...context(index) }),
    );
  return family.norm(g, w, config, x);
}

/** By the positions they are of, then by value: layers of two kinds may turn alike. */
const ropes = new WeakMap<Value, Map<string, RopeTables>>();

/**
 * Tables of angles, kept and shared by all layers, and by all models that run over the same positions; `asked` notes
 * settings and head sizes.
 */
function ropeOnce(
  g: Graph,
  places: Places,
  asked = new Map<Rope, number>(),
): (settings: Rope, headDim: number) => RopeTables {
  const { positions } = places;
  const made = ropes.get(positions) ?? new Map<string, RopeTables>();
  ropes.set(positions, made);
  return (settings, headDim) => {
    asked.set(settings, headDim);
    const key = JSON.stringify([settings, headDim]);
    const tables =
      made.get(key) ??
      g.recomputed(undefined, () => ropeTables(g, places, settings, headDim, `rope/${made.size}`));
    made.set(key, tables);
    return tables;
  };
}

/** Of a cast head's rows that are float32 at a time. */
const castBytes = 32e6;

/** hidden [rows, hidden] -> logits [rows, vocabulary]. */
export function logits(g: Graph, { family, config }: Architecture, w: Weights, hidden: Value): Value {
  const head = family.head(w, config);
  const products = isRounded(head) ? linear(g, hidden, head) : inParts(g, hidden, head);
  return family.bound?.(g, config, products) ?? products;
}

/** Products with the rows of the head, as many at a time as may be cast. */
function inParts(g: Graph, hidden: Value, head: Value): Value {
  const [rows, width] = head.shape as readonly [number, number];
  const size = isCastWeight(head) ? Math.max(1, Math.floor(castBytes / (4 * width))) : rows;
  const starts = Array.from({ length: Math.ceil(rows / size) }, (_, i) => i * size);
  const parts = starts.map((start) => {
    const part = size < rows ? g.slice(head, 0, start, Math.min(rows, start + size)) : head;
    return g.gemm(hidden, part, { transB: true });
  });
  return parts.length > 1 ? g.concat(parts, 1) : (parts[0] as Value);
}

/** The name of the output embedding. */
export function headName({ family, config }: Architecture): string {
  const list: WeightList = { tensors: new Map(), linear: new Map() };
  family.head(listedWeights(new Graph(), list), config);
  return [...list.tensors.keys()].join();
}

/** The tensors that tokens and positions are looked up in, by name. */
export function embeddingNames({ family, config }: Architecture): ReadonlySet<string> {
  const g = new Graph();
  const list: WeightList = { tensors: new Map(), linear: new Map() };
  const [ids, positions] = [g.input('ids', 'int32', ['tokens']), g.input('positions', 'float32', ['tokens'])];
  family.embed(g, listedWeights(g, list), config, ids, positions);
  return new Set(list.tensors.keys());
}

/** What a model's layers ask for. */
export interface Asked extends WeightList {
  /** Settings of RoPE, with the features of a head. */
  readonly rotations: ReadonlyMap<Rope, number>;
  /** What each layer asks for, its place aside: equal for layers that are built alike. */
  readonly kinds: readonly string[];
}

/** Of a token that has none before it that matter, only to see what is asked for. */
const alone: Context = {
  attend: (q) => q,
  earlier: (x, count) => new Array<Value>(count).fill(x),
  recall: ({ v }) => v,
};

/** Every weight of a model, in the order its layers ask for them; that their shapes fit together is checked. */
export function weightsOf({ family, config }: Architecture): Asked {
  const list: WeightList = { tensors: new Map(), linear: new Map() };
  const rotations = new Map<Rope, number>();
  const part = (build: (g: Graph, w: Weights, x: Value) => void) => {
    const g = new Graph();
    build(g, listedWeights(g, list), g.input('x', 'float32', ['tokens', config.hidden]));
  };
  part((g, w) => {
    const ids = g.input('ids', 'int32', ['tokens']);
    family.embed(g, w, config, ids, declarePlaces(g).positions);
  });
  const kinds: string[] = [];
  for (let index = 0; index < config.layers; index++)
    part((g, w, x) => {
      const places = declarePlaces(g);
      const rope = ropeOnce(g, places, rotations);
      const before = list.tensors.size;
      family.layer(g, w, config, x, { index, rope, positions: places.positions, ...alone });
      const asked = [...list.tensors].slice(before);
      kinds.push(asked.map(([name, shape]) => `${name.replace(`.${index}.`, '.')} ${shape}`).join());
    });
  part((g, w, x) => family.norm(g, w, config, x));
  part((_, w) => family.head(w, config));
  return { ...list, rotations, kinds };
}
