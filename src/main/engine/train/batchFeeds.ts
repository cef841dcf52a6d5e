/** Turns the examples of a micro-batch into the inputs of a training graph. */

import { type Feeds, float32, int32, scalar } from '../runtime/session.ts';

/** Token ids of an example, and which of them are to be predicted (the first never is: nothing precedes it). */
export interface TokenSequence {
  readonly ids: Int32Array;
  /** 1 where the token is a label. */
  readonly supervised: Uint8Array;
}

/** Labels in an example. */
export function supervisedTokens({ supervised }: TokenSequence): number {
  let count = 0;
  for (let i = 1; i < supervised.length; i++) count += supervised[i] as number;
  return count;
}

/** The first `most` tokens; null: all of them. */
export function cutSequence(example: TokenSequence, most: number | null): TokenSequence {
  if (most === null || example.ids.length <= most) return example;
  return { ids: example.ids.subarray(0, most), supervised: example.supervised.subarray(0, most) };
}

/**
 * @param examples laid one after another: [tokens] in all, without padding
 * @param lossChunks as the graph was built
 * @param labelsInStep supervised tokens of the whole optimizer step; the loss is divided by it
 */
export function batchFeeds(
  examples: readonly TokenSequence[],
  lossChunks: number,
  labelsInStep: number,
): Feeds {
  const tokens = examples.reduce((total, { ids }) => total + ids.length, 0);
  const slots = Math.max(...examples.map(({ ids }) => ids.length));
  const ids = new Int32Array(tokens);
  const positions = new Float32Array(tokens);
  const slotTokens = new Int32Array(examples.length * slots);
  const slotTokensOrNone = new Int32Array(examples.length * slots).fill(tokens);
  const tokenSlots = new Int32Array(tokens);
  const labelRows: number[] = [];
  const labels: number[] = [];
  let token = 0;
  examples.forEach((example, segment) => {
    for (let i = 0; i < example.ids.length; i++, token++) {
      const slot = segment * slots + i;
      ids[token] = example.ids[i] as number;
      positions[token] = i;
      slotTokens[slot] = token;
      slotTokensOrNone[slot] = token;
      tokenSlots[token] = slot;
      if (i > 0 && example.supervised[i] === 1) {
        labelRows.push(token - 1);
        labels.push(example.ids[i] as number);
      }
    }
  });
  return {
    ids: int32(ids, [tokens]),
    positions: float32(positions, [tokens]),
    slotTokens: int32(slotTokens, [examples.length, slots]),
    slotTokensOrNone: int32(slotTokensOrNone, [slotTokensOrNone.length]),
    tokenSlots: int32(tokenSlots, [tokens]),
    slotPositions: float32(
      Float32Array.from({ length: slots }, (_, i) => i),
      [slots],
    ),
    ...labelFeeds(labelRows, labels, tokens, lossChunks),
    lossScale: scalar(1 / labelsInStep),
  };
}

/** The labels cut into equal chunks, the last ones padded with labels of weight 0. */
function labelFeeds(
  rows: readonly number[],
  labels: readonly number[],
  tokens: number,
  chunks: number,
): Feeds {
  const size = Math.max(1, Math.ceil(rows.length / chunks));
  const feeds: Record<string, Feeds[string]> = {};
  for (let c = 0; c < chunks; c++) {
    const here = rows.slice(c * size, (c + 1) * size);
    const inverse = new Int32Array(tokens).fill(size);
    here.forEach((row, i) => {
      inverse[row] = i;
    });
    const padded = (values: readonly number[]) => Int32Array.from({ length: size }, (_, i) => values[i] ?? 0);
    feeds[`labelRows.${c}`] = int32(padded(here), [size]);
    feeds[`labelInverse.${c}`] = int32(inverse, [tokens]);
    feeds[`labels.${c}`] = int32(padded(labels.slice(c * size, (c + 1) * size)), [size]);
    feeds[`labelWeights.${c}`] = float32(
      Float32Array.from({ length: size }, (_, i) => Number(i < here.length)),
      [size],
    );
  }
  return feeds;
}
