/** Micro-batches of real rows for the benchmarks: packed as we train them, and concatenated as PEFT takes them. */

import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { datasetDefaults, loadDataset } from '../../src/main/engine/data/loadDataset.ts';
import { openModelText } from '../../src/main/engine/data/modelText.ts';
import { planSteps } from '../../src/main/engine/data/pack.ts';

export async function exampleBatches(model: string, data: string, tokens: number, steps: number) {
  const { train } = await loadDataset(data, openModelText(openBaseModel(model).folder), {
    ...datasetDefaults,
    holdout: 0,
  });
  const options = { batchTokens: tokens, microTokens: tokens, packing: true, seed: 0, epoch: 0 };
  const plan = planSteps(train.lengths, options)
    .steps.slice(0, steps)
    .map((step) => step[0] ?? []);
  const examples = plan.map((batch) => batch.map((index) => train.at(index)));
  const all = Array.from({ length: train.lengths.length }, (_, i) => train.at(i));
  const ids = all.flatMap((example) => [...example.ids]);
  const labels = all.flatMap((example) =>
    [...example.ids].map((id, i) => (example.supervised[i] ? id : -100)),
  );
  const cut = <T>(list: readonly T[], i: number) => list.slice(i * tokens, (i + 1) * tokens);
  return {
    examples,
    packed: examples.map((batch) => batch.reduce((sum, example) => sum + example.ids.length, 0)),
    concatenated: Array.from({ length: steps }, (_, i) => ({ ids: cut(ids, i), labels: cut(labels, i) })),
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
