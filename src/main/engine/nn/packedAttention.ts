/** Attention over packed examples: tokens of many examples lie in one row, and each sees its own example only. */

import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';
import { type Attend, attendToContext, causalMask } from './attention.ts';

/**
 * Where each token of a packed row stands among the segments (examples) when these are laid out as [segments, slots],
 * slots being the longest segment. Linear layers then see no padding at all; only attention does.
 */
export interface PackedLayout {
  /** Token of each slot, 0 in empty slots, [segments, slots], int32. */
  readonly slotTokens: Value;
  /** The same in one row, with the number of tokens in empty slots, [segments·slots], int32. */
  readonly slotTokensOrNone: Value;
  /** Slot of each token, [tokens], int32. */
  readonly tokenSlots: Value;
  /** 0, 1, 2, ..., [slots], float32. */
  readonly slotPositions: Value;
}

/**
 * An empty slot lies after its segment's tokens, so the causal mask alone keeps every real query from seeing one;
 * results in empty slots are dropped. So their gradients are zero, which is what the inverse indices ask for.
 */
export function packedAttend(g: Graph, layout: PackedLayout): Attend {
  const masks = new Map<number | undefined, Value>();
  const maskFor = (window: number | undefined): Value => {
    const known = masks.get(window);
    if (known) return known;
    const mask = causalMask(g, layout.slotPositions, layout.slotPositions, window);
    masks.set(window, mask);
    return mask;
  };
  const toSlots = (x: Value) => g.gather(x, layout.slotTokens, 0, layout.tokenSlots); // [n, s, width]
  return (q, k, v, looking) => {
    const mask = g.recomputed(undefined, () => maskFor(looking.window));
    const inSlots = g.recomputed('cheap', () =>
      attendToContext(g, toSlots(q), toSlots(k), toSlots(v), mask, looking),
    );
    return g.gather(inSlots, layout.tokenSlots, 0, layout.slotTokensOrNone);
  };
}

/** Declares a layout's inputs. */
export function packedLayout(g: Graph, tokens: Dim): PackedLayout {
  return {
    slotTokens: g.input('slotTokens', 'int32', ['segments', 'slots']),
    slotTokensOrNone: g.input('slotTokensOrNone', 'int32', ['segments*slots']),
    tokenSlots: g.input('tokenSlots', 'int32', [tokens]),
    slotPositions: g.input('slotPositions', 'float32', ['slots']),
  };
}
