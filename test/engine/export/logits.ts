/** What the engine computes with base and adapter, and how far others are from it. */

import { expect } from 'vitest';
import type { ExportSource } from '../../../src/main/engine/export/targets.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { Generator } from '../../../src/main/engine/infer/generate.ts';

/** Logits after every token of the prompts, and the likeliest answer to `question`, by the engine itself. */
export async function computed(
  { model, adapter }: Pick<ExportSource, 'model' | 'adapter'>,
  prompts: readonly Int32Array[],
  question: readonly number[] = [],
) {
  const variant = { adapter: loadAdapter(model, adapter) };
  const generator = await Generator.load(model, { device: { kind: 'cpu' } }, variant.adapter);
  try {
    const logits: Float32Array[] = [];
    for (const ids of prompts) logits.push(await generator.logits(ids, variant));
    const options = { ...variant, maxTokens: 8, stopIds: [2], temperature: 0 };
    if (question.length === 0) return { logits, answer: [] };
    const answer = await generator.generate(Int32Array.from(question), options);
    return { logits, answer: [...answer.ids] };
  } finally {
    await generator.release();
  }
}

function logSoftmax(logits: Float32Array): number[] {
  const most = Math.max(...logits);
  const total = logits.reduce((sum, value) => sum + Math.exp(value - most), 0);
  return Array.from(logits, (value) => value - most - Math.log(total));
}

/** Largest and root mean square difference of log-probabilities. */
export function differences(
  ours: readonly Float32Array[],
  theirs: readonly (readonly (readonly number[])[])[],
) {
  let [largest, squares, count] = [0, 0, 0];
  ours.forEach((logits, n) => {
    const rows = theirs[n]!;
    const vocabulary = logits.length / rows.length;
    rows.forEach((row, at) => {
      const expected = logSoftmax(logits.subarray(at * vocabulary, (at + 1) * vocabulary));
      expect(row.length).toBe(vocabulary);
      row.forEach((value, id) => {
        const difference = Math.abs(value - expected[id]!);
        largest = Math.max(largest, difference);
        squares += difference ** 2;
        count++;
      });
    });
  });
  return { largest, rms: Math.sqrt(squares / count) };
}
