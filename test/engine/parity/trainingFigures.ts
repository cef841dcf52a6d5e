/** The figures of a golden case that training gives: losses, gradients, and what ten steps of AdamW leave. */

import { adapterMethod } from '../../../src/main/engine/adapters/adapterMethod.ts';
import { full as everyWeight } from '../../../src/main/engine/adapters/full.ts';
import { kindOf } from '../../../src/main/engine/adapters/kinds.ts';
import type { Method } from '../../../src/main/engine/adapters/method.ts';
import { parseTargets } from '../../../src/main/engine/adapters/targets.ts';
import { modelWith } from '../../../src/main/engine/adapters/wholeTensors.ts';
import type { Recompute } from '../../../src/main/engine/autodiff/backward.ts';
import type { BaseModel } from '../../../src/main/engine/baseModel.ts';
import { peftTensorName } from '../../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import type { TensorInfo } from '../../../src/main/engine/formats/tensor.ts';
import { supervisedTokens, type TokenSequence } from '../../../src/main/engine/objectives/packedFeeds.ts';
import { sft } from '../../../src/main/engine/objectives/sft.ts';
import { Random } from '../../../src/main/engine/runtime/random.ts';
import type { TrainingPlan } from '../../../src/main/engine/train/trainingGraph.ts';
import { TrainState } from '../../../src/main/engine/train/trainState.ts';
import { type Figure, relativeDifference, tolerance } from './figures.ts';
import type { GoldenCase, ReferenceStep } from './goldenCase.ts';

const maxNorm = 1;
const loraDecay = 0.01;
/** Odd, so that some chunks are padded. */
const lossChunks = 3;

/** Micro-batches of a step. */
type Batches = (step: number) => readonly (readonly TokenSequence[])[];

/** Losses and gradients at the start, then every training run the case has. */
export async function trainingFigures(golden: GoldenCase): Promise<readonly Figure[]> {
  const { train, accumulated_train: accumulated, full_train: full } = golden.expected;
  const single: Batches = (step) => [golden.trainingBatch(100 + step)];
  const double: Batches = (step) => [golden.trainingBatch(300 + step), golden.trainingBatch(400 + step)];
  return [
    ...(await startFigures(golden)),
    ...(await runFigures(golden, loraPlan(golden), 'final.', train, single, loraDecay)),
    ...(accumulated
      ? await runFigures(golden, loraPlan(golden), 'accumulated.', accumulated, double, loraDecay)
      : []),
    ...(full ? await runFigures(golden, planOf(golden.model, everyWeight), 'full.', full, single, 0) : []),
  ];
}

async function startFigures(golden: GoldenCase): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const labels = golden.batch.reduce((sum, example) => sum + supervisedTokens(example), 0);
  const loss = (what: string, found: number, expected: number) =>
    figures.push({ kind: 'loss', what, value: Math.abs(found - expected), tolerance: tolerance.loss });
  const plan = loraPlan(golden);
  for (const recompute of ['none', 'cheap', 'layer'] as const)
    await withTrainState(golden, plan, recompute, async (trainState) => {
      loss('loss', (await trainState.accumulate(golden.batch, labels)).loss, golden.expected.lora_loss);
      const gradients = trainState.gradients();
      for (const [name, expected] of golden.startingWith('grad.')) {
        const value = relativeDifference(expected, gradients.get(ourName(name)));
        figures.push({
          kind: 'gradient',
          what: `grad.${name} (recompute ${recompute})`,
          value,
          tolerance: tolerance.gradient,
        });
      }
      trainState.setParameters(await plan.method.start(plan.model, new Random(1)));
      loss(
        'loss of the base',
        (await trainState.measure(golden.batch)).loss / labels,
        golden.expected.base_loss,
      );
    });
  return figures;
}

async function runFigures(
  golden: GoldenCase,
  plan: TrainingPlan,
  prefix: string,
  steps: readonly ReferenceStep[],
  batches: Batches,
  weightDecay: number,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  await withTrainState(golden, plan, 'cheap', async (trainState) => {
    for (const expected of steps) {
      const micro = batches(expected.step);
      const labels = micro.flat().reduce((sum, example) => sum + supervisedTokens(example), 0);
      let loss = 0;
      for (const batch of micro) loss += (await trainState.accumulate(batch, labels)).loss;
      const norm = trainState.gradientNorm();
      const what = `${prefix}step ${expected.step}`;
      figures.push(
        { kind: 'loss', what, value: Math.abs(loss - expected.loss), tolerance: tolerance.loss },
        { kind: 'norm', what, value: Math.abs(norm / expected.grad_norm - 1), tolerance: tolerance.norm },
      );
      await trainState.update({ learningRate: expected.lr, weightDecay, maxNorm, norm });
    }
    const parameters = trainState.parameters();
    for (const [name, expected] of golden.startingWith(prefix)) {
      if (name === 'logits') continue;
      const value = relativeDifference(expected, parameters.get(ourName(name)));
      figures.push({ kind: 'final', what: prefix + name, value, tolerance: tolerance.final });
    }
  });
  return figures;
}

/** A train state at the case's start. */
async function withTrainState(
  golden: GoldenCase,
  plan: TrainingPlan,
  recompute: Recompute,
  use: (trainState: TrainState) => Promise<void>,
): Promise<void> {
  const { model } = plan;
  const adapter = [...golden.startingWith('init.')].map(([name, info]) => [ourName(name), info] as const);
  const start = new Map([...model.tensors, ...adapter]);
  const options = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
  const trainState = await TrainState.create(plan, options, recompute);
  try {
    trainState.setParameters((name) => readTensor(start.get(name) as TensorInfo));
    await use(trainState);
  } finally {
    await trainState.release();
  }
}

function planOf<M extends Method>(model: BaseModel, method: M): TrainingPlan & { readonly method: M } {
  return { model, method, buckets: method.buckets(model), objective: sft, lossChunks };
}

/** What the trainer would train for the case's settings: the layers that the reference adapted. */
function loraPlan(golden: GoldenCase): TrainingPlan & { readonly method: Method } {
  const { model, lora: settings } = golden;
  const start = golden.startingWith('init.');
  const modules = [...model.linear.values()].filter(({ path }) =>
    start.has(peftTensorName(`${path}.lora_A`)),
  );
  const targets = parseTargets(
    model,
    [...new Set(modules.map(({ path }) => path.split('.').at(-1)))].join(','),
  );
  return planOf(
    modelWith(model, golden.trained.whole.keys()),
    adapterMethod(kindOf({ config: settings }), { ...settings, targets, dropout: 0, loraplusRatio: 1 }),
  );
}

/** The engine's name of a tensor that PEFT has named. */
export function ourName(name: string): string {
  return name
    .replace(/^base_model\.model\./, '')
    .replace(/(\.lora_\w+)\.weight$|\.base_layer(?=\.bias$)/, '$1');
}
