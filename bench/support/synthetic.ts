/** Models and adapters of random numbers, for figures that depend on sizes alone. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BaseModel } from '../../src/main/engine/baseModel.ts';
import { bytesOf, encodeFloats } from '../../src/main/engine/formats/float.ts';
import { peftTensorName, writeAdapter } from '../../src/main/engine/formats/peft.ts';
import { floatSource, writeSafetensors } from '../../src/main/engine/formats/safetensors.ts';
import { elementCount } from '../../src/main/engine/formats/tensor.ts';
import { weightsOf } from '../../src/main/engine/models/decoder.ts';
import { readModelConfig } from '../../src/main/engine/models/registry.ts';
import { Random } from '../../src/main/engine/runtime/random.ts';

/** The sizes of Llama 3.2 1B. */
const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_act: 'silu',
  hidden_size: 2048,
  intermediate_size: 8192,
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 64,
  max_position_embeddings: 131_072,
  rms_norm_eps: 1e-5,
  rope_theta: 500_000,
  tie_word_embeddings: true,
  vocab_size: 128_256,
  torch_dtype: 'bfloat16',
};

const blockNumbers = 2 ** 22;

/** Fills the new `folder`, with the tokenizer of the tiny test models. @returns it */
export function syntheticModel(folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'generation_config.json'), '{"eos_token_id": 2}');
  const golden = join(import.meta.dirname, '../../test/fixtures/golden');
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    copyFileSync(join(golden, file), join(folder, file));
  const random = new Random(1);
  const block = encodeFloats('BF16', numbers(random, blockNumbers, 0.04));
  const ones = encodeFloats('BF16', new Float32Array(config.hidden_size).fill(1));
  const { tensors } = weightsOf(readModelConfig(config, folder));
  const sources = [...tensors].map(([name, shape]) => ({
    name,
    dtype: 'BF16' as const,
    shape,
    *pieces() {
      const bytes = 2 * elementCount(shape);
      if (shape.length === 1) yield bytesOf(ones);
      else for (let at = 0; at < bytes; at += block.length) yield block.subarray(0, bytes - at);
    },
  }));
  writeSafetensors(join(folder, 'model.safetensors'), sources);
  return folder;
}

/** A LoRA on every linear layer of the model. @returns the new `folder` */
export function syntheticAdapter(folder: string, model: BaseModel, rank: number): string {
  mkdirSync(folder);
  const random = new Random(2);
  const matrix = (name: string, rows: number, columns: number) =>
    floatSource(peftTensorName(name), [rows, columns], numbers(random, rows * columns, 0.1));
  const layers = [...model.linear.values()];
  const sources = layers.flatMap(({ path, out, input }) => [
    matrix(`${path}.lora_A`, rank, input),
    matrix(`${path}.lora_B`, out, rank),
  ]);
  const settings = {
    ...({ kind: 'lora', rank, alpha: rank, useRslora: false, dropout: 0, baseModel: undefined } as const),
    targetModules: [...new Set(layers.map(({ path }) => path.slice(path.lastIndexOf('.') + 1)))],
    ...{ rankPattern: {}, alphaPattern: {}, layersToTransform: null, modulesToSave: null },
    bias: 'none' as const,
  };
  writeAdapter(folder, settings, sources);
  return folder;
}

/** Evenly spread over ±most. */
function numbers(random: Random, count: number, most: number): Float32Array {
  return Float32Array.from({ length: count }, () => most * (2 * random.uniform() - 1));
}
