/** Parameters and optimizer state in memory, and the sessions that move them: the loop's hands. */

import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { type Bucket, bucketSize, gradientOutput, parameterInput, views } from '../adapters/parameters.ts';
import type { Recompute } from '../autodiff/backward.ts';
import type { TokenSequence } from '../objectives/packedFeeds.ts';
import { type AdamWScalars, adamWDefaults, adamWGraph, adamWScalars } from '../optim/adamw.ts';
import { type Feeds, float32, floats, Session, type SessionOptions, scalar } from '../runtime/session.ts';
import { storedBytes } from './memory.ts';
import { type PassSums, readSums } from './passSums.ts';
import { batchFeeds, gradientGraph, lossGraph, type TrainingPlan } from './trainingGraph.ts';

/** One bucket's vectors, all of one length: parameters, AdamW's two moments, gradients. */
export interface BucketState {
  readonly theta: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
  /** Sum over micro-batches; not saved, since a step starts without. */
  readonly gradient: Float32Array;
}

/** Numbers updated at a time. */
const updatePiece = 2 ** 20;

/** How an update is made. */
export interface UpdateSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Largest global norm of the gradient; Infinity: no clipping. */
  readonly maxNorm: number;
  /** The gradient's norm now: {@link TrainState.gradientNorm}. */
  readonly norm: number;
}

/** The graphs of the whole model. */
type ModelGraph = 'gradient' | 'loss';

/** Weights that a processor's sessions share without being near its memory; loading takes longer than it saves there. */
const sharedBytes = 1e9;

/**
 * Of the sessions that hold a large model one is loaded at a time: a second would keep memory of its own, and on a card a
 * second copy of the weights. Loading takes a fraction of what a measurement of such a model does.
 */
export class TrainState<E = TokenSequence> {
  readonly plan: TrainingPlan<E>;
  readonly state: readonly BucketState[];
  #recompute: Recompute;
  /** Updates made so far. */
  updates = 0;
  readonly #loaded = new Map<ModelGraph, Session>();
  /** Whether another session over the model is to wait until {@link unload}. */
  readonly oneAtATime: boolean;
  readonly #update: Session;
  readonly #options: SessionOptions;
  readonly #parameters: ReadonlyMap<string, Float32Array>;
  readonly #gradients: ReadonlyMap<string, Float32Array>;
  /** Micro-batches whose gradients are summed in the state. */
  #summed = 0;

  private constructor(
    plan: TrainingPlan<E>,
    options: SessionOptions,
    recompute: Recompute,
    update: Session,
    oneAtATime: boolean,
  ) {
    this.plan = plan;
    this.#options = options;
    this.#recompute = recompute;
    this.#update = update;
    this.oneAtATime = oneAtATime;
    this.state = plan.buckets.map((bucket) => {
      const vector = () => new Float32Array(bucketSize(bucket));
      return { theta: vector(), m: vector(), v: vector(), gradient: vector() };
    });
    const named = (vector: 'theta' | 'gradient') =>
      new Map(this.state.flatMap((state, i) => [...views(plan.buckets[i] as Bucket, state[vector])]));
    this.#parameters = named('theta');
    this.#gradients = named('gradient');
  }

  /** Parameters are zero until {@link setParameters}; graphs of the model are loaded when they are needed. */
  static async create<E>(
    plan: TrainingPlan<E>,
    options: SessionOptions,
    recompute: Recompute,
    oneAtATime = options.device.kind !== 'cpu' || storedBytes(plan.model) > sharedBytes,
  ): Promise<TrainState<E>> {
    const { device, threads } = options;
    const update = await Session.create(adamWGraph(adamWDefaults), {
      device,
      ...(threads !== undefined && { threads }),
    });
    return new TrainState(plan, options, recompute, update, oneAtATime);
  }

  /** What is computed again in the backward pass. */
  get recompute(): Recompute {
    return this.#recompute;
  }

  /** Has the graphs loaded anew; parameters and moments stay. */
  async rebuild(recompute: Recompute): Promise<void> {
    this.discard();
    await this.unload();
    this.#recompute = recompute;
  }

  /** Gives back what the model's graphs take, until one is needed again. */
  async unload(): Promise<void> {
    const sessions = [...this.#loaded.values()];
    this.#loaded.clear();
    for (const session of sessions) await session.release();
  }

  async #session(graph: ModelGraph): Promise<Session> {
    const loaded = this.#loaded.get(graph);
    if (loaded) return loaded;
    if (this.oneAtATime) await this.unload();
    const built = graph === 'loss' ? lossGraph(this.plan) : gradientGraph(this.plan, this.#recompute);
    const session = await Session.create(built, this.#options);
    this.#loaded.set(graph, session);
    return session;
  }

  /** Each parameter's numbers by name; views that an update changes. */
  parameters(): ReadonlyMap<string, Float32Array> {
    return this.#parameters;
  }

  /** Each parameter's gradient, summed over the micro-batches since the last update; views. */
  gradients(): ReadonlyMap<string, Float32Array> {
    return this.#gradients;
  }

  /** Fills every parameter from `values` and forgets every update: the state before the first. */
  reset(values: (name: string, shape: readonly number[]) => Float32Array): void {
    for (const vector of this.state.flatMap(({ m, v }) => [m, v])) vector.fill(0);
    this.updates = 0;
    this.discard();
    this.setParameters(values);
  }

  /** Fills every parameter from `values`. */
  setParameters(values: (name: string, shape: readonly number[]) => Float32Array): void {
    for (const { parameters } of this.plan.buckets)
      for (const { name, shape } of parameters) this.#parameters.get(name)?.set(values(name, shape));
  }

  /**
   * Adds the gradients of a micro-batch to those so far.
   * @param unitsInStep of all micro-batches until the next update: what the objective's loss is a mean over
   * @param dropoutTokens factors in [1, 64), one per token, where the plan has dropout
   * @returns its part of the step's mean loss, and the sums of the figures
   */
  async accumulate(
    examples: readonly E[],
    unitsInStep: number,
    dropoutTokens?: Float32Array,
  ): Promise<PassSums> {
    const session = await this.#session('gradient');
    const results = await session.run({
      ...this.#batch(examples),
      lossScale: scalar(1 / unitsInStep),
      ...(dropoutTokens && { dropoutTokens: float32(dropoutTokens, [dropoutTokens.length, 1]) }),
    });
    for (const [name, sum] of this.#gradients) {
      const part = floats(results[gradientOutput(name)]);
      if (this.#summed === 0) sum.set(part);
      else for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + part[i]!;
    }
    this.#summed++;
    return readSums(this.plan.objective, results);
  }

  /** Global norm of the gradients so far; summed in float64, which float32 over millions of numbers would blur. */
  gradientNorm(): number {
    let squares = 0;
    for (const { gradient } of this.state)
      for (let i = 0; i < gradient.length; i++) squares += gradient[i]! ** 2;
    return Math.sqrt(squares);
  }

  /** Forgets the gradients so far: a step that must not be taken. */
  discard(): void {
    this.#summed = 0;
  }

  /** Takes one optimizer step with the gradients so far, which must be finite. */
  async update({ learningRate, weightDecay, maxNorm, norm }: UpdateSettings): Promise<void> {
    if (this.#summed === 0 || !Number.isFinite(norm))
      throw new AppError('not-finite', say`the gradient is not finite`);
    this.updates++;
    try {
      for (const [i, state] of this.state.entries()) {
        const rate = learningRate * (this.plan.buckets[i] as Bucket).rateFactor;
        const scalars = adamWScalars(adamWDefaults, this.updates, rate, weightDecay);
        await this.#updateBucket(state, { ...scalars, norm, maxNorm });
      }
    } catch (cause) {
      // Some parameters have moved and others have not: unlike a gradient, this cannot be tried again.
      const message = say`an update broke off half-way: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw new AppError('device', message, say`Continue the run: it goes on from its last checkpoint.`, {
        cause,
      });
    }
    this.#summed = 0;
  }

  /**
   * Computes an update with the last gradients and throws it away: takes an update's time and memory, and changes
   * nothing. To be called before the first.
   */
  async rehearseUpdate(): Promise<void> {
    const scalars = { ...adamWScalars(adamWDefaults, 1, 1, 0), norm: this.gradientNorm(), maxNorm: 1 };
    for (const state of this.state) {
      await this.#updateBucket(state, scalars, false);
      // All zero already, but only what was written takes memory.
      for (const moment of [state.m, state.v]) moment.fill(0);
    }
  }

  /** Writes the new vectors over the old ones, a piece at a time: what an update needs on top stays small. */
  async #updateBucket(bucket: BucketState, scalars: AdamWScalars, keep = true): Promise<void> {
    const fixed = mapValues({ ...scalars }, (value) => scalar(Number.isFinite(value) ? value : 3e38));
    for (let start = 0; start < bucket.theta.length; start += updatePiece) {
      const piece = mapValues(bucket, (vector) => vector.subarray(start, start + updatePiece));
      const feeds = mapValues(piece, (vector) => float32(vector, [vector.length]));
      const results = await this.#update.run({ ...feeds, ...fixed });
      for (const name of ['theta', 'm', 'v'] as const) {
        const values = floats(results[`${name}'`]);
        if (keep) piece[name].set(values);
      }
    }
  }

  /** Sums over `examples` without dropout, nothing learned. */
  async measure(examples: readonly E[]): Promise<PassSums> {
    const session = await this.#session('loss');
    return readSums(this.plan.objective, await session.run(this.#batch(examples)));
  }

  /** Whether every parameter and moment is a finite number. */
  isFinite(): boolean {
    return this.state.every((state) => allFinite(state.theta) && allFinite(state.m) && allFinite(state.v));
  }

  async release(): Promise<void> {
    await this.unload();
    await this.#update.release();
  }

  /** Every parameter as the graphs' input. */
  feeds(): Feeds {
    const shapes = this.plan.buckets.flatMap(({ parameters }) => parameters);
    const theta = shapes.map(({ name, shape }) => [
      parameterInput(name),
      float32(this.#parameters.get(name) as Float32Array, shape),
    ]);
    return Object.fromEntries(theta);
  }

  #batch(examples: readonly E[]): Feeds {
    return { ...batchFeeds(this.plan.objective, examples, this.plan.lossChunks), ...this.feeds() };
  }
}

function allFinite(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (!Number.isFinite(vector[i])) return false;
  return true;
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
