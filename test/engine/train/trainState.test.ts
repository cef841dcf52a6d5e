/** Loss and gradients of a step are those of its tokens, however these are cut and packed. */

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { adapterMethod } from '../../../src/main/engine/adapters/adapterMethod.ts';
import { lora } from '../../../src/main/engine/adapters/lora.ts';
import { parseTargets } from '../../../src/main/engine/adapters/targets.ts';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { planSteps } from '../../../src/main/engine/data/pack.ts';
import { supervisedTokens, type TokenSequence } from '../../../src/main/engine/objectives/packedFeeds.ts';
import { sft } from '../../../src/main/engine/objectives/sft.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { Session } from '../../../src/main/engine/runtime/session.ts';
import { TrainState } from '../../../src/main/engine/train/trainState.ts';
import { close, tinyModel } from './support.ts';

const lengths = [9, 40, 17, 64, 3, 25, 33, 12];
const examples = lengths.map((length, example): TokenSequence => {
  const random = new Random(7, example);
  const supervised = Uint8Array.from({ length }, (_, i) =>
    Number(i > 0 && random.uniform() < 0.2 + 0.1 * example),
  );
  supervised[length - 1] = 1;
  return { ids: Int32Array.from({ length }, () => random.integer(512)), supervised };
});
const labels = examples.reduce((sum, example) => sum + supervisedTokens(example), 0);

let trainState: TrainState;
beforeAll(async () => {
  const model = openBaseModel(tinyModel);
  const targets = parseTargets(model, 'all-linear');
  const settings = { rank: 4, alpha: 8, useRslora: false, dropout: 0, targets, loraplusRatio: 1 };
  const method = adapterMethod(lora, settings);
  const plan = { model, method, buckets: method.buckets(model), objective: sft, lossChunks: 3 };
  const session = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
  trainState = await TrainState.create(plan, session, 'cheap');
  const random = new Random(3);
  trainState.setParameters((_, shape) =>
    Float32Array.from({ length: shape[0]! * shape[1]! }, () => 0.05 * random.normal()),
  );
});
afterAll(() => trainState.release());

interface Step {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** One step's loss and gradients, its examples in micro-batches as given. */
async function step(batches: readonly (readonly number[])[]): Promise<Step> {
  trainState.discard();
  let loss = 0;
  for (const batch of batches)
    loss += (
      await trainState.accumulate(
        batch.map((i) => examples[i]!),
        labels,
      )
    ).loss;
  return {
    loss,
    gradients: new Map([...trainState.gradients()].map(([name, values]) => [name, values.slice()])),
  };
}

function expectSame(found: Step, expected: Step): void {
  expect(found.loss).toBeCloseTo(expected.loss, 5);
  for (const [name, values] of expected.gradients)
    expect(close(found.gradients.get(name)!, values, 1e-5), name).toBe(true);
}

const alone = lengths.map((_, i) => [i]);

test('the loss of a step is the mean over its labels, each example counted by its labels', async () => {
  let sum = 0;
  for (const example of examples) sum += (await trainState.measure([example])).loss;
  expect((await step(alone)).loss).toBeCloseTo(sum / labels, 5);
});

test.each([
  [64, true],
  [256, true],
  [2048, true],
  [2048, false],
])('cut into passes of %i tokens, packed: %s, a step is the same', async (microTokens, packing) => {
  const plan = planSteps(lengths, { batchTokens: 2048, microTokens, packing, seed: 0, epoch: 0 });
  expect(plan.steps).toHaveLength(1);
  expectSame(await step(plan.steps[0]!), await step(alone));
});

test('any cut at all gives the same step', async () => {
  const expected = await step(alone);
  const cut = fc.array(fc.nat({ max: 3 }), { minLength: lengths.length, maxLength: lengths.length });
  await fc.assert(
    fc.asyncProperty(cut, async (passOf) => {
      const passes = [0, 1, 2, 3].map((pass) => alone.flat().filter((i) => passOf[i] === pass));
      expectSame(await step(passes.filter((pass) => pass.length > 0)), expected);
    }),
    { numRuns: 25, seed: 1 },
  );
});

test('an example in a packed row neither sees its neighbours nor counts its positions from theirs', async () => {
  const single = (await trainState.measure([examples[5]!])).loss;
  const neighbour = (id: number): TokenSequence => ({
    ids: new Int32Array(30).fill(id),
    supervised: new Uint8Array(30),
  });
  for (const id of [5, 300])
    expect((await trainState.measure([neighbour(id), examples[5]!])).loss).toBeCloseTo(single, 4);
});

test('clipping scales the gradient to the norm allowed before the moments see it', async () => {
  await step(alone);
  const norm = trainState.gradientNorm();
  const squares = [...trainState.gradients().values()].reduce(
    (sum, g) => sum + g.reduce((s, x) => s + x * x, 0),
    0,
  );
  expect(norm).toBeCloseTo(Math.sqrt(squares), 6);
  const expected = trainState.state.map(({ gradient }) =>
    gradient.map((value) => (0.1 * value * 0.5) / norm),
  );
  await trainState.update({ learningRate: 0, weightDecay: 0, norm, maxNorm: 0.5 });
  trainState.state.forEach(({ m }, i) => {
    expect(close(m, expected[i]!, 1e-5)).toBe(true);
  });
});

test('where sessions that hold the model are loaded one at a time, steps and measurements stay what they are', async () => {
  const batch = [examples[0]!, examples[2]!];
  const { plan } = trainState;
  const session = { device: { kind: 'cpu' }, folder: plan.model.weightsFolder, threads: 1 } as const;
  const alone = await TrainState.create(plan, session, 'cheap', true);
  const made = vi.spyOn(Session, 'create');
  const released = vi.spyOn(Session.prototype, 'release');
  try {
    alone.setParameters((name) => trainState.parameters().get(name)!);
    const losses = async (state: TrainState) => {
      const found = [
        (await state.accumulate(batch, labels)).loss,
        (await state.measure(batch)).loss,
        (await state.measure(batch)).loss,
        (await state.accumulate(batch, labels)).loss,
      ];
      state.discard();
      return found;
    };
    const found = await losses(alone);
    expect(made).toHaveBeenCalledTimes(3);
    expect(released).toHaveBeenCalledTimes(2);
    expect(found).toEqual(await losses(trainState));
  } finally {
    vi.restoreAllMocks();
    await alone.release();
  }
});
