/**
 * LoRA training of Qwen3.5 beside Llama at the same sizes, one thread, weights made up: `node bench/families.ts`.
 * It counts seconds of processor time, which other work on the machine changes little.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapterMethod } from '../src/main/engine/adapters/adapterMethod.ts';
import { lora } from '../src/main/engine/adapters/lora.ts';
import { parseTargets } from '../src/main/engine/adapters/targets.ts';
import { openBaseModel } from '../src/main/engine/baseModel.ts';
import { floatSource, writeSafetensors } from '../src/main/engine/formats/safetensors.ts';
import { elementCount } from '../src/main/engine/formats/tensor.ts';
import { weightsOf } from '../src/main/engine/models/decoder.ts';
import { readModelConfig } from '../src/main/engine/models/registry.ts';
import { sft } from '../src/main/engine/objectives/sft.ts';
import { TrainState } from '../src/main/engine/train/trainState.ts';

const common = {
  ...{ vocab_size: 2000, hidden_size: 512, intermediate_size: 1536, num_hidden_layers: 4 },
  ...{ num_attention_heads: 8, num_key_value_heads: 2, tie_word_embeddings: true },
  max_position_embeddings: 4096,
};
const qwen = (dim: number) => ({
  ...{ ...common, model_type: 'qwen3_5_text', head_dim: dim, linear_num_key_heads: 8 },
  ...{ linear_num_value_heads: 8, linear_key_head_dim: dim, linear_value_head_dim: dim },
});
const models = {
  'llama, heads of 64': { ...common, model_type: 'llama', head_dim: 64 },
  'qwen3.5, heads of 64': qwen(64),
  'qwen3.5, heads of 128': qwen(128),
};
/** Examples of a pass, and tokens of each. */
const passes = [
  [4, 128],
  [1, 512],
] as const;
const repetitions = 4;

const folder = mkdtempSync(join(tmpdir(), 'lowrank-'));
try {
  for (const [name, config] of Object.entries(models)) await measure(name, config);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(name: string, config: Readonly<Record<string, unknown>>): Promise<void> {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const { tensors } = weightsOf(readModelConfig(config, folder));
  writeSafetensors(
    join(folder, 'model.safetensors'),
    [...tensors].map(([tensor, shape]) => floatSource(tensor, shape, waves(shape, 0.03))),
  );
  const model = openBaseModel(folder);
  const targets = parseTargets(model, 'all-linear');
  const settings = { rank: 16, alpha: 32, useRslora: false, dropout: 0, loraplusRatio: 1, targets };
  const method = adapterMethod(lora, settings);
  const plan = { model, method, buckets: method.buckets(model), objective: sft, lossChunks: 1 };
  const options = { device: { kind: 'cpu' }, folder: model.weightsFolder, threads: 1 } as const;
  for (const [count, length] of passes) {
    const state = await TrainState.create(plan, options, 'cheap');
    state.setParameters((_, shape) => waves(shape, 0.01));
    const examples = Array.from({ length: count }, (_, row) => ({
      ids: Int32Array.from({ length }, (_, i) => 3 + ((97 * row + 31 * i) % 1900)),
      supervised: new Uint8Array(length).fill(1),
    }));
    await state.accumulate(examples, 1);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < repetitions; i++) {
      const before = process.cpuUsage();
      await state.accumulate(examples, 1);
      const { user, system } = process.cpuUsage(before);
      best = Math.min(best, (user + system) / 1e6);
    }
    await state.release();
    const speed = (count * length) / best;
    console.log(
      `${name} (${(model.parameters / 1e6).toFixed(1)} M parameters), ${count} of ${length} tokens: ${speed.toFixed(0)} tokens a processor second`,
    );
  }
}

function waves(shape: readonly number[], size: number): Float32Array {
  return Float32Array.from(
    { length: elementCount(shape) },
    (_, i) => size * Math.sin(1 + 1.7 * i + (i % 13)),
  );
}
