/** The figures of a golden case that generation gives: logits with adapters as inputs, and greedy text with a cache. */

import type { BaseModel } from '../../../src/main/engine/baseModel.ts';
import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { Generator, type ModelVariant } from '../../../src/main/engine/infer/generate.ts';
import { type Figure, largestDifference, tolerance } from './figures.ts';
import type { GoldenCase } from './goldenCase.ts';

/** Tokens at the beginning of `base_greedy` and `final_greedy` that were given. */
const promptTokens = 8;

/** All with one session; the base runs between two adapters, and must not notice. */
export async function generationFigures(golden: GoldenCase, initial: Adapter): Promise<readonly Figure[]> {
  const { model, trained, expected } = golden;
  const [start, final] = [initial, trained].map((adapter) => ({ adapter: loadAdapter(model, adapter) }));
  return await withGenerator(model, async (generator) => [
    await logitFigure(golden, generator, 'lora.logits', start),
    await logitFigure(golden, generator, 'base.logits'),
    await logitFigure(golden, generator, 'final.logits', final),
    await textFigure(generator, 'base_greedy', expected.base_greedy),
    await textFigure(generator, 'final_greedy', expected.final_greedy, final),
  ]);
}

/** Gives `use` the model on one thread, and releases it. */
export async function withGenerator<T>(
  model: BaseModel,
  use: (generator: Generator) => Promise<T>,
): Promise<T> {
  const generator = await Generator.load(model, { device: { kind: 'cpu' }, threads: 1 });
  try {
    return await use(generator);
  } finally {
    await generator.release();
  }
}

/** The generator's logits on the first batch against those the case has under `name`. */
export async function logitFigure(
  golden: GoldenCase,
  generator: Generator,
  name: string,
  variant?: ModelVariant,
): Promise<Figure> {
  const differences: number[] = [];
  for (const [i, logits] of golden.logits(name).entries()) {
    const { ids } = golden.batch[i] as (typeof golden.batch)[0];
    differences.push(largestDifference(logits, await generator.logits(ids, variant)));
  }
  return { kind: 'logit diff', what: name, value: Math.max(...differences), tolerance: tolerance.logit };
}

/** Its value is how much likelier, in logits, another token is where the text first parts from the reference's. */
async function textFigure(
  generator: Generator,
  what: string,
  expected: readonly number[],
  variant?: ModelVariant,
): Promise<Figure> {
  const text = Int32Array.from(expected);
  const prompt = text.subarray(0, promptTokens);
  const maxTokens = text.length - promptTokens;
  const { ids } = await generator.generate(prompt, { maxTokens, temperature: 0, stopIds: [], ...variant });
  const parting = text.subarray(promptTokens).findIndex((id, i) => id !== ids[i]);
  if (parting < 0) return { kind: 'text', what, value: 0, tolerance: tolerance.text };
  const logits = await generator.logits(text.subarray(0, promptTokens + parting), variant);
  const last = logits.subarray(-generator.model.config.vocabulary);
  const likelier =
    (last[ids[parting] as number] as number) - (last[text[promptTokens + parting] as number] as number);
  return { kind: 'text', what, value: likelier, tolerance: tolerance.text };
}
