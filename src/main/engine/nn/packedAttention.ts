/** Packed examples as context: tokens of many examples lie in one row, and each sees its own example only. */

import type { Graph } from '../onnx/graph.ts';
import type { Dim, Value } from '../onnx/types.ts';
import { type Attend, attendToContext, causalMask } from './attention.ts';
import { type Context, type Earlier, movedRows } from './context.ts';
import { packedRecall } from './packedRecall.ts';

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

/** An example's tokens lie one after another; those that have too few before them are given zeros. */
function packedEarlier(g: Graph, positions: Value): Earlier {
  const masks = new Map<number, Value>();
  const reaches = (steps: number): Value => {
    const column = g.reshape(positions, [positions.shape[0] as Dim, 1]);
    const mask = g.cast(g.lessOrEqual(g.scalar(steps), column), 'float32'); // [t, 1]
    masks.set(steps, mask);
    return mask;
  };
  const maskFor = (steps: number) => masks.get(steps) ?? g.recomputed(undefined, () => reaches(steps));
  return (x, count) =>
    movedRows(g, g.pad(x, [count, 0, 0, 0]), count).map((moved, i) => g.mul(moved, maskFor(i + 1)));
}

/** The same for every layer. @param positions [tokens], float32, each example from 0 */
export function packedContext(g: Graph, layout: PackedLayout, positions: Value): Context {
  const [tokens] = positions.shape as [Dim];
  return {
    attend: packedAttend(g, layout),
    earlier: packedEarlier(g, positions),
    recall: packedRecall(g, tokens),
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
