/** Builds the graphs of a training step: loss and gradients of one micro-batch, or its loss alone. */

import { full } from '../adapters/full.ts';
import type { DropInput, InGraph } from '../adapters/method.ts';
import { type Bucket, declareParameters, gradientOutput } from '../adapters/parameters.ts';
import { backward, type Recompute } from '../autodiff/backward.ts';
import type { BaseModel } from '../baseModel.ts';
import { decoder } from '../models/decoder.ts';
import { dropout } from '../nn/dropout.ts';
import { packedContext, packedLayout } from '../nn/packedAttention.ts';
import { declarePlaces } from '../nn/rope.ts';
import type { Weights } from '../nn/weights.ts';
import type { LossSums, Objective } from '../objectives/objective.ts';
import { packedFeeds, type TokenSequence } from '../objectives/packedFeeds.ts';
import { Graph } from '../onnx/graph.ts';
import { product } from '../onnx/shapes.ts';
import type { Value } from '../onnx/types.ts';
import type { Feeds } from '../runtime/session.ts';

/** How the logits of a pass are cut, so that they never exist all at once. */
export interface LossParts {
  /** Parts of the supervised rows. */
  readonly lossChunks: number;
  /** Parts of the vocabulary, where the head is frozen and stored in half precision; undefined: 1. */
  readonly headParts?: number | undefined;
}

/** What is trained: adapters beside frozen weights, or the weights themselves. */
export interface TrainingPlan<E = TokenSequence> extends LossParts {
  readonly model: BaseModel;
  readonly method: Pick<InGraph, 'bind' | 'dropout'>;
  readonly buckets: readonly Bucket[];
  readonly objective: Objective<E>;
  /** Factors in [1, 64) for dropout, one per input of every adapted layer. */
  readonly dropoutFeatures?: Float32Array;
}

/**
 * Loss and gradients of a micro-batch.
 * Inputs: every parameter, and those of {@link batchFeeds}. Outputs: `loss`, the objective's figures, and every parameter's gradient.
 *
 * The outputs are flat copies made in the parameters' order: onnxruntime begins with the one made last, so the last
 * layer's gradients are finished, and what they need is freed, before those of the layer below.
 */
export function gradientGraph<E>(plan: TrainingPlan<E>, recompute: Recompute): Graph {
  const g = new Graph();
  const parameters = declareParameters(g, plan.buckets);
  const sums = lossOf(g, plan, parameters, true);
  const loss = g.mul(sums.loss, g.input('lossScale', 'float32', []));
  declareSums(g, { ...sums, loss });
  const gradients = backward(g, loss, [...parameters.values()], recompute);
  g.inSection('gradient', () => {
    for (const [name, value] of parameters)
      g.output(g.reshape(gradients.get(value) as Value, [product(value.shape)]), gradientOutput(name));
  });
  return g;
}

/**
 * Sums over a micro-batch without dropout: inputs but the dropout's and `lossScale`, outputs `loss` and the figures. The
 * loss is made last, so that onnxruntime is done with one part's logits before it begins the next: a figure alone would
 * have them held until the loss is asked for.
 */
export function lossGraph<E>(plan: TrainingPlan<E>): Graph {
  const g = new Graph();
  const { loss, figures } = lossOf(g, plan, declareParameters(g, plan.buckets), false);
  declareSums(g, { figures, loss: g.reshape(loss, []) });
  return g;
}

/** The output that has the sum of an objective's figure. */
export const figureOutput = (name: string): string => `figure.${name}`;

function declareSums(g: Graph, { loss, figures }: LossSums): void {
  g.output(loss, 'loss');
  for (const [name, value] of Object.entries(figures)) g.output(value, figureOutput(name));
}

/** The batch's inputs, as {@link batchFeeds} makes them, and the objective's sums. */
function lossOf<E>(
  g: Graph,
  plan: TrainingPlan<E>,
  trained: ReadonlyMap<string, Value>,
  training: boolean,
): LossSums {
  const { model, method, lossChunks, headParts = 1, objective } = plan;
  const ids = g.input('ids', 'int32', ['tokens']);
  const places = declarePlaces(g);
  const layout = packedLayout(g, 'tokens');
  const weights = method.bind(g, model, trained, training ? dropoutInputs(g, plan) : undefined);
  const context = packedContext(g, layout, places.positions);
  const { family, config } = model;
  const bound = family.bound && ((products: Value) => family.bound?.(g, config, products) ?? products);
  const slope = (products: Value, bounded: Value) =>
    backward(g, g.reduceSum(bounded, [0, 1], false), [products]).get(products) as Value;
  const states = (from: Weights, learned: boolean) => ({
    hidden: decoder(g, model, from, ids, places, () => context),
    head: family.head(from, config),
    bound,
    cut: { parts: headParts, learned, slope: bound && slope },
  });
  const reference = () => states(full.bind(g, model, new Map()), false);
  return objective.loss(g, { ...states(weights, training), reference }, lossChunks);
}

/** What a pass over `examples` is given besides the parameters: the packed sequences and the objective's own inputs. */
export function batchFeeds<E>(objective: Objective<E>, examples: readonly E[], lossChunks: number): Feeds {
  const sequences = examples.flatMap((example) => objective.sequences(example));
  return { ...packedFeeds(sequences), ...objective.feeds(examples, lossChunks) };
}

/** Each adapted layer takes another stretch of the feature factors, so that masks differ between layers. */
function dropoutInputs<E>(g: Graph, { method, dropoutFeatures }: TrainingPlan<E>): DropInput | undefined {
  const { dropout: probability } = method;
  if (probability === 0 || !dropoutFeatures) return undefined;
  const token = g.input('dropoutTokens', 'float32', ['tokens', 1]);
  const all = g.constant('dropoutFeatures', dropoutFeatures, [1, dropoutFeatures.length]);
  let next = 0;
  return (features) => {
    if (next + features > dropoutFeatures.length) next = 0;
    const feature = g.slice(all, 1, next, next + features);
    next += features;
    return (x) => dropout(g, x, { probability, token, feature });
  };
}
