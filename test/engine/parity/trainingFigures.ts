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

/**
 * Runs beside the usual one by which is seen how far float32 determines a number; the most that is granted to one, and
 * to what share of a tensor's numbers.
 */
const nudgedRuns = 6;
const largestGrant = 1.5e-2;
const grantedShare = 0.01;

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
      trainState.setParameters(await plan.method.start(plan.model, new Random(1)));
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
  const made = finals.map(([name, info]) => {
    const [expected, found] = [readTensor(info), parameters.get(ourName(name))];
    return { name: ourName(name), what: run.prefix + name, distances: distancesFrom(expected, found) };
  });
  const isNear = (distance: number) => distance <= tolerance.final;
  const spread = made.every(({ distances }) => distances.every(isNear))
    ? undefined
    : await spreadOf(golden, run, parameters);
  const valueLeft = (name: string, distances: Float32Array): number => {
    const own = spread?.get(name);
    const isGranted = distances.filter((each) => !isNear(each)).length <= grantedShare * distances.length;
    if (!own || !isGranted) return largest(distances);
    return largest(distances.map((each, i) => each - Math.min(largestGrant, own[i] as number)));
  };
  return [
    ...figures,
    ...made.map(
      ({ name, what, distances }): Figure => ({
        kind: 'final',
        what,
        value: valueLeft(name, distances),
        tolerance: tolerance.final,
      }),
    ),
  ];
}

/**
 * How far each number of each parameter ends from where it did, over the parameter's largest, in runs whose start is off by
 * a rounding. AdamW divides by a gradient's size: where one passes through zero, float32 does not determine the result.
 */
async function spreadOf(
  golden: GoldenCase,
  run: Run,
  usual: ReadonlyMap<string, Float32Array>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const spread = new Map<string, Float32Array>();
  for (let seed = 1; seed <= nudgedRuns; seed++) {
    const { parameters } = await train(golden, run, new Random(seed));
    for (const [name, values] of usual) {
      const before = spread.get(name);
      const moved = distancesFrom(values, parameters.get(name));
      spread.set(name, before ? moved.map((each, i) => Math.max(each, before[i] as number)) : moved);
    }
  }
  return spread;
}

/** |a - b| of each number, over the largest |a|; endless without b. */
function distancesFrom(a: Float32Array, b: Float32Array | undefined): Float32Array {
  if (a.length !== b?.length) return Float32Array.of(Number.POSITIVE_INFINITY);
  const size = largestDifference(a, new Float32Array(a.length));
  return a.map((value, i) => Math.abs(value - (b[i] as number)) / size);
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
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
