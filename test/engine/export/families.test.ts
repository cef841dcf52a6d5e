/** Every family in every form of export: opened by what reads it, within the limits, or refused with its sentence. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BaseModel } from '../../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { keysOf } from '../../../src/main/engine/export/ggufFile.ts';
import { targets } from '../../../src/main/engine/export/targets.ts';
import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import { families, readModelConfig } from '../../../src/main/engine/models/registry.ts';

import { askLlamaCppAll } from '../../support/llamaCpp.ts';
import { randomModel } from '../../support/wideModel.ts';
import { golden } from '../formats/support.ts';
import { computed, differences } from './logits.ts';
import { goldenAdapter, madeAdapter, modelWithCompanions } from './support.ts';

const parent = mkdtempSync(join(tmpdir(), 'lowrank-families-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

type Config = Readonly<Record<string, unknown>>;

const configOf = (name: string): Config =>
  JSON.parse(readFileSync(join(golden, name, 'config.json'), 'utf8')) as Config;

interface Case {
  /** A golden case. */
  readonly name: string;
  /** With these keys of its config.json changed, and random weights. */
  readonly changes?: Config;
  /** How far llama.cpp may be. GELU is a table of float16 in ggml, which is the floor for Gemma, GPT-2 and GPT-NeoX. */
  readonly limit?: number;
  /** Tokens to compare on: as many as the window, of which llama.cpp knows nothing. */
  readonly tokens?: number;
}

const sliding = 'sliding_attention';
const full = 'full_attention';
const stretched = (rope_scaling: Config): Config => ({ rope_scaling });
const yarn = { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 12 };
const llama3 = {
  ...{ rope_type: 'llama3', factor: 8, low_freq_factor: 1, high_freq_factor: 4 },
  original_max_position_embeddings: 16,
};
/** llama.cpp makes room for 256 tokens at least, and in more than the original length goes by the long list. */
const room = 256;
const lists = (length: number) => ({
  rope_type: 'longrope',
  short_factor: Array.from({ length }, (_, i) => 1 + i / 4),
  long_factor: Array.from({ length }, (_, i) => 1 + i),
  original_max_position_embeddings: room,
});
const gelu = 8e-3;
/** llama.cpp knows one size for keys and values of a state. */
const sameSizes = { linear_value_head_dim: 12 };

/** What GGUF can hold: every family, and every way of stretching RoPE. */
const written: Readonly<Record<string, Case>> = {
  llama: { name: 'llama' },
  'llama, linear': { name: 'llama', changes: stretched({ rope_type: 'linear', factor: 4 }) },
  'llama, yarn': { name: 'llama', changes: stretched(yarn) },
  'llama, llama3': { name: 'llama', changes: stretched(llama3) },
  'llama, llama3 between other factors': {
    name: 'llama',
    changes: stretched({ ...llama3, low_freq_factor: 2, high_freq_factor: 6 }),
  },
  'llama, longrope': {
    name: 'llama',
    changes: { ...stretched(lists(8)), max_position_embeddings: 2 * room },
  },
  mistral: { name: 'mistral', tokens: 7 },
  ministral3: { name: 'ministral3' },
  qwen2: { name: 'qwen2' },
  'qwen2, yarn with a factor of its own': {
    name: 'qwen2',
    changes: stretched({ ...yarn, attention_factor: 1.5 }),
  },
  qwen3: { name: 'qwen3' },
  qwen35: { name: 'qwen35', changes: sameSizes },
  'qwen35, yarn': {
    name: 'qwen35',
    changes: { ...sameSizes, rope_parameters: { ...yarn, rope_theta: 10_000, partial_rotary_factor: 0.5 } },
  },
  gemma2: { name: 'gemma2', limit: gelu },
  'gemma2, linear': { name: 'gemma2', limit: gelu, changes: stretched({ rope_type: 'linear', factor: 4 }) },
  gemma3: { name: 'gemma3', limit: gelu },
  'gemma3, linear': { name: 'gemma3', limit: gelu, changes: stretched({ rope_type: 'linear', factor: 8 }) },
  phi3: { name: 'phi3' },
  'phi3, longrope on part of each head': {
    name: 'phi4-mini',
    changes: { original_max_position_embeddings: room, max_position_embeddings: 2 * room },
    tokens: 7,
  },
  granite: { name: 'granite' },
  'granite, llama3': { name: 'granite', changes: stretched(llama3) },
  olmo2: { name: 'olmo2' },
  'olmo2, tied': { name: 'olmo2', changes: { tie_word_embeddings: true } },
  olmo3: {
    name: 'olmo3',
    changes: { num_hidden_layers: 4, layer_types: [sliding, sliding, sliding, full] },
  },
  smollm3: { name: 'smollm3', changes: { num_hidden_layers: 4, no_rope_layers: [1, 1, 1, 0] } },
  stablelm: { name: 'stablelm' },
  'stablelm, parallel, tied, linear': {
    name: 'stablelm-parallel',
    changes: {
      ...{ qk_layernorm: false, tie_word_embeddings: true },
      ...stretched({ rope_type: 'linear', factor: 4 }),
    },
  },
  lfm2: { name: 'lfm2', changes: { conv_bias: false } },
  gpt_neox: { name: 'gpt-neox', limit: gelu },
  'gpt_neox, one half after the other, tied, yarn': {
    name: 'gpt-neox',
    limit: gelu,
    changes: {
      ...{ use_parallel_residual: false, tie_word_embeddings: true, rotary_pct: 0.5 },
      ...stretched(yarn),
    },
  },
  gpt2: { name: 'gpt2', limit: gelu },
};

/** What it cannot: the sentence. */
const refused: readonly (readonly [string, Config, string])[] = [
  ['qwen35', {}, 'a Qwen3.5 model whose keys of 12 and values of 10 differ in size'],
  ['qwen35', { attention_bias: true }, 'Qwen3.5 with biases in its attention'],
  [
    'qwen35',
    { ...sameSizes, linear_conv_kernel_dim: 1 },
    'a Qwen3.5 model whose convolutions see no earlier token',
  ],
  [
    'qwen35',
    { ...sameSizes, layer_types: ['linear_attention', full, 'linear_attention', 'linear_attention'] },
    'a Qwen3.5 model whose layers with attention do not come at even distances',
  ],
  [
    'qwen35',
    { ...sameSizes, layer_types: [full, full, full, full] },
    'a Qwen3.5 model whose layers with attention do not come at even distances',
  ],
  ['granite4', {}, 'a model of the family granitemoehybrid cannot be written as GGUF yet'],
  ['stablelm-parallel', {}, 'a StableLM model whose heads have norms of their own yet'],
  ['stablelm', { head_dim: 32 }, 'StableLM whose 3 heads of 32 do not make up its width of 48'],
  ['qwen2', { head_dim: 32 }, 'Qwen2 whose 4 heads of 32 do not make up its width of 64'],
  ['phi3', { head_dim: 32 }, 'Phi-3 whose 4 heads of 32 do not make up its width of 64'],
  ['olmo2', { head_dim: 32 }, 'OLMo 2 whose 3 heads of 32 do not make up its width of 48'],
  ['olmo2', { attention_bias: true }, 'OLMo 2 with biases in its attention'],
  ['olmo3', {}, 'an OLMo 3 model in which other layers than every fourth have full attention'],
  [
    'olmo3',
    { layer_types: [full, full, full] },
    'an OLMo 3 model without a window, or whose windowed layers stretch RoPE',
  ],
  ['lfm2', {}, 'an LFM2 model with biases in its convolutions'],
  ['lfm2', { conv_bias: false, conv_L_cache: 1 }, 'an LFM2 model whose convolutions see no earlier token'],
  ['gpt-neox', { attention_bias: false }, 'a GPT-NeoX model without biases in its attention'],
  [
    'gpt2',
    { scale_attn_by_inverse_layer_idx: true },
    'a GPT-2 model that scales its scores by layer, or not at all',
  ],
  ['gpt2', { scale_attn_weights: false }, 'a GPT-2 model that scales its scores by layer, or not at all'],
  ['qwen3', { attention_bias: true }, 'a Qwen3 model with biases in its attention'],
  ['smollm3', {}, 'a SmolLM3 model in which other layers than every fourth turn no queries and keys'],
  ['smollm3', { no_rope_layers: [1, 1, 1], attention_bias: true }, 'a SmolLM3 model with biases'],
  [
    'smollm3',
    { num_hidden_layers: 4, no_rope_layers: [1, 1, 1, 0], use_sliding_window: true, sliding_window: 8 },
    'a SmolLM3 model with a sliding window',
  ],
  [
    'gemma2',
    { final_logit_softcapping: null },
    'a Gemma 2 model without bounds of scores and logits, or without a window',
  ],
  [
    'gemma2',
    { layer_types: [full, sliding, full] },
    'a Gemma 2 model without bounds of scores and logits, or without a window',
  ],
  [
    'gemma3',
    { layer_types: [full, full] },
    'a Gemma 3 model without a window, or whose windowed layers stretch RoPE',
  ],
  [
    'gemma3',
    { num_hidden_layers: 4, layer_types: [sliding, full, full, sliding] },
    'a Gemma 3 model whose layers with full attention do not come at even distances',
  ],
  [
    'ministral3',
    { rope_parameters: null, rope_scaling: { rope_type: 'linear', factor: 2, llama_4_scaling_beta: 0.1 } },
    'a Ministral 3 model whose queries grow by other steps than the length YaRN stretches from',
  ],
  ['qwen2', stretched(llama3), 'RoPE stretched by llama3 in a model that llama.cpp runs as qwen2'],
  ['qwen3', stretched(lists(16)), 'RoPE stretched by longrope in a model that llama.cpp runs as qwen3'],
  ['gemma3', stretched(yarn), 'RoPE stretched by yarn in a model that llama.cpp runs as gemma3'],
  [
    'llama',
    stretched({ ...yarn, beta_fast: 16 }),
    'RoPE stretched by yarn between 16 and 1 turns in a model that llama.cpp runs as llama',
  ],
  [
    'llama',
    stretched({ ...yarn, truncate: false }),
    'RoPE stretched by yarn between features that are no whole ones in a model that llama.cpp runs as llama',
  ],
];

test.each(refused)('as GGUF %s with %j is refused before anything is written', (name, changes, sentence) => {
  const model = readModelConfig({ ...configOf(name), ...changes }, 'config.json');
  const write = () => keysOf(model);
  expect(write).toThrow(
    expect.objectContaining({ code: 'unsupported', message: expect.stringContaining(sentence) }),
  );
});

interface Made {
  readonly model: BaseModel;
  readonly adapter: Adapter;
  readonly prompts: readonly Int32Array[];
}

/** Fifth and twentieth tokens alike lie within 512. */
const ids = (count: number) =>
  Int32Array.from({ length: count }, (_, i) => 3 + ((37 * i * i + 11 * i) % 500));

function make({ name, changes, tokens = 24 }: Case): Made {
  const folder = mkdtempSync(join(parent, 'case-'));
  const base = join(folder, 'base');
  const prompts = [ids(tokens)];
  if (!changes) return { model: modelWithCompanions(base, name), adapter: goldenAdapter(name), prompts };
  const model = randomModel(base, { ...configOf(name), ...changes });
  const modules = [...model.linear.values()].map(({ path, out, input }) => [path, [out, input, 2]] as const);
  return {
    model,
    adapter: madeAdapter(join(folder, 'adapter'), Object.fromEntries(modules), { rank: 2 }),
    prompts,
  };
}

describe('what GGUF can hold, whole and as base and adapter', () => {
  const found = new Map<
    string,
    { ours: readonly Float32Array[]; theirs: Awaited<ReturnType<typeof askLlamaCppAll>> }
  >();

  beforeAll(async () => {
    const asked: {
      name: string;
      questions: Parameters<typeof askLlamaCppAll>[0];
      ours: readonly Float32Array[];
    }[] = [];
    for (const [name, each] of Object.entries(written)) {
      const made = make(each);
      const { prompts } = made;
      const folder = join(mkdtempSync(join(parent, 'out-')), 'out');
      await exportAdapter('gguf', made, folder, { prompts, dtype: 'f32' });
      const beside = `${folder}-lora`;
      await exportAdapter('gguf-lora', made, beside, { prompts, dtype: 'f32' });
      const lora = { filePath: join(beside, 'adapter-F32.gguf'), scale: 1 };
      const lists = prompts.map((ids) => [...ids]);
      asked.push({
        name,
        questions: [
          { model: join(folder, 'model-F32.gguf'), prompts: lists },
          { model: join(beside, 'base-F32.gguf'), lora, prompts: lists },
        ],
        ours: (await computed(made, prompts)).logits,
      });
    }
    const answers = await askLlamaCppAll(asked.flatMap(({ questions }) => questions));
    for (const [i, { name, ours }] of asked.entries())
      found.set(name, { ours, theirs: answers.slice(2 * i, 2 * i + 2) });
  }, 180_000);

  test.each(Object.entries(written))(
    '%s in float32: llama.cpp computes the log-probabilities that are computed here',
    (name, { limit = 2e-4 }) => {
      const { ours, theirs } = found.get(name)!;
      expect(theirs.map(({ error }) => error)).toEqual([undefined, undefined]);
      for (const { logProbabilities } of theirs)
        expect(differences(ours, logProbabilities).largest).toBeLessThan(limit);
    },
  );
});

const typeOf = (name: string) => configOf(name).model_type;

test.each(families.map(({ modelType }) => modelType))(
  '%s: whole, as an adapter and for Ollama, each as its own files say it',
  async (modelType) => {
    const known = Object.values(written).find(({ name }) => typeOf(name) === modelType);
    const [unknown] = refused.find(([name]) => typeOf(name) === modelType) ?? [];
    const made = make(known ?? { name: unknown! });
    const { prompts } = made;
    const folder = mkdtempSync(join(parent, 'each-'));
    for (const target of ['merged', 'peft'] as const) {
      const certificate = await exportAdapter(target, made, join(folder, target), { prompts });
      expect(certificate.effectShare).toBeCloseTo(1, 3);
      expect(certificate.relativeError).toBeLessThan(certificate.relativeLimit!);
    }
    const source = { ...made, names: { base: 'base', hubId: null, adapter: 'adapter', version: '1.2.3' } };
    const write = async (target: 'gguf' | 'ollama') => {
      mkdirSync(join(folder, target));
      await targets[target].write(join(folder, target), source, { dtype: 'q8_0' });
    };
    if (!known) {
      const refusal = { code: 'unsupported', message: expect.stringContaining('as GGUF yet') };
      for (const target of ['gguf', 'ollama'] as const)
        await expect(write(target)).rejects.toMatchObject(refusal);
      return;
    }
    for (const target of ['gguf', 'ollama'] as const) await write(target);
    expect(readdirSync(join(folder, 'ollama'))).toContain('Modelfile');
    const [file, theirs] = (['gguf', 'ollama'] as const).map((target) =>
      readFileSync(join(folder, target, 'model-Q8_0.gguf')),
    );
    expect(theirs!.equals(file!)).toBe(true);
  },
);
