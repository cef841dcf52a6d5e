/** Builds the one graph that reads a prompt and continues it, token by token, with any adapter of a kind or none. */

import { frozenAdapters } from '../adapters/adaptedWeights.ts';
import { type AdaptedLayers, named } from '../adapters/kind.ts';
import { type Bucket, declareParameters } from '../adapters/parameters.ts';
import type { BaseModel } from '../baseModel.ts';
import { decoder, logits } from '../models/decoder.ts';
import { attendToContext, causalMask } from '../nn/attention.ts';
import { type Context, movedRows } from '../nn/context.ts';
import { type ChunkMasks, chunkMasks, chunkTerms, type DeltaInputs, fromChunks } from '../nn/deltaRule.ts';
import { declarePlaces } from '../nn/rope.ts';
import { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { CacheEntry } from './cache.ts';

/** New tokens of one run at most: attention scores stay small, and long prompts can be interrupted. */
export const promptPiece = 128;

/**
 * Logits of some of the new tokens, which see each other and the tokens of the cache.
 * Inputs: `ids` int32, `positions` and, where RoPE asks for it, `textLengths` float32, [tokens]; `rows` int32, the tokens whose logits are wanted;
 * `contextPositions` float32 [past+tokens]; `pastNAME` for every entry of the cache;
 * for each of `layers` its adapter as in {@link AdapterInputs}, of any rank; `strength`, a scalar they are multiplied by;
 * every one of `trained`, as in a training graph.
 * Outputs: `logits` [rows, vocabulary]; `freshNAME` for every entry of the cache.
 */
export function generationGraph(
  model: BaseModel,
  { kind, layers }: AdaptedLayers,
  trained: readonly Bucket[] = [],
): GenerationGraph {
  const g = new Graph();
  const ids = g.input('ids', 'int32', ['tokens']);
  const places = declarePlaces(g);
  const strength = g.input('strength', 'float32', []);
  const adapted = [...model.linear.values()].filter(({ path }) => layers.has(path));
  const adapters = adapted.flatMap((layer) =>
    Object.entries(named(layer.path, kind.frozen.inputs(layer, `rank of ${layer.path}`))).map(
      ([name, shape]) => [name, g.input(name, 'float32', shape)] as const,
    ),
  );
  const values = new Map([...adapters, ...declareParameters(g, trained)]);
  const weights = frozenAdapters(g, model, kind, values, strength);
  const cached: CacheEntry[] = [];
  const hidden = decoder(g, model, weights, ids, places, cachedContext(g, places.positions, cached));
  const rows = g.gather(hidden, g.input('rows', 'int32', ['rows']));
  g.output(logits(g, model, weights, rows), 'logits');
  return { graph: g, cached };
}

/** A generation graph, with what it keeps between two runs. */
export interface GenerationGraph {
  readonly graph: Graph;
  readonly cached: readonly CacheEntry[];
}

/** Attention to the cache's tokens and the new ones; declares a layer's entries and hands out what is new in them. */
function cachedContext(g: Graph, positions: Value, cached: CacheEntry[]): (index: number) => Context {
  const context = g.input('contextPositions', 'float32', ['past+tokens']);
  const masks = new Map<number | undefined, Value>();
  let places: ChunkMasks | undefined;
  const row = (x: Value) => g.reshape(x, [1, ...x.shape]); // [1, t, width]
  return (index) => ({
    attend(q, k, v, looking) {
      const extended = (kind: 'Key' | 'Value', fresh: Value): Value => {
        const [name, width] = [`${kind}.${index}`, fresh.shape[1] as number];
        cached.push({ name, width, rows: undefined });
        g.output(fresh, `fresh${name}`);
        return row(g.concat([g.input(`past${name}`, 'float32', ['past', width]), fresh], 0));
      };
      const { window } = looking;
      const mask = masks.get(window) ?? causalMask(g, positions, context, window);
      masks.set(window, mask);
      return attendToContext(g, row(q), extended('Key', k), extended('Value', v), mask, looking);
    },
    earlier(x, count) {
      const [name, width] = [`Earlier.${index}`, x.shape[1] as number];
      cached.push({ name, width, rows: count });
      const extended = g.concat([g.input(`past${name}`, 'float32', [count, width]), x], 0);
      g.output(extended, `fresh${name}`);
      return movedRows(g, extended, count);
    },
    recall(inputs, heads) {
      const { keyHeads, valueHeads, keyDim, valueDim } = heads;
      const [name, width, rows] = [`State.${index}`, valueDim, valueHeads * keyDim];
      cached.push({ name, width, rows });
      const state = g.reshape(g.input(`past${name}`, 'float32', [rows, width]), [
        ...[1, keyHeads, valueHeads / keyHeads, keyDim, valueDim],
      ]);
      places ??= chunkMasks(g, order(g, positions), promptPiece, keyDim);
      const chunk = Object.fromEntries(
        Object.entries(inputs).map(([name, x]) => [name, row(x)]),
      ) as unknown as DeltaInputs;
      const { own, reads, factor, term } = chunkTerms(g, chunk, heads, places);
      g.output(g.reshape(g.add(g.matmul(factor, state), term), [rows, width]), `fresh${name}`);
      const results = fromChunks(g, g.add(own, g.matmul(reads, state)));
      return g.reshape(results, results.shape.slice(1));
    },
  });
}

/** 0, 1, 2, ... for positions that follow each other, [tokens]. */
function order(g: Graph, positions: Value): Value {
  return g.sub(positions, g.slice(positions, 0, 0, 1));
}
