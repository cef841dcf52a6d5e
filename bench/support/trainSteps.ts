/** One process of bench/train.ts: a few steps on real rows, then the same products bare. */

const start = performance.now();

import { readFileSync } from 'node:fs';
import { adapterMethod } from '../../src/main/engine/adapters/adapterMethod.ts';
import { lora } from '../../src/main/engine/adapters/lora.ts';
import { parseTargets } from '../../src/main/engine/adapters/targets.ts';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { sft } from '../../src/main/engine/objectives/sft.ts';
import { Random } from '../../src/main/engine/runtime/random.ts';
import { lossParts } from '../../src/main/engine/train/memory.ts';
import { gradientGraph } from '../../src/main/engine/train/trainingGraph.ts';
import { TrainState } from '../../src/main/engine/train/trainState.ts';
import { exampleBatches } from './batches.ts';
import { bareProducts } from './products.ts';

const [modelPath, data, steps] = process.argv.slice(2) as [string, string, string];
const model = openBaseModel(modelPath);
const method = adapterMethod(lora, {
  rank: 16,
  alpha: 32,
  useRslora: false,
  dropout: 0,
  targets: parseTargets(model, 'all-linear'),
  loraplusRatio: 1,
});
const buckets = method.buckets(model);
const plan = {
  model,
  method,
  buckets,
  objective: sft,
  ...lossParts({ model, method }, 512),
};
const { examples, packed } = await exampleBatches(modelPath, data, 512, Number(steps));
const trainState = await TrainState.create(
  plan,
  { device: { kind: 'cpu' }, folder: model.weightsFolder },
  'cheap',
);
trainState.setParameters(method.start(model, new Random(0)));

const seconds: number[] = [];
const losses: number[] = [];
let first = 0;
for (const batch of examples) {
  const begin = performance.now();
  const labels = batch.reduce((sum, { supervised }) => sum + supervised.reduce((a, b) => a + b, 0), 0);
  losses.push((await trainState.accumulate(batch, labels)).loss);
  await trainState.update({
    learningRate: 2e-4,
    weightDecay: 0,
    norm: trainState.gradientNorm(),
    maxNorm: 1,
  });
  seconds.push((performance.now() - begin) / 1000);
  first ||= (performance.now() - start) / 1000;
}
const peakMegabytes =
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
await trainState.release();

// Sizes of the fastest step's batch, so that share and step belong together.
const fastest = seconds.indexOf(Math.min(...seconds.slice(1)));
const batch = examples[fastest] ?? [];
const longest = Math.max(...batch.map(({ ids }) => ids.length));
const labels = batch.reduce((sum, { supervised }) => sum + supervised.reduce((a, b) => a + b, 0), 0);
const sizes = {
  tokens: packed[fastest] as number,
  segments: batch.length,
  slots: longest,
  labels: Math.ceil(labels / plan.lossChunks),
};
console.log(
  JSON.stringify({
    seconds,
    first,
    peakMegabytes,
    losses,
    ...(await bareProducts(gradientGraph(plan, 'cheap'), sizes)),
  }),
);
