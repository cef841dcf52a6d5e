/** Decides which examples share an optimizer step and a forward pass; recomputed from seed and epoch, so it need not be saved. */
import { Random } from '../runtime/random.ts';

export interface PackOptions {
  /** Tokens of one optimizer step, supervised or not. */
  readonly batchTokens: number;
  /** Tokens of one forward pass. */
  readonly microTokens: number;
  /** False: one example a forward pass. */
  readonly packing: boolean;
  readonly seed: number;
  /** 0-based. */
  readonly epoch: number;
}

/** Indices of the examples of one forward pass. */
export type MicroBatch = readonly number[];

export interface StepPlan {
  readonly steps: readonly (readonly MicroBatch[])[];
  /** Share of the steps' room that holds tokens, without the emptiest step, which is what was left over; 1 for one step. */
  readonly fill: number;
}

/**
 * One epoch: every example of `lengths` (tokens) exactly once, in an order drawn from seed and epoch. A step holds at most
 * `batchTokens` and a micro-batch at most `microTokens`; an example longer than that is alone in its own.
 */
export function planSteps(lengths: ArrayLike<number>, options: PackOptions): StepPlan {
  const order = new Random(options.seed, options.epoch).shuffle(
    Uint32Array.from({ length: lengths.length }, (_, i) => i),
  );
  const steps = bestFit(order, lengths, options.batchTokens);
  const tokens = steps
    .map((step) => step.reduce((sum, index) => sum + lengths[index]!, 0))
    .sort((a, b) => b - a);
  const full = tokens.slice(0, -1);
  const used = full.reduce((sum, count) => sum + Math.min(count, options.batchTokens), 0);
  return {
    steps: steps.map((step) =>
      options.packing ? microBatches(step, lengths, options.microTokens) : step.map((index) => [index]),
    ),
    fill: full.length === 0 ? 1 : used / (full.length * options.batchTokens),
  };
}

/** Longest first. Neighbours in length share a pass, which keeps attention's padding low, unless that costs a pass more. */
function microBatches(step: readonly number[], lengths: ArrayLike<number>, capacity: number): number[][] {
  const sorted = step.toSorted((a, b) => lengths[b]! - lengths[a]! || a - b);
  const alike = nextFit(sorted, lengths, capacity);
  const tight = bestFit(sorted, lengths, capacity);
  return alike.length <= tight.length ? alike : tight;
}

function nextFit(order: readonly number[], lengths: ArrayLike<number>, capacity: number): number[][] {
  const bins: number[][] = [];
  let room = 0;
  for (const index of order) {
    const length = lengths[index]!;
    if (bins.length === 0 || length > room) {
      bins.push([]);
      room = capacity;
    }
    bins.at(-1)!.push(index);
    room -= length;
  }
  return bins;
}

/** Every example goes where it leaves the least room; bins keep the order they were opened in. */
function bestFit(
  order: ArrayLike<number> & Iterable<number>,
  lengths: ArrayLike<number>,
  capacity: number,
): number[][] {
  const bins: number[][] = [];
  const open: { readonly bin: number[]; readonly room: number }[] = []; // by room, ascending
  const firstWith = (room: number): number => {
    let [low, high] = [0, open.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (open[middle]!.room < room) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  for (const index of order) {
    const length = lengths[index]!;
    let [best] = open.splice(firstWith(length), 1);
    if (!best) {
      best = { bin: [], room: capacity };
      bins.push(best.bin);
    }
    best.bin.push(index);
    const room = best.room - length;
    if (room > 0) open.splice(firstWith(room), 0, { bin: best.bin, room });
  }
  return bins;
}
