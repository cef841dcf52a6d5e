/** The figures of a golden case that generation gives: logits with adapters as inputs, and greedy text with a cache. */

import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { Generator, type Voice } from '../../../src/main/engine/infer/generate.ts';
import { type Figure, largestDifference, tolerance } from './figures.ts';
import type { GoldenCase } from './goldenCase.ts';

/** Tokens at the beginning of `base_greedy` and `final_greedy` that were given. */
const promptTokens = 8;

/** All with one session; the base runs between two adapters, and must not notice. */
export async function generationFigures(golden: GoldenCase, initial: Adapter): Promise<readonly Figure[]> {
  const { model, trained, expected } = golden;
  const [start, final] = [initial, trained].map((adapter) => ({ adapter: loadAdapter(model, adapter) }));
  const generator = await Generator.load(model, { device: { kind: 'cpu' }, threads: 1 });
  try {
    return [
      await logitFigure(golden, generator, 'lora.logits', start),
      await logitFigure(golden, generator, 'base.logits'),
      await logitFigure(golden, generator, 'final.logits', final),
      await textFigure(generator, 'base_greedy', expected.base_greedy),
      await textFigure(generator, 'final_greedy', expected.final_greedy, final),
    ];
  } finally {
    await generator.release();
  }
}

async function logitFigure(
  golden: GoldenCase,
  generator: Generator,
  name: string,
  voice?: Voice,
): Promise<Figure> {
  const differences: number[] = [];
  for (const [i, logits] of golden.logits(name).entries()) {
    const { ids } = golden.batch[i] as (typeof golden.batch)[0];
    differences.push(largestDifference(logits, await generator.logits(ids, voice)));
  }
  const what = `${name} of the generator`;
  return { kind: 'logit diff', what, value: Math.max(...differences), tolerance: tolerance.logit };
}

/** Its value is the number of tokens that are not the reference's. */
async function textFigure(
  generator: Generator,
  what: string,
  expected: readonly number[],
  voice?: Voice,
): Promise<Figure> {
  const prompt = Int32Array.from(expected.slice(0, promptTokens));
  const maxTokens = expected.length - promptTokens;
  const { ids } = await generator.generate(prompt, { maxTokens, temperature: 0, stopIds: [], ...voice });
  const wrong = expected.slice(promptTokens).filter((id, i) => id !== ids[i]);
  return { kind: 'text', what, value: wrong.length, tolerance: 0 };
}
