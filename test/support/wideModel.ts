/** Models of random numbers with the golden models' tokenizer, one of them with rows that fill the blocks of ggml's K types. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BaseModel, openBaseModel } from '../../src/main/engine/baseModel.ts';
import { floatSource, writeSafetensors } from '../../src/main/engine/formats/safetensors.ts';
import { elementCount } from '../../src/main/engine/formats/tensor.ts';
import { weightsOf } from '../../src/main/engine/models/decoder.ts';
import { readModelConfig } from '../../src/main/engine/models/registry.ts';

const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_act: 'silu',
  hidden_size: 256,
  intermediate_size: 512,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  num_key_value_heads: 1,
  max_position_embeddings: 128,
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  tie_word_embeddings: false,
  vocab_size: 512,
};

/** @param changes keys of its config.json with other values */
export function wideModel(folder: string, changes: Readonly<Record<string, unknown>> = {}): BaseModel {
  return randomModel(folder, { ...config, ...changes });
}

/** A model of any family. @param json its config.json */
export function randomModel(folder: string, json: Readonly<Record<string, unknown>>): BaseModel {
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(json));
  const golden = join(import.meta.dirname, '../fixtures/golden');
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
    copyFileSync(join(golden, file), join(folder, file));
  writeFileSync(join(folder, 'generation_config.json'), '{"eos_token_id": 2}');
  const random = seededNormal(1);
  const { tensors } = weightsOf(readModelConfig(json, folder));
  const sources = [...tensors].map(([name, shape]) => {
    const scale = 1 / Math.sqrt(shape.at(-1) as number);
    const value = shape.length === 1 ? () => 1 + 0.1 * random() : () => scale * random();
    return floatSource(name, shape, Float32Array.from({ length: elementCount(shape) }, value));
  });
  writeSafetensors(join(folder, 'model.safetensors'), sources);
  return openBaseModel(folder);
}

/** Normally distributed numbers, the same ones for a seed. Box and Muller 1958; xorshift32. */
export function seededNormal(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 1) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
