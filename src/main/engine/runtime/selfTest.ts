/** One real training step, small enough to run anywhere: how a device proves that it can train. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { backward } from '../autodiff/backward.ts';
import { labelStatistics } from '../nn/crossEntropy.ts';
import { linear } from '../nn/linear.ts';
import { rmsNorm } from '../nn/rmsNorm.ts';
import { Graph } from '../onnx/graph.ts';
import { Random } from './random.ts';
import { type Device, deviceName, type Feeds, float32, floats, int32, item, Session } from './session.ts';

// Large enough that a card's speed shows over the cost of asking it, small enough for a processor: 5 GFLOP.
const [tokens, width, vocabulary, rank] = [256, 1024, 4096, 8];

/** What the test's step yields on any device, computed once on the CPU and compared with. */
interface StepResult {
  readonly loss: number;
  readonly gradient: Float32Array;
}

/**
 * Trains one step of an adapted linear layer under a norm and a cross-entropy on `device`.
 * @returns seconds of the step, after one to warm up
 * @throws AppError `device` when it cannot load or run, or computes something else than the CPU
 */
export async function selfTest(device: Device): Promise<number> {
  if (device.kind === 'cpu') return processorSeconds();
  const { result, seconds } = await step(device);
  const reference = await processorStep();
  const scale = Math.max(...reference.result.gradient.map(Math.abs));
  const worst = Math.max(...result.gradient.map((g, i) => Math.abs(g - reference.result.gradient[i]!)));
  // TF32 products on a card keep 10 bits of mantissa, so agreement to one per cent is what can be asked for.
  if (
    !(worst <= 0.01 * scale) ||
    !(Math.abs(result.loss - reference.result.loss) <= 0.01 * reference.result.loss)
  )
    throw new AppError(
      'device',
      say`${deviceName(device)} computes a loss of ${result.loss} where the CPU computes ${reference.result.loss}`,
      say`Update the graphics driver.`,
    );
  return seconds;
}

/** Seconds of the processor's step: a device that takes longer is no help. */
export async function processorSeconds(): Promise<number> {
  return (await processorStep()).seconds;
}

let processor: Promise<TimedStep> | undefined;

/** The processor's step, taken once: every other device is compared with it. */
function processorStep(): Promise<TimedStep> {
  processor ??= step({ kind: 'cpu' });
  return processor;
}

interface TimedStep {
  readonly result: StepResult;
  readonly seconds: number;
}

async function step(device: Device): Promise<TimedStep> {
  const session = await Session.create(selfTestGraph(), { device });
  try {
    let seconds = 0;
    let results: Awaited<ReturnType<Session['run']>> = {};
    for (let i = 0; i < 2; i++) {
      const start = performance.now();
      results = await session.run(selfTestFeeds());
      seconds = (performance.now() - start) / 1000;
    }
    return { result: { loss: item(results.loss), gradient: floats(results.gradient) }, seconds };
  } finally {
    await session.release();
  }
}

function selfTestGraph(): Graph {
  const g = new Graph();
  const random = new Random(1);
  const constant = (name: string, shape: readonly [number, number]) =>
    g.constant(name, noise(random, shape, 2 / Math.sqrt(shape[1])), shape);
  const x = g.input('x', 'float32', [tokens, width]);
  const [a, b] = [g.input('a', 'float32', [rank, width]), g.input('b', 'float32', [width, rank])];
  const index = (name: string) => g.input(name, 'int32', [tokens]);
  const [rows, inverse, labels] = [index('rows'), index('inverse'), index('labels')];
  const weights = g.input('weights', 'float32', [tokens]);

  const one = g.constant('one', new Float32Array(width).fill(1), [width]);
  const normed = rmsNorm(g, x, one, 1e-6);
  const base = linear(g, normed, constant('w', [width, width]));
  const low = g.gemm(normed, a, { transB: true });
  const hidden = g.gemm(low, b, { transB: true, alpha: 2, c: base });
  const head = constant('head', [vocabulary, width]);
  const { logProbabilities } = labelStatistics(g, hidden, { rows, inverse, labels, weights }, { head });
  const weighted = g.mul(logProbabilities, g.reshape(weights, [tokens, 1]));
  const loss = g.neg(g.reduceSum(weighted, [0, 1], false));
  const gradients = backward(g, loss, [a, b], 'cheap');
  g.output(loss, 'loss');
  const flat = [a, b].map((p) => g.reshape(gradients.get(p) as typeof a, [rank * width]));
  g.output(g.concat(flat, 0), 'gradient');
  return g;
}

function selfTestFeeds(): Feeds {
  const random = new Random(2);
  const matrix = (shape: readonly [number, number], size: number) =>
    float32(noise(random, shape, size), shape);
  const indices = Int32Array.from({ length: tokens }, (_, i) => i);
  return {
    x: matrix([tokens, width], 1),
    a: matrix([rank, width], 1 / Math.sqrt(width)),
    b: matrix([width, rank], 1 / Math.sqrt(rank)),
    rows: int32(indices, [tokens]),
    inverse: int32(indices, [tokens]),
    labels: int32(indices, [tokens]),
    weights: float32(new Float32Array(tokens).fill(1), [tokens]),
  };
}

/** Uniform numbers in ±size. */
function noise(random: Random, shape: readonly [number, number], size: number): Float32Array {
  return Float32Array.from({ length: shape[0] * shape[1] }, () => (2 * random.uniform() - 1) * size);
}
