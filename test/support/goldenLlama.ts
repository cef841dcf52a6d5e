/** The training graph of the two-layer golden Llama with made-up adapters and a small packed batch. */

import { join } from 'node:path';
import { adapterMethod } from '../../src/main/engine/adapters/adapterMethod.ts';
import { lora } from '../../src/main/engine/adapters/lora.ts';
import { parameterInput } from '../../src/main/engine/adapters/parameters.ts';
import { parseTargets } from '../../src/main/engine/adapters/targets.ts';
import type { Recompute } from '../../src/main/engine/autodiff/backward.ts';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { elementCount } from '../../src/main/engine/formats/tensor.ts';
import { sft } from '../../src/main/engine/objectives/sft.ts';
import type { Graph } from '../../src/main/engine/onnx/graph.ts';
import { type Feeds, float32, scalar } from '../../src/main/engine/runtime/session.ts';
import { batchFeeds, gradientGraph, type TrainingPlan } from '../../src/main/engine/train/trainingGraph.ts';

export const llama = openBaseModel(join(import.meta.dirname, '../fixtures/golden/llama'));

/** Adapters of rank 4 on every linear layer whose path `chosen` accepts; three chunks of labels. */
export function loraPlan(chosen: (path: string) => boolean = () => true): TrainingPlan {
  const targets = parseTargets(llama, 'all-linear');
  const settings = { rank: 4, alpha: 8, useRslora: false, dropout: 0, targets, loraplusRatio: 1 };
  const method = adapterMethod(lora, settings);
  const buckets = method.buckets(llama).map(({ parameters, rateFactor }) => ({
    parameters: parameters.filter(({ name }) => chosen(name.replace(/\.lora_[AB]$/, ''))),
    rateFactor,
  }));
  return { model: llama, method, buckets, objective: sft, lossChunks: 3 };
}

export function llamaGraph(recompute: Recompute, plan: TrainingPlan = loraPlan()): Graph {
  return gradientGraph(plan, recompute);
}

/** Three examples of different lengths, every token but the first a label; adapters neither zero nor equal. */
export function llamaFeeds(plan: TrainingPlan = loraPlan()): Feeds {
  const examples = [24, 17, 20].map((length) => ({
    ids: Int32Array.from({ length }, (_, i) => (7 * i + 31 * length) % 512),
    supervised: new Uint8Array(length).fill(1),
  }));
  const theta = plan.buckets.flatMap(({ parameters }) =>
    parameters.map(({ name, shape }, i) => {
      const values = Float32Array.from({ length: elementCount(shape) }, (_, j) => 0.1 * Math.sin(j + 31 * i));
      return [parameterInput(name), float32(values, shape)];
    }),
  );
  return {
    ...batchFeeds(sft, examples, plan.lossChunks),
    lossScale: scalar(1 / 58),
    ...Object.fromEntries(theta),
  };
}
