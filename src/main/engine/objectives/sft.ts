/** Supervised fine-tuning: every token of an answer is to be predicted from what precedes it. */

import { labelStatistics } from '../nn/crossEntropy.ts';
import { labelChunks, labelFeeds } from './labels.ts';
import type { Objective } from './objective.ts';
import { cutSequence, supervisedTokens, type TokenSequence } from './packedFeeds.ts';

/** Loss: -ln p(label), a mean over supervised tokens. `tokenAccuracy`: the share of them the model would have chosen. */
export const sft: Objective<TokenSequence> = {
  figures: ['tokenAccuracy'],
  sequences: (example) => [example],
  units: supervisedTokens,
  cut: cutSequence,
  feeds: labelFeeds,

  loss(g, { hidden, ...output }, chunks) {
    const parts = labelChunks(g, chunks).map((chunk) => {
      const { logProbabilities, chosen } = labelStatistics(g, hidden, chunk, output);
      const weights = g.reshape(chunk.weights, logProbabilities.shape);
      const sum = (values: typeof weights) => g.reduceSum(g.mul(values, weights), [0, 1], false);
      return { loss: g.neg(sum(logProbabilities)), tokenAccuracy: sum(chosen) };
    });
    const total = (name: 'loss' | 'tokenAccuracy') =>
      parts.map((part) => part[name]).reduce((all, part) => g.add(all, part));
    return { loss: total('loss'), figures: { tokenAccuracy: total('tokenAccuracy') } };
  },
};
