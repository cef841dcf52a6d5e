/** An objective may compare what is trained with the model as it was: both run in one graph, from the same stored weights. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adapterMethod } from '../../../src/main/engine/adapters/adapterMethod.ts';
import { lora } from '../../../src/main/engine/adapters/lora.ts';
import { parseTargets } from '../../../src/main/engine/adapters/targets.ts';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import type { Objective } from '../../../src/main/engine/objectives/objective.ts';
import type { TokenSequence } from '../../../src/main/engine/objectives/packedFeeds.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import { gradientGraph } from '../../../src/main/engine/train/trainingGraph.ts';
import { TrainState } from '../../../src/main/engine/train/trainState.ts';
import { tinyModel } from './support.ts';

interface Pair {
  readonly sequences: readonly TokenSequence[];
}

/** Squared distance of the hidden states from those of the untouched model, less a push away from them. */
const drift: Objective<Pair> = {
  figures: ['distance'],
  sequences: ({ sequences }) => sequences,
  units: () => 1,
  cut: (pair) => pair,
  feeds: () => ({}),
  loss(g, { hidden, reference }) {
    const moved = g.sub(hidden, g.stopGradient(reference().hidden));
    const distance = g.reduceSum(g.mul(moved, moved), [0, 1], false);
    return { loss: g.neg(g.add(distance, g.reduceSum(hidden, [0, 1], false))), figures: { distance } };
  },
};

const model = openBaseModel(tinyModel);
const method = adapterMethod(lora, {
  ...{ rank: 4, alpha: 8, useRslora: false, dropout: 0, loraplusRatio: 1 },
  targets: parseTargets(model, 'all-linear'),
});
const plan = { model, method, buckets: method.buckets(model), objective: drift, lossChunks: 1 };
const random = new Random(3);
const pair: Pair = {
  sequences: [7, 12].map((length) => ({
    ids: Int32Array.from({ length }, () => random.integer(512)),
    supervised: new Uint8Array(length).fill(1),
  })),
};

let state: TrainState<Pair>;
beforeAll(async () => {
  const session = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
  state = await TrainState.create(plan, session, 'cheap');
  state.reset(await method.start(model, random));
});
afterAll(() => state.release());

test('fresh adapters change nothing, and a step moves the model away from its reference, which stays', async () => {
  const first = await state.accumulate([pair], 1);
  expect(first.figures.distance).toBe(0);
  await state.update({ learningRate: 0.01, weightDecay: 0, maxNorm: 1, norm: state.gradientNorm() });
  const second = await state.measure([pair]);
  expect(second.figures.distance).toBeGreaterThan(0.1);
  expect(second.loss).toBeLessThan(first.loss);
});

test('each stored weight stands in the graph once', () => {
  const names = gradientGraph(plan, 'cheap').initializers.map(({ value }) => value.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => model.tensors.has(name)).sort()).toEqual([...model.tensors.keys()].sort());
});
