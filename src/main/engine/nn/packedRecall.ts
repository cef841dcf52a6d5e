/** The delta rule over packed examples: each is cut into chunks of its own, and begins with an empty state. */

import type { Graph } from '../onnx/graph.ts';
import { product } from '../onnx/shapes.ts';
import type { Dim, Value } from '../onnx/types.ts';
import {
  type ChunkMasks,
  chunkMasks,
  chunkTerms,
  type DeltaHeads,
  fromChunks,
  type Recall,
} from './deltaRule.ts';

/** Tokens of a chunk at most: longer ones cost more within, shorter ones more from one to the next. */
export const chunkLength = 64;

/** Where each token of a packed row stands among the chunks. */
export interface ChunkLayout {
  /** Token of each place, 0 in empty places, [chunks, chunk], int32. */
  readonly tokens: Value;
  /** The same in one row, with the number of tokens in empty places, [chunks·chunk], int32. */
  readonly tokensOrNone: Value;
  /** Place of each token, [tokens], int32. */
  readonly places: Value;
  /** 0, 1, 2, ..., [chunk], float32. */
  readonly order: Value;
  /** 1 where the next chunk goes on with the same example, else 0, [chunks], float32. */
  readonly goesOn: Value;
}

/** Declares a layout's inputs. */
export function chunkLayout(g: Graph, tokens: Dim): ChunkLayout {
  return {
    tokens: g.input('chunkTokens', 'int32', ['chunks', 'chunk']),
    tokensOrNone: g.input('chunkTokensOrNone', 'int32', ['chunk*chunks']),
    places: g.input('tokenPlaces', 'int32', [tokens]),
    order: g.input('chunkPlaces', 'float32', ['chunk']),
    goesOn: g.input('chunkGoesOn', 'float32', ['chunks']),
  };
}

/** What lies in empty places reaches no result; see {@link chunkTerms}. */
export function packedRecall(g: Graph, tokens: Dim): Recall {
  let made: { readonly layout: ChunkLayout; readonly masks: ChunkMasks } | undefined;
  const inputsFor = ({ keyDim }: DeltaHeads) => {
    made ??= g.recomputed(undefined, () => {
      const layout = chunkLayout(g, tokens);
      return { layout, masks: chunkMasks(g, layout.order, chunkLength, keyDim) };
    });
    return made;
  };
  return (inputs, heads) => {
    const { layout, masks } = inputsFor(heads);
    const toChunks = (x: Value) => g.gather(x, layout.tokens, 0, layout.places);
    const inChunks = g.recomputed('cheap', () => {
      const { q, k, v, logDecay, beta } = inputs;
      const chunks = {
        q: toChunks(q),
        k: toChunks(k),
        v: toChunks(v),
        logDecay: toChunks(logDecay),
        beta: toChunks(beta),
      };
      const { own, reads, factor, term } = chunkTerms(g, chunks, heads, masks);
      const goesOn = g.reshape(layout.goesOn, [layout.goesOn.shape[0] as Dim, 1, 1, 1, 1]);
      const empty = g.expandLike(g.scalar(0), g.reshape(g.slice(term, 0, 0, 1), term.shape.slice(1)));
      const [, states] = g.scan(empty, g.mul(factor, goesOn), g.mul(term, goesOn));
      const results = fromChunks(g, g.add(own, g.matmul(reads, states)));
      const [c, l, width] = results.shape as [Dim, Dim, number];
      return g.reshape(results, [product([c, l]), width]);
    });
    return g.gather(inChunks, layout.places, 0, layout.tokensOrNone);
  };
}
