/** What holds of every family: examples packed into a row know nothing of each other, and a cache changes no text. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapterMethod } from '../../../src/main/engine/adapters/adapterMethod.ts';
import { lora } from '../../../src/main/engine/adapters/lora.ts';
import { parseTargets } from '../../../src/main/engine/adapters/targets.ts';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { Generator } from '../../../src/main/engine/infer/generate.ts';
import { argmax } from '../../../src/main/engine/infer/sample.ts';
import { families } from '../../../src/main/engine/models/registry.ts';
import type { TokenSequence } from '../../../src/main/engine/objectives/packedFeeds.ts';
import { sft } from '../../../src/main/engine/objectives/sft.ts';
import { TrainState } from '../../../src/main/engine/train/trainState.ts';
import { expectClose } from '../../support/close.ts';
import { golden } from '../formats/support.ts';
import { goldenNames } from '../parity/goldenCase.ts';

/** The first golden case of each family. */
const caseOf = new Map(
  goldenNames()
    .map((name) => [JSON.parse(readFileSync(join(golden, name, 'config.json'), 'utf8')).model_type, name])
    .reverse() as [string, string][],
);

/** Of odd lengths, with answers; no token is special. */
const examples = [7, 2, 12].map(
  (length, which): TokenSequence => ({
    ids: Int32Array.from({ length }, (_, i) => 3 + ((97 * which + 31 * i) % 500)),
    supervised: Uint8Array.from({ length }, (_, i) => (i > 0 ? 1 : 0)),
  }),
);

const cases = [
  ...families.map(({ modelType }) => ({ title: modelType, name: caseOf.get(modelType)! })),
  // From its 21st token on it turns a text otherwise.
  { title: 'phi3 beyond its original length', name: 'phi4-long' },
];

describe.each(cases)('$title', ({ name }) => {
  const model: BaseModel = openBaseModel(join(golden, name));
  const options = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;

  test('examples packed into one row have the loss and the gradients of each alone', async () => {
    const settings = { rank: 2, alpha: 4, useRslora: false, dropout: 0, loraplusRatio: 1 };
    const method = adapterMethod(lora, { ...settings, targets: parseTargets(model, 'all-linear') });
    const plan = { model, method, buckets: method.buckets(model), objective: sft, lossChunks: 2 };
    const state = await TrainState.create(plan, options, 'cheap');
    try {
      const value = (_: number, i: number) => 0.1 * Math.sin(1 + i);
      state.setParameters((_, shape) => new Float32Array(shape.reduce((a, b) => a * b)).map(value));
      const packed = (await state.accumulate(examples, 1)).loss;
      const gradients = new Map([...state.gradients()].map(([name, found]) => [name, found.slice()]));
      await state.update({ learningRate: 0, weightDecay: 0, maxNorm: 1, norm: 1 });
      let alone = 0;
      for (const example of examples) alone += (await state.accumulate([example], 1)).loss;
      expect(Math.abs(packed / alone - 1)).toBeLessThan(1e-5);
      for (const [name, found] of state.gradients()) {
        const most = found.reduce((largest, each) => Math.max(largest, Math.abs(each)), 1);
        expectClose(gradients.get(name)!, [...found], 2e-5 * most, name);
      }
    } finally {
      await state.release();
    }
  });

  describe('generation', () => {
    let generator: Generator;
    beforeAll(async () => {
      generator = await Generator.load(model, { device: { kind: 'cpu' }, threads: 1 });
    });
    afterAll(() => generator.release());

    test('a text continued with a cache is the one that is read anew for every token', async () => {
      const prompt = examples[2]!.ids;
      const greedy = { maxTokens: 12, temperature: 0, stopIds: [] };
      const { ids } = await generator.generate(prompt, greedy);
      const text = [...prompt];
      while (text.length < prompt.length + greedy.maxTokens) {
        const logits = await generator.logits(Int32Array.from(text));
        text.push(argmax(logits.subarray(-model.config.vocabulary)));
      }
      expect([...ids]).toEqual(text.slice(prompt.length));
    });
  });
});
