/** Parameters and optimizer state in memory, and the sessions that move them: the loop's hands. */

import { AppError } from '../../../shared/errors.ts';
import type { Recompute } from '../autodiff/backward.ts';
import {
  type AdamWConfig,
  type AdamWScalars,
  adamWDefaults,
  adamWGraph,
  adamWScalars,
} from '../optim/adamw.ts';
import { batchFeeds, type TokenSequence } from './batchFeeds.ts';
import { bucketSize, views } from './parameters.ts';
import { type Feeds, float32, floats, item, Session, type SessionOptions, scalar } from './session.ts';
import { gradientGraph, lossGraph, type TrainingPlan } from './trainingGraph.ts';

/** One bucket's vectors, all of one length: parameters and AdamW's two moments. */
export interface BucketState {
  readonly theta: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

/** Numbers updated at a time. */
const updatePiece = 2 ** 20;

/** How an update is made. */
export interface UpdateSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Largest global norm of the gradient; Infinity: no clipping. */
  readonly maxNorm: number;
  /** The gradient's norm now: {@link Learner.gradientNorm}. */
  readonly norm: number;
}

export class Learner {
  readonly plan: TrainingPlan;
  readonly state: readonly BucketState[];
  /** Updates made so far. */
  updates = 0;
  readonly #adamW: AdamWConfig = adamWDefaults;
  readonly #gradient: Session;
  readonly #update: Session;
  readonly #options: SessionOptions;
  #loss: Session | undefined;
  #sofar: readonly Float32Array[] | undefined;
  readonly #zeros: readonly Float32Array[];

  private constructor(plan: TrainingPlan, options: SessionOptions, gradient: Session, update: Session) {
    this.plan = plan;
    this.#options = options;
    this.#gradient = gradient;
    this.#update = update;
    const vector = (index: number) =>
      new Float32Array(bucketSize(plan.buckets[index] as (typeof plan.buckets)[0]));
    this.state = plan.buckets.map((_, i) => ({ theta: vector(i), m: vector(i), v: vector(i) }));
    this.#zeros = plan.buckets.map((_, i) => vector(i));
  }

  /** Builds and loads the graphs; parameters are zero until {@link setParameters}. */
  static async create(plan: TrainingPlan, options: SessionOptions, recompute: Recompute): Promise<Learner> {
    const { device, threads } = options;
    const gradient = await Session.create(gradientGraph(plan, recompute), options);
    const update = await Session.create(adamWGraph(adamWDefaults), {
      device,
      ...(threads !== undefined && { threads }),
    });
    return new Learner(plan, options, gradient, update);
  }

  /** Each parameter's numbers as they are now, by name; views that an update changes. */
  parameters(): ReadonlyMap<string, Float32Array> {
    return new Map(this.plan.buckets.flatMap((bucket, i) => [...views(bucket, this.#bucket(i).theta)]));
  }

  /** Fills every parameter from `values`. */
  setParameters(values: (name: string, shape: readonly number[]) => Float32Array): void {
    this.plan.buckets.forEach((bucket, i) => {
      const parts = views(bucket, this.#bucket(i).theta);
      for (const { name, shape } of bucket.parameters) parts.get(name)?.set(values(name, shape));
    });
  }

  /**
   * Adds the gradients of a micro-batch to those so far.
   * @param labelsInStep supervised tokens of all micro-batches until the next update
   * @param dropoutTokens factors in [1, 64), one per token, where the plan has dropout
   * @returns its part of the step's mean loss
   */
  async accumulate(
    examples: readonly TokenSequence[],
    labelsInStep: number,
    dropoutTokens?: Float32Array,
  ): Promise<number> {
    const sofar = this.#sofar ?? this.#zeros;
    const results = await this.#gradient.run({
      ...this.#batch(examples, labelsInStep),
      ...Object.fromEntries(sofar.map((vector, i) => [`sofar.${i}`, float32(vector, [vector.length])])),
      ...(dropoutTokens && { dropoutTokens: float32(dropoutTokens, [dropoutTokens.length, 1]) }),
    });
    this.#sofar = this.plan.buckets.map((_, i) => floats(results[`gradient.${i}`]));
    return item(results.loss);
  }

  /** Gradients summed so far, by parameter; empty before the first micro-batch of a step. */
  gradients(): ReadonlyMap<string, Float32Array> {
    return new Map(
      this.#sofar?.flatMap((v, i) => [...views(this.plan.buckets[i] as (typeof this.plan.buckets)[0], v)]),
    );
  }

  /** Global norm of the gradients so far; summed in float64, which float32 over millions of numbers would blur. */
  gradientNorm(): number {
    let squares = 0;
    for (const vector of this.#sofar ?? [])
      for (let i = 0; i < vector.length; i++) squares += (vector[i] as number) ** 2;
    return Math.sqrt(squares);
  }

  /** Forgets the gradients so far: a step that must not be taken. */
  discard(): void {
    this.#sofar = undefined;
  }

  /** Takes one optimizer step with the gradients so far, which must be finite. */
  async update({ learningRate, weightDecay, maxNorm, norm }: UpdateSettings): Promise<void> {
    if (!this.#sofar || !Number.isFinite(norm))
      throw new AppError('not-finite', 'the gradient is not finite');
    this.updates++;
    for (const [i, state] of this.state.entries()) {
      const rate = learningRate * (this.plan.buckets[i]?.rateFactor ?? 1);
      const scalars = { ...adamWScalars(this.#adamW, this.updates, rate, weightDecay), norm, maxNorm };
      await this.#updateBucket({ ...state, gradient: this.#sofar[i] as Float32Array }, scalars);
    }
    this.#sofar = undefined;
  }

  /** Writes the new vectors over the old ones, a piece at a time: what an update needs on top stays small. */
  async #updateBucket(
    bucket: BucketState & { readonly gradient: Float32Array },
    scalars: AdamWScalars,
  ): Promise<void> {
    const fixed = mapValues({ ...scalars }, (value) => scalar(Number.isFinite(value) ? value : 3e38));
    for (let start = 0; start < bucket.theta.length; start += updatePiece) {
      const piece = mapValues(bucket, (vector) => vector.subarray(start, start + updatePiece));
      const feeds = mapValues(piece, (vector) => float32(vector, [vector.length]));
      const results = await this.#update.run({ ...feeds, ...fixed });
      for (const name of ['theta', 'm', 'v'] as const) piece[name].set(floats(results[`${name}'`]));
    }
  }

  /** Σ -ln p(label) over `examples` without dropout, nothing learned. */
  async lossSum(examples: readonly TokenSequence[]): Promise<number> {
    this.#loss ??= await Session.create(lossGraph(this.plan), this.#options);
    return item((await this.#loss.run(this.#batch(examples, 1))).loss);
  }

  async release(): Promise<void> {
    for (const session of [this.#gradient, this.#update, this.#loss]) await session?.release();
  }

  #batch(examples: readonly TokenSequence[], labelsInStep: number): Feeds {
    return {
      ...batchFeeds(examples, this.plan.lossChunks, labelsInStep),
      ...Object.fromEntries(this.state.map(({ theta }, i) => [`theta.${i}`, float32(theta, [theta.length])])),
    };
  }

  #bucket(index: number): BucketState {
    return this.state[index] as BucketState;
  }
}

function mapValues<K extends string, T, R>(
  record: Readonly<Record<K, T>>,
  map: (value: T) => R,
): Record<K, R> {
  return Object.fromEntries(Object.entries<T>(record).map(([key, value]) => [key, map(value)])) as Record<
    K,
    R
  >;
}
