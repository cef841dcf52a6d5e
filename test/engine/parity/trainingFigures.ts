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
import { type Figure, largestDifference, relativeDifference, tolerance } from './figures.ts';
import type { GoldenCase, ReferenceStep } from './goldenCase.ts';

const maxNorm = 1;
const loraDecay = 0.01;
/** Odd, so that some chunks are padded. */
const lossChunks = 3;

/** Runs beside the usual one by which is seen how far float32 determines a result, and the most that is granted to one. */
const nudgedRuns = 6;
const largestSpread = 2e-2;

/** Micro-batches of a step. */
type Batches = (step: number) => readonly (readonly TokenSequence[])[];

/** Losses and gradients at the start, then every training run the case has. */
export async function trainingFigures(golden: GoldenCase): Promise<readonly Figure[]> {
  const { train: steps, accumulated_train: accumulated, full_train: full } = golden.expected;
  const single: Batches = (step) => [golden.trainingBatch(100 + step)];
  const double: Batches = (step) => [golden.trainingBatch(300 + step), golden.trainingBatch(400 + step)];
  const lora = { plan: loraPlan(golden), weightDecay: loraDecay };
  const every = { plan: planOf(golden.model, everyWeight), weightDecay: 0 };
  return [
    ...(await startFigures(golden)),
    ...(await runFigures(golden, { ...lora, prefix: 'final.', steps, batches: single })),
    ...(accumulated
      ? await runFigures(golden, { ...lora, prefix: 'accumulated.', steps: accumulated, batches: double })
      : []),
    ...(full ? await runFigures(golden, { ...every, prefix: 'full.', steps: full, batches: single }) : []),
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
      trainState.setParameters(plan.method.start(plan.model, new Random(1)));
      loss(
        'loss of the base',
        (await trainState.measure(golden.batch)).loss / labels,
        golden.expected.base_loss,
      );
    });
  return figures;
}

/** A training run of the reference. */
interface Run {
  readonly plan: TrainingPlan;
  /** Before the names of its figures. */
  readonly prefix: string;
  readonly steps: readonly ReferenceStep[];
  readonly batches: Batches;
  readonly weightDecay: number;
}

async function runFigures(golden: GoldenCase, run: Run): Promise<readonly Figure[]> {
  const { figures, parameters } = await train(golden, run);
  const finals = [...golden.startingWith(run.prefix)].filter(([name]) => name !== 'logits');
  const made = finals.map(([name, expected]): Figure => {
    const value = relativeDifference(expected, parameters.get(ourName(name)));
    return { kind: 'final', what: run.prefix + name, value, tolerance: tolerance.final };
  });
  if (made.every(({ value }) => value <= tolerance.final)) return [...figures, ...made];
  const spread = await spreadOf(golden, run, parameters);
  const allowed = (name: string) => Math.min(largestSpread, Math.max(tolerance.final, spread.get(name) ?? 0));
  return [...figures, ...made.map((figure, i) => ({ ...figure, tolerance: allowed(finals[i]![0]) }))];
}

/**
 * How far each parameter ends from where it did, over its largest value, in runs whose start is off by a rounding.
 * AdamW divides by a gradient's size: where one passes through zero, float32 does not determine the result.
 */
async function spreadOf(
  golden: GoldenCase,
  run: Run,
  usual: ReadonlyMap<string, Float32Array>,
): Promise<ReadonlyMap<string, number>> {
  const spread = new Map<string, number>();
  for (let seed = 1; seed <= nudgedRuns; seed++) {
    const { parameters } = await train(golden, run, new Random(seed));
    for (const [name, info] of golden.startingWith(run.prefix)) {
      const [found, before] = [parameters, usual].map((each) => each.get(ourName(name)));
      if (!found || !before) continue;
      const size = largestDifference(readTensor(info), new Float32Array(before.length));
      spread.set(name, Math.max(spread.get(name) ?? 0, largestDifference(found, before) / size));
    }
  }
  return spread;
}

/** @param nudge moves every number of the start by less than its last bit */
async function train(
  golden: GoldenCase,
  { plan, prefix, steps, batches, weightDecay }: Run,
  nudge?: Random,
): Promise<{ readonly figures: readonly Figure[]; readonly parameters: ReadonlyMap<string, Float32Array> }> {
  const figures: Figure[] = [];
  let parameters: ReadonlyMap<string, Float32Array> = new Map();
  await withTrainState(
    golden,
    plan,
    'cheap',
    async (trainState) => {
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
      parameters = new Map([...trainState.parameters()].map(([name, values]) => [name, values.slice()]));
    },
    nudge,
  );
  return { figures, parameters };
}

/** A train state at the case's start. */
async function withTrainState(
  golden: GoldenCase,
  plan: TrainingPlan,
  recompute: Recompute,
  use: (trainState: TrainState) => Promise<void>,
  nudge?: Random,
): Promise<void> {
  const { model } = plan;
  const adapter = [...golden.startingWith('init.')].map(([name, info]) => [ourName(name), info] as const);
  const start = new Map([...model.tensors, ...adapter]);
  const options = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
  const trainState = await TrainState.create(plan, options, recompute);
  try {
    const off = nudge ? () => 1 + 2 ** -23 * (2 * nudge.uniform() - 1) : () => 1;
    trainState.setParameters((name) =>
      readTensor(start.get(name) as TensorInfo).map((value) => value * off()),
    );
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
