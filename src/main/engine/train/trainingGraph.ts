/** Builds the graphs of a training step: loss and gradients of one micro-batch, or its loss alone. */

import { type LoraConfig, loraA, loraB, loraScale } from '../adapters/lora.ts';
import { modelParameters } from '../adapters/modelParameters.ts';
import { type Bucket, declareParameters, gradientOutput } from '../adapters/parameters.ts';
import { backward, type Recompute } from '../autodiff/backward.ts';
import type { BaseModel } from '../baseModel.ts';
import { crossEntropySum, type LabelChunk } from '../nn/crossEntropy.ts';
import { decoder, headWeight } from '../nn/decoder.ts';
import type { LoraAdapter } from '../nn/linear.ts';
import { packedAttend, packedLayout } from '../nn/packedAttention.ts';
import { Graph } from '../onnx/graph.ts';
import { product } from '../onnx/shapes.ts';
import type { Value } from '../onnx/types.ts';

/** What is trained: adapters beside frozen weights, or the weights themselves. */
export interface TrainingPlan {
  readonly model: BaseModel;
  /** Undefined: full fine-tuning. */
  readonly lora: LoraConfig | undefined;
  readonly buckets: readonly Bucket[];
  /** Parts the supervised rows are cut into, so that their logits never exist all at once. */
  readonly lossChunks: number;
  /** Factors in [1, 64) for dropout, one per input of every adapted layer. */
  readonly dropoutFeatures?: Float32Array;
}

/**
 * Loss and gradients of a micro-batch.
 * Inputs: every parameter, and those of {@link batchFeeds}. Outputs: `loss` and every parameter's gradient.
 *
 * The outputs are flat copies made in the parameters' order: onnxruntime begins with the one made last, so the last
 * layer's gradients are finished, and what they need is freed, before those of the layer below.
 */
export function gradientGraph(plan: TrainingPlan, recompute: Recompute): Graph {
  const g = new Graph();
  const parameters = declareParameters(g, plan.buckets);
  const loss = lossOf(g, plan, parameters, true);
  g.output(loss, 'loss');
  const gradients = backward(g, loss, [...parameters.values()], recompute);
  g.inSection('gradient', () => {
    for (const [name, value] of parameters)
      g.output(g.reshape(gradients.get(value) as Value, [product(value.shape)]), gradientOutput(name));
  });
  return g;
}

/** Loss of a micro-batch without dropout: the same inputs but the dropout's, and the output `loss`. */
export function lossGraph(plan: TrainingPlan): Graph {
  const g = new Graph();
  g.output(lossOf(g, plan, declareParameters(g, plan.buckets), false), 'loss');
  return g;
}

/** The batch's inputs, as {@link batchFeeds} makes them, and the loss: Σ -ln p(label) times `lossScale`. */
function lossOf(g: Graph, plan: TrainingPlan, trained: ReadonlyMap<string, Value>, training: boolean): Value {
  const { model, lora, lossChunks } = plan;
  const ids = g.input('ids', 'int32', ['tokens']);
  const positions = g.input('positions', 'float32', ['tokens']);
  const layout = packedLayout(g, 'tokens');
  const chunks = Array.from({ length: lossChunks }, (_, i) => labelChunk(g, i));
  const lossScale = g.input('lossScale', 'float32', []);

  const dropoutOf = training ? dropoutInputs(g, plan) : () => undefined;
  const adapter = (module: string): LoraAdapter | undefined => {
    const [a, b] = [trained.get(loraA(module)), trained.get(loraB(module))];
    if (!lora || !a || !b) return undefined;
    const dropout = dropoutOf(a.shape[1] as number);
    return { a, b, scale: loraScale(lora), ...(dropout && { dropout }) };
  };
  const parameters = modelParameters(g, model, trained, adapter);
  const hidden = decoder(g, model.config, parameters, ids, positions, packedAttend(g, layout, model.config));
  const sum = crossEntropySum(g, hidden, chunks, headWeight(model.config, parameters));
  return g.mul(sum, lossScale);
}

function labelChunk(g: Graph, index: number): LabelChunk {
  const input = (name: string) => g.input(`${name}.${index}`, 'int32', ['labels']);
  return {
    rows: input('labelRows'),
    inverse: g.input(`labelInverse.${index}`, 'int32', ['tokens']),
    labels: input('labels'),
    weights: g.input(`labelWeights.${index}`, 'float32', ['labels']),
  };
}

/** Each adapted layer takes another stretch of the feature factors, so that masks differ between layers. */
function dropoutInputs(g: Graph, { lora, dropoutFeatures }: TrainingPlan) {
  if (!lora || lora.dropout === 0 || !dropoutFeatures) return () => undefined;
  const token = g.input('dropoutTokens', 'float32', ['tokens', 1]);
  const all = g.constant('dropoutFeatures', dropoutFeatures, [1, dropoutFeatures.length]);
  let next = 0;
  return (features: number) => {
    if (next + features > dropoutFeatures.length) next = 0;
    const feature = g.slice(all, 1, next, next + features);
    next += features;
    return { probability: lora.dropout, token, feature };
  };
}
