/** Labels of a pass: which rows of the hidden states predict which tokens, cut into chunks that are computed one by one. */

import type { LabelChunk } from '../nn/crossEntropy.ts';
import type { Graph } from '../onnx/graph.ts';
import { type Feeds, float32, int32 } from '../runtime/session.ts';
import { type TokenSequence, tokensOf } from './packedFeeds.ts';

/** The inputs of {@link labelFeeds} in a graph. */
export function labelChunks(g: Graph, count: number): readonly LabelChunk[] {
  return Array.from({ length: count }, (_, index) => {
    const input = (name: string) => g.input(`${name}.${index}`, 'int32', ['labels']);
    return {
      rows: input('labelRows'),
      inverse: g.input(`labelInverse.${index}`, 'int32', ['tokens']),
      labels: input('labels'),
      weights: g.input(`labelWeights.${index}`, 'float32', ['labels']),
    };
  });
}

/** The labels of packed `sequences` in `count` equal chunks, the last ones padded with labels of weight 0. */
export function labelFeeds(sequences: readonly TokenSequence[], count: number): Feeds {
  const tokens = tokensOf(sequences);
  const rows: number[] = [];
  const labels: number[] = [];
  let first = 0;
  for (const { ids, supervised } of sequences) {
    for (let i = 1; i < ids.length; i++)
      if (supervised[i] === 1) {
        rows.push(first + i - 1);
        labels.push(ids[i]!);
      }
    first += ids.length;
  }
  const size = Math.max(1, Math.ceil(rows.length / count));
  const feeds: Record<string, Feeds[string]> = {};
  for (let c = 0; c < count; c++) {
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
