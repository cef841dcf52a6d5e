/** Token sequences laid one after another, as the inputs of a training graph: each sees itself only, none is padded. */

import { chunkLength } from '../nn/packedRecall.ts';
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
  for (let i = 1; i < supervised.length; i++) count += supervised[i]!;
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

/**
 * Inputs of a pass over `sequences`: ids, where they stand, and the places that `nn/packedAttention.ts` and
 * `nn/packedRecall.ts` ask for. A graph takes those it has declared.
 */
export function packedFeeds(sequences: readonly TokenSequence[], chunk = chunkLength): Feeds {
  const tokens = tokensOf(sequences);
  const ids = new Int32Array(tokens);
  const positions = new Float32Array(tokens);
  const textLengths = new Float32Array(tokens);
  let token = 0;
  for (const sequence of sequences)
    for (let i = 0; i < sequence.ids.length; i++, token++) {
      ids[token] = sequence.ids[i]!;
      positions[token] = i;
      textLengths[token] = sequence.ids.length;
    }
  const lengths = sequences.map(({ ids }) => ids.length);
  const pieces = lengths.flatMap((length) =>
    Array.from({ length: Math.ceil(length / chunk) }, (_, i) => ({
      length: Math.min(chunk, length - i * chunk),
      goesOn: (i + 1) * chunk < length,
    })),
  );
  const slots = inRows(lengths, tokens);
  const chunks = inRows(
    pieces.map(({ length }) => length),
    tokens,
  );
  const goesOn = Float32Array.from(pieces, (piece) => Number(piece.goesOn));
  return {
    ids: int32(ids, [tokens]),
    positions: float32(positions, [tokens]),
    textLengths: float32(textLengths, [tokens]),
    slotTokens: slots.tokens,
    slotTokensOrNone: slots.tokensOrNone,
    tokenSlots: slots.places,
    slotPositions: slots.order,
    chunkTokens: chunks.tokens,
    chunkTokensOrNone: chunks.tokensOrNone,
    tokenPlaces: chunks.places,
    chunkPlaces: chunks.order,
    chunkGoesOn: float32(goesOn, [goesOn.length]),
  };
}

/** Where tokens stand that are cut into stretches of these lengths, each at the beginning of a row of its own. */
function inRows(lengths: readonly number[], tokens: number) {
  const width = Math.max(...lengths);
  const rowTokens = new Int32Array(lengths.length * width);
  const tokensOrNone = new Int32Array(lengths.length * width).fill(tokens);
  const places = new Int32Array(tokens);
  let token = 0;
  lengths.forEach((length, row) => {
    for (let i = 0; i < length; i++, token++) {
      const place = row * width + i;
      rowTokens[place] = token;
      tokensOrNone[place] = token;
      places[token] = place;
    }
  });
  const order = Float32Array.from({ length: width }, (_, i) => i);
  return {
    tokens: int32(rowTokens, [lengths.length, width]),
    tokensOrNone: int32(tokensOrNone, [tokensOrNone.length]),
    places: int32(places, [tokens]),
    order: float32(order, [width]),
  };
}
