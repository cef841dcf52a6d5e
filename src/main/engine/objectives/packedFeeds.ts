/** Token sequences laid one after another, as the inputs of a training graph: each sees itself only, none is padded. */

import { type Feeds, float32, int32 } from '../runtime/session.ts';

/** Token ids of a sequence, and which of them are to be predicted (the first never is: nothing precedes it). */
export interface TokenSequence {
  readonly ids: Int32Array;
  /** 1 where the token is a label. */
  readonly supervised: Uint8Array;
}

/** Labels in a sequence. */
export function supervisedTokens({ supervised }: TokenSequence): number {
  let count = 0;
  for (let i = 1; i < supervised.length; i++) count += supervised[i] as number;
  return count;
}

/** The first `most` tokens; null: all of them. */
export function cutSequence(sequence: TokenSequence, most: number | null): TokenSequence {
  if (most === null || sequence.ids.length <= most) return sequence;
  return { ids: sequence.ids.subarray(0, most), supervised: sequence.supervised.subarray(0, most) };
}

/** Tokens of all sequences together. */
export function tokensOf(sequences: readonly TokenSequence[]): number {
  return sequences.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** Inputs of a pass over `sequences`: ids, positions, and the places that `nn/packedAttention.ts` asks for. */
export function packedFeeds(sequences: readonly TokenSequence[]): Feeds {
  const tokens = tokensOf(sequences);
  const slots = Math.max(...sequences.map(({ ids }) => ids.length));
  const ids = new Int32Array(tokens);
  const positions = new Float32Array(tokens);
  const slotTokens = new Int32Array(sequences.length * slots);
  const slotTokensOrNone = new Int32Array(sequences.length * slots).fill(tokens);
  const tokenSlots = new Int32Array(tokens);
  let token = 0;
  sequences.forEach((sequence, segment) => {
    for (let i = 0; i < sequence.ids.length; i++, token++) {
      const slot = segment * slots + i;
      ids[token] = sequence.ids[i] as number;
      positions[token] = i;
      slotTokens[slot] = token;
      slotTokensOrNone[slot] = token;
      tokenSlots[token] = slot;
    }
  });
  return {
    ids: int32(ids, [tokens]),
    positions: float32(positions, [tokens]),
    slotTokens: int32(slotTokens, [sequences.length, slots]),
    slotTokensOrNone: int32(slotTokensOrNone, [slotTokensOrNone.length]),
    tokenSlots: int32(tokenSlots, [tokens]),
    slotPositions: float32(
      Float32Array.from({ length: slots }, (_, i) => i),
      [slots],
    ),
  };
}
