/** What a step is said to need is what its whole graph needs, for every family and however much is computed again. */

import { describe, expect, test } from 'vitest';
import { adapterMethod } from '../../../src/main/engine/adapters/adapterMethod.ts';
import { dora } from '../../../src/main/engine/adapters/dora.ts';
import { full } from '../../../src/main/engine/adapters/full.ts';
import type { AdapterKind } from '../../../src/main/engine/adapters/kind.ts';
import { lora } from '../../../src/main/engine/adapters/lora.ts';
import { bucketSize } from '../../../src/main/engine/adapters/parameters.ts';
import { parseTargets } from '../../../src/main/engine/adapters/targets.ts';
import type { BaseModel } from '../../../src/main/engine/baseModel.ts';
import { elementCount } from '../../../src/main/engine/formats/tensor.ts';
import { generationGraph } from '../../../src/main/engine/infer/generationGraph.ts';
import { weightsOf } from '../../../src/main/engine/models/decoder.ts';
import { families, readModelConfig } from '../../../src/main/engine/models/registry.ts';
import { sft } from '../../../src/main/engine/objectives/sft.ts';
import { arrange } from '../../../src/main/engine/onnx/arrange.ts';
import { peakBytes } from '../../../src/main/engine/onnx/schedule.ts';
import type { Value } from '../../../src/main/engine/onnx/types.ts';
import {
  laterBytes,
  lossParts,
  type MemoryQuestion,
  memoryParts,
} from '../../../src/main/engine/train/memory.ts';
import { gradientGraph, lossGraph } from '../../../src/main/engine/train/trainingGraph.ts';
import { publishedModels } from '../models/published.ts';

/** A model of published sizes and few layers. */
function modelOf(name: string, layers: number, dtype?: 'F32' | 'BF16'): BaseModel {
  const { config } = publishedModels.find((model) => model.name === name)!;
  return modelWith(config, layers, dtype);
}

/** A model of few layers whose weights are nowhere. */
function modelWith(
  config: Readonly<Record<string, unknown>>,
  layers: number,
  dtype: 'F32' | 'BF16' = 'F32',
): BaseModel {
  const key = config.model_type === 'gpt2' ? 'n_layer' : 'num_hidden_layers';
  const architecture = readModelConfig({ ...config, [key]: layers }, 'config.json');
  const { tensors: shapes, linear } = weightsOf(architecture);
  let next = 0;
  const tensors = new Map(
    [...shapes].map(([tensor, shape]) => {
      const byteLength = (dtype === 'F32' ? 4 : 2) * elementCount(shape);
      const offset = next;
      next += byteLength;
      return [tensor, { name: tensor, file: import.meta.filename, dtype, shape, offset, byteLength }];
    }),
  );
  return { ...architecture, tensors, linear } as unknown as BaseModel;
}

const adapter = (model: BaseModel, targets: string, dropout = 0, kind: AdapterKind = lora) => {
  const settings = { rank: 16, alpha: 32, useRslora: false, dropout, loraplusRatio: 1 };
  return adapterMethod(kind, { ...settings, targets: parseTargets(model, targets) });
};

/** What a family is not read without, and layers of two kinds. */
const setting: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  granitemoehybrid: { num_local_experts: 0, layer_types: new Array(5).fill('attention') },
  lfm2: { layer_types: ['conv', 'full_attention', 'conv', 'full_attention', 'conv'] },
};

test('layers that come in rounds of two kinds are reckoned round by round', () => {
  const pair = ['conv', 'full_attention'];
  const model = modelWith(
    { model_type: 'lfm2', layer_types: ['conv', ...pair, ...pair, ...pair, ...pair] },
    9,
  );
  const method = adapter(model, 'all-linear');
  const plan = { model, method, buckets: method.buckets(model), objective: sft, lossChunks: 1 };
  const sizes = { tokens: 512, segments: 4, slots: 128, labels: 512 };
  const question = { model, method, objective: sft, recompute: 'cheap', trainable: 0 } as const;
  expect(memoryParts({ ...question, lossChunks: 1, microTokens: 512, longest: 128 }).activations).toBe(
    peakBytes(gradientGraph(plan, 'cheap'))(sizes),
  );
});

/** OLMo 3's first mask without a window is its fourth layer's, and is not seen where three are reckoned from. */
const mask = 4 * 128 * 128;

describe.each([...families.map(({ modelType }) => [modelType, lora] as const), ['qwen2', dora] as const])(
  '%s with $1.name',
  (model_type, kind) => {
    test.each(['none', 'cheap', 'layer'] as const)('a step of five layers, recomputing %s', (recompute) => {
      const model = modelWith({ model_type, ...setting[model_type] }, 5);
      const method = adapter(model, 'all-linear', 0, kind);
      const plan = {
        model,
        method,
        buckets: method.buckets(model),
        objective: sft,
        lossChunks: 2,
      };
      const sizes = { tokens: 512, segments: 4, slots: 128, chunks: 8, chunk: 64, labels: 256 };
      const question = {
        model,
        method,
        objective: sft,
        recompute,
        trainable: 0,
        lossChunks: 2,
        microTokens: 512,
        longest: 128,
      };
      const unseen = model_type === 'olmo3' && recompute !== 'none' ? mask : 0;
      expect(memoryParts(question).activations + unseen).toBe(
        peakBytes(gradientGraph(plan, recompute))(sizes),
      );
    });
  },
);

const base = modelOf('SmolLM2 135M Instruct', 30);
const step = {
  ...{ objective: sft, model: base, method: adapter(base, 'all-linear'), trainable: 0 },
  ...{ recompute: 'cheap' as const, lossChunks: 3, microTokens: 512, longest: 128 },
} satisfies MemoryQuestion;
const activations = (change: Partial<MemoryQuestion>) => memoryParts({ ...step, ...change }).activations;

test.each([
  ['cheap', 4, 128, 1291],
  ['cheap', 1, 512, 1353],
  ['layer', 4, 128, 973],
  ['layer', 1, 512, 975],
  ['none', 4, 128, 1783],
  ['none', 1, 512, 2036],
] as const)(
  'SmolLM2, recomputing %s, in %i rows of %i: what a step held of memory, to six per cent',
  (recompute, rows, length, measured) => {
    const trainable = step.method.buckets(base).reduce((sum, bucket) => sum + bucketSize(bucket), 0);
    const question = { ...step, trainable, recompute, microTokens: rows * length, longest: length };
    const { adapter: parameters, activations: results, base: rest } = memoryParts(question);
    // Measured in megabytes before the first update, without moments, and before anything was saved.
    const predicted = (rest - laterBytes + parameters + results) / 1e6;
    expect(Math.abs(predicted / measured - 1)).toBeLessThan(0.06);
  },
);

test('what is kept, by hand: a layer that is recomputed whole keeps its input only', () => {
  const inputs = 4 * 512 * 576;
  const more = activations({ recompute: 'layer', model: modelOf('SmolLM2 135M Instruct', 31) });
  expect(more - activations({ recompute: 'layer' })).toBe(inputs);
});

test('more is needed for longer rows, dropout and kept activations', () => {
  expect(activations({ longest: 512, recompute: 'none' })).toBeGreaterThan(
    activations({ recompute: 'none' }),
  );
  expect(activations({ method: adapter(base, 'all-linear', 0.1), recompute: 'none' })).toBeGreaterThan(
    activations({ recompute: 'none' }),
  );
  expect(activations({ recompute: 'none' })).toBeGreaterThan(activations({}));
  expect(activations({})).toBeGreaterThan(activations({ recompute: 'layer' }));
  // one row longer than the pass is a pass of one row
  expect(activations({ longest: 4096 })).toBe(activations({ longest: 512 }));
});

test('weights count as they are stored; cast ones are float32 while they are used', () => {
  const half = modelOf('SmolLM2 135M Instruct', 30, 'BF16');
  const question = { ...step, model: half };
  // A cast of every weight, forward and backward, is a node more of some kilobytes each.
  const saved = memoryParts(step).base - memoryParts(question).base;
  expect(saved).toBeLessThan(2 * 134_515_008);
  expect(saved).toBeGreaterThan(0.97 * 2 * 134_515_008);
  const largest = 4 * 49_152 * 576;
  expect(memoryParts(question).activations - activations({})).toBeGreaterThanOrEqual(largest);
});

describe('a vocabulary of 128 thousand', () => {
  const llama = modelOf('Llama 3.2 1B', 2, 'BF16');
  const threeBillion = { hidden_size: 3072, num_attention_heads: 24, head_dim: 128 };
  const lora16 = adapter(llama, 'all-linear');
  const planOf = (model: BaseModel, method = lora16) => {
    const parts = lossParts({ model, method }, 512);
    return { model, method, buckets: method.buckets(model), objective: sft, ...parts };
  };

  test('is cut where the head is frozen and stored in half precision; elsewhere the labels are', () => {
    const single = modelOf('Llama 3.2 1B', 2, 'F32');
    expect(lossParts({ model: llama, method: lora16 }, 512)).toEqual({ lossChunks: 1, headParts: 25 });
    expect(lossParts({ model: single, method: lora16 }, 512)).toEqual({ lossChunks: 8 });
    expect(lossParts({ model: llama, method: full }, 512)).toEqual({ lossChunks: 8 });
  });

  /** Of one text of 512 tokens; `3*slots` are three times as many. */
  const sizeOf = (dim: number | string): number => {
    if (typeof dim === 'number') return dim;
    const [, times = '1', name] = /^(?:(\d+)\*)?(.+)$/.exec(dim) ?? [];
    return Number(times) * (name === 'segments' ? 1 : 512);
  };
  const bytesIn = ({ shape, type }: Value) =>
    shape.reduce<number>((size, dim) => size * sizeOf(dim), 1) * (type === 'float32' ? 4 : 2);

  test('no result of training, measuring or answering comes near the gibibyte that Electron refuses', () => {
    const { config } = publishedModels.find(({ name }) => name === 'Llama 3.2 1B')!;
    const large = modelWith({ ...config, ...threeBillion }, 2, 'BF16');
    const plan = planOf(large, adapter(large, 'all-linear'));
    const answering = generationGraph(large, { kind: lora, layers: new Set(large.linear.keys()) }).graph;
    for (const graph of [gradientGraph(plan, 'cheap'), lossGraph(plan), answering]) {
      const results = arrange(graph).nodes.flatMap(({ outputs }) => outputs);
      // The logits of 512 tokens.
      expect(Math.max(...results.map(bytesIn))).toBeLessThanOrEqual(4 * 512 * 128_256);
    }
  });

  test('a step in half precision takes little more for results than one in single precision', () => {
    const sizes = { tokens: 512, segments: 4, slots: 128, labels: 512 };
    const inHalf = peakBytes(gradientGraph(planOf(llama), 'cheap'))(sizes);
    const single = modelOf('Llama 3.2 1B', 2, 'F32');
    const inSingle = peakBytes(gradientGraph(planOf(single), 'cheap'))({ ...sizes, labels: 64 });
    // One cast weight of an MLP at a time, and a part of the head.
    expect(inHalf - inSingle).toBeLessThan(4 * 2048 * 8192 + 64e6);
  });

  test.each(['F32', 'BF16'] as const)('measuring in %s takes less than learning', (dtype) => {
    const plan = planOf(modelOf('Llama 3.2 1B', 2, dtype));
    const sizes = { tokens: 512, segments: 4, slots: 128, labels: Math.ceil(512 / plan.lossChunks) };
    expect(peakBytes(lossGraph(plan))(sizes)).toBeLessThan(peakBytes(gradientGraph(plan, 'cheap'))(sizes));
  });
});
