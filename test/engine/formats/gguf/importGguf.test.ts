/** Whole imports: tensors equal to transformers' own reading, folders that open, and nothing left after a failure. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BaseModel, openBaseModel } from '../../../../src/main/engine/baseModel.ts';
import { dequantize, type GgmlType } from '../../../../src/main/engine/formats/gguf/dequantize.ts';
import { importGguf } from '../../../../src/main/engine/formats/gguf/importGguf.ts';
import { separateHalves } from '../../../../src/main/engine/formats/gguf/names.ts';
import { openModelFolder } from '../../../../src/main/engine/formats/modelFolder.ts';
import { readTensor, readTensorBytes } from '../../../../src/main/engine/formats/readTensor.ts';
import { openSafetensors } from '../../../../src/main/engine/formats/safetensors.ts';
import { readModelConfig } from '../../../../src/main/engine/models/registry.ts';
import { AppError } from '../../../../src/shared/errors.ts';
import { expectClose } from '../../../support/close.ts';
import {
  f32,
  floatTensor,
  i32s,
  text,
  texts,
  u32,
  type WrittenGguf,
  type WrittenTensor,
  writeGguf,
} from '../../../support/ggufWriter.ts';
import { golden, temporaryFolder } from '../support.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/gguf');
const { models } = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as {
  models: Record<string, { config: Record<string, unknown>; sha256: Record<string, string> }>;
};
const sha256 = (values: Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');

test.each(Object.keys(models))(
  '%s, written by gguf-py: every tensor as transformers reads it',
  async (name) => {
    const target = join(temporaryFolder(), 'model');
    await importGguf(join(fixtures, `${name}.gguf`), target);
    const { weights, config, generationConfig } = openModelFolder(target);
    const hashes = [...weights.values()].map((info) => [info.name, sha256(readTensor(info))]);
    expect(Object.fromEntries(hashes)).toEqual(models[name]!.sha256);

    const written = readModelConfig(models[name]!.config, 'config.json');
    expect(readModelConfig(config, 'config.json')).toEqual(written);
    expect(openBaseModel(target).config).toEqual(written.config);
    expect(generationConfig).toEqual({ bos_token_id: 1, eos_token_id: 2, pad_token_id: 0 });
  },
);

test('a real number of config.json that is whole keeps its point, as transformers wants it', async () => {
  const target = join(temporaryFolder(), 'model');
  await importGguf(join(fixtures, 'gemma2.gguf'), target);
  const text = readFileSync(join(target, 'config.json'), 'utf8');
  expect(text).toMatch(/"final_logit_softcapping": \d+\.\d/);
});

test('matrices stored in one half-precision type stay so, vectors become float32', async () => {
  for (const [name, dtype, torch] of [
    ['qwen2', 'F16', 'float16'],
    ['qwen3', 'BF16', 'bfloat16'],
    ['llama', 'F32', 'float32'],
  ]) {
    const target = join(temporaryFolder(), 'model');
    await importGguf(join(fixtures, `${name}.gguf`), target);
    const { weights, config } = openModelFolder(target);
    expect(config.torch_dtype).toBe(torch);
    for (const { dtype: found, shape } of weights.values())
      expect(found).toBe(shape.length > 1 ? dtype : 'F32');
  }
});

const sizes = { hidden: 256, heads: 2, rows: 8 };
const types: readonly (readonly [GgmlType, number])[] = [
  ['Q2_K', 10],
  ['Q3_K', 11],
  ['Q4_K', 12],
  ['Q5_K', 13],
  ['Q6_K', 14],
  ['Q5_0', 6],
  ['Q4_0', 2],
];

/** A one-layer llama whose matrices take their blocks from the golden file, one type each. */
function tinyLlama(): WrittenGguf {
  const golden512 = openSafetensors(join(golden, 'gguf/blocks.safetensors'));
  const { hidden, rows } = sizes;
  const matrix = (name: string, out: number, kind: number): WrittenTensor => {
    const [type, id] = types[kind]!;
    const stored = readTensorBytes(golden512.get(`${type}.bytes`)!);
    const bytesPerRow = stored.length / 16; // 8 rows of 512 values are 16 of 256
    const repeated = Array.from({ length: Math.ceil(out / 16) }, () => stored);
    return {
      name,
      shape: [out, hidden],
      type: id,
      data: Buffer.concat(repeated).subarray(0, out * bytesPerRow),
    };
  };
  const norm = (name: string) => floatTensor(name, [hidden], new Float32Array(hidden).fill(1));
  return {
    metadata: {
      'general.architecture': text('llama'),
      'llama.block_count': u32(1),
      'llama.context_length': u32(64),
      'llama.embedding_length': u32(hidden),
      'llama.feed_forward_length': u32(hidden),
      'llama.attention.head_count': u32(sizes.heads),
      'llama.attention.layer_norm_rms_epsilon': f32(1e-5),
      'tokenizer.ggml.model': text('gpt2'),
      'tokenizer.ggml.pre': text('gpt-2'),
      'tokenizer.ggml.tokens': texts(Array.from({ length: rows }, (_, i) => `t${i}`)),
      'tokenizer.ggml.merges': texts([]),
    },
    tensors: [
      matrix('token_embd.weight', rows, 0),
      norm('output_norm.weight'),
      norm('blk.0.attn_norm.weight'),
      norm('blk.0.ffn_norm.weight'),
      matrix('blk.0.attn_q.weight', hidden, 2),
      matrix('blk.0.attn_k.weight', hidden, 3),
      matrix('blk.0.attn_v.weight', hidden, 1),
      matrix('blk.0.attn_output.weight', hidden, 4),
      matrix('blk.0.ffn_gate.weight', hidden, 5),
      matrix('blk.0.ffn_up.weight', hidden, 6),
      matrix('blk.0.ffn_down.weight', hidden, 4),
    ],
  };
}

const without = (content: WrittenGguf, name: string): WrittenGguf => ({
  ...content,
  tensors: content.tensors.filter((tensor) => tensor.name !== name),
});

async function importContent(content: WrittenGguf, options = {}) {
  const folder = temporaryFolder();
  const file = writeGguf(join(folder, 'tiny.gguf'), content);
  const target = join(folder, 'model');
  await importGguf(file, target, options);
  return { folder, target };
}

test('K types: values as decoded, query and key rows put back in order', async () => {
  const content = tinyLlama();
  const { target } = await importContent(content);
  const { weights } = openModelFolder(target);
  const headDim = sizes.hidden / sizes.heads;
  for (const { name, type, data } of content.tensors) {
    const [ggml, known] = [name.split('.').at(-2), types.find(([, id]) => id === type)];
    if (!known || !['attn_q', 'attn_k', 'attn_v'].includes(ggml!)) continue;
    const stored = dequantize(known[0], data);
    const found = readTensor(weights.get(`model.layers.0.self_attn.${ggml!.at(-1)}_proj.weight`)!);
    for (let row = 0; row < sizes.hidden; row++) {
      // half s and pair i of a head lie at row 2i + s in the file
      const [head, within] = [Math.floor(row / headDim), row % headDim];
      const [half, pair] = [Math.floor(within / (headDim / 2)), within % (headDim / 2)];
      const from = ggml === 'attn_v' ? row : head * headDim + 2 * pair + half;
      expect(found.subarray(row * 256, (row + 1) * 256)).toEqual(
        stored.subarray(from * 256, (from + 1) * 256),
      );
    }
  }
});

test('separating the halves of a head: rows of two bytes, two heads of four', () => {
  const rows = Uint8Array.of(0, 0, 2, 2, 1, 1, 3, 3, 4, 4, 6, 6, 5, 5, 7, 7);
  expect([...separateHalves(rows, 2, 4)]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);
});

test('progress rises to one, and the event loop runs meanwhile', async () => {
  const shares: number[] = [];
  let turns = 0;
  const ticking = setInterval(() => turns++, 0);
  await importContent(tinyLlama(), { onProgress: (share: number) => shares.push(share) });
  clearInterval(ticking);
  expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  expect(shares.at(-1)).toBe(1);
  expect(shares.length).toBeGreaterThanOrEqual(tinyLlama().tensors.length);
  expect(turns).toBeGreaterThan(0);
});

/** The golden Qwen3.5 as llama.cpp's converter writes it, with layers that guess tokens further on. */
function writtenQwen35(): WrittenGguf {
  const { tensors } = openBaseModel(join(golden, 'qwen35'));
  // Two groups of three value heads: the first of each, the second of each, the third of each.
  const heads = [0, 3, 1, 4, 2, 5];
  const tile = (values: Float32Array, unit: number, first: number, size: number) => {
    const tiled = values.slice();
    for (const [i, head] of heads.entries())
      tiled.set(
        values.subarray((first + head * size) * unit, (first + (head + 1) * size) * unit),
        (first + i * size) * unit,
      );
    return tiled;
  };
  const [hidden, keys, valueDim, kernel] = [48, 2 * 2 * 12, 10, 4];
  const names: Readonly<Record<string, readonly [string, ((values: Float32Array) => Float32Array)?]>> = {
    input_layernorm: ['attn_norm', (values) => values.map((value) => value + 1)],
    post_attention_layernorm: ['post_attention_norm', (values) => values.map((value) => value + 1)],
    'self_attn.q_norm': ['attn_q_norm', (values) => values.map((value) => value + 1)],
    'self_attn.k_norm': ['attn_k_norm', (values) => values.map((value) => value + 1)],
    'self_attn.q_proj': ['attn_q'],
    'self_attn.k_proj': ['attn_k'],
    'self_attn.v_proj': ['attn_v'],
    'self_attn.o_proj': ['attn_output'],
    'linear_attn.in_proj_qkv': ['attn_qkv', (values) => tile(values, hidden, keys, valueDim)],
    'linear_attn.in_proj_z': ['attn_gate', (values) => tile(values, hidden, 0, valueDim)],
    'linear_attn.in_proj_a': ['ssm_alpha', (values) => tile(values, hidden, 0, 1)],
    'linear_attn.in_proj_b': ['ssm_beta', (values) => tile(values, hidden, 0, 1)],
    'linear_attn.A_log': ['ssm_a', (values) => tile(values, 1, 0, 1).map((value) => -Math.exp(value))],
    'linear_attn.dt_bias': ['ssm_dt.bias', (values) => tile(values, 1, 0, 1)],
    'linear_attn.conv1d': ['ssm_conv1d', (values) => tile(values, kernel, keys, valueDim)],
    'linear_attn.norm': ['ssm_norm'],
    'linear_attn.out_proj': [
      'ssm_out',
      (values) => {
        const width = 6 * valueDim;
        const tiled = values.slice();
        for (let row = 0; row < hidden; row++)
          tiled.set(tile(values.subarray(row * width, (row + 1) * width), 1, 0, valueDim), row * width);
        return tiled;
      },
    ],
    'mlp.gate_proj': ['ffn_gate'],
    'mlp.up_proj': ['ffn_up'],
    'mlp.down_proj': ['ffn_down'],
    'model.embed_tokens': ['token_embd'],
    'model.norm': ['output_norm', (values) => values.map((value) => value + 1)],
    lm_head: ['output'],
  };
  const written = [...tensors.values()].map((info) => {
    const [, layer, module = ''] = /^(?:model\.layers\.(\d+)\.)?(.+?)(?:\.weight)?$/.exec(info.name)!;
    const [ggml, change = (same: Float32Array) => same] = names[module]!;
    const called = /ssm_a$|bias$/.test(ggml) ? ggml : `${ggml}.weight`;
    const shape = info.shape.filter((size, i) => size !== 1 || i === 0);
    return floatTensor(layer ? `blk.${layer}.${called}` : called, shape, change(readTensor(info)));
  });
  return {
    metadata: {
      'general.architecture': text('qwen35'),
      'qwen35.block_count': u32(5),
      'qwen35.nextn_predict_layers': u32(1),
      'qwen35.context_length': u32(256),
      'qwen35.embedding_length': u32(hidden),
      'qwen35.feed_forward_length': u32(112),
      'qwen35.attention.head_count': u32(3),
      'qwen35.attention.head_count_kv': u32(1),
      'qwen35.attention.key_length': u32(16),
      'qwen35.attention.value_length': u32(16),
      'qwen35.attention.layer_norm_rms_epsilon': f32(1e-2),
      'qwen35.rope.freq_base': f32(1e7),
      'qwen35.rope.dimension_count': u32(4),
      'qwen35.rope.dimension_sections': i32s([1, 1, 0, 0]),
      'qwen35.full_attention_interval': u32(4),
      'qwen35.ssm.conv_kernel': u32(kernel),
      'qwen35.ssm.state_size': u32(12),
      'qwen35.ssm.group_count': u32(2),
      'qwen35.ssm.time_step_rank': u32(6),
      'qwen35.ssm.inner_size': u32(6 * valueDim),
      'tokenizer.ggml.model': text('gpt2'),
      'tokenizer.ggml.pre': text('qwen35'),
      'tokenizer.ggml.tokens': texts(Array.from({ length: 515 }, (_, i) => `t${i}`)),
      'tokenizer.ggml.merges': texts([]),
    },
    tensors: [...written, floatTensor('blk.4.nextn.enorm.weight', [hidden], new Float32Array(hidden))],
  };
}

test('Qwen3.5: value heads in their groups again, decays as logarithms, layers for tokens further on left out', async () => {
  const { target } = await importContent(writtenQwen35());
  const [found, expected] = [target, join(golden, 'qwen35')].map(openBaseModel) as [BaseModel, BaseModel];
  expect(found.config).toEqual(expected.config);
  expect([...found.tensors.keys()]).toEqual([...expected.tensors.keys()]);
  for (const [name, info] of expected.tensors)
    expectClose(readTensor(found.tensors.get(name)!), [...readTensor(info)], 3e-7, name);
});

async function expectNothingWritten(content: WrittenGguf, code: string, message: string, options = {}) {
  const folder = temporaryFolder();
  const file = writeGguf(join(folder, 'tiny.gguf'), content);
  const failure = await importGguf(file, join(folder, 'model'), options).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AppError);
  expect((failure as AppError).message).toContain(message);
  expect((failure as AppError).code).toBe(code);
  expect(readdirSync(folder)).toEqual(['tiny.gguf']);
}

test('an abort in the middle leaves nothing', async () => {
  const controller = new AbortController();
  const onProgress = (share: number) => share > 0.5 && controller.abort();
  await expectNothingWritten(tinyLlama(), 'interrupted', 'stopped', {
    onProgress,
    signal: controller.signal,
  });
});

test('refuses missing, misshapen and unknown tensors, and writes nothing', async () => {
  const llama = tinyLlama();
  const missing = without(llama, 'blk.0.ffn_up.weight');
  await expectNothingWritten(missing, 'bad-model', 'the tensor blk.0.ffn_up.weight is missing');
  await expectNothingWritten(
    without(llama, 'token_embd.weight'),
    'bad-model',
    'token_embd.weight is missing',
  );
  const values = new Float32Array(256 * 255);
  const narrow = floatTensor('blk.0.attn_v.weight', [256, 255], values);
  const misshapen = { ...missing, tensors: [...without(llama, narrow.name).tensors, narrow] };
  await expectNothingWritten(
    misshapen,
    'bad-model',
    'tensor blk.0.attn_v.weight has the shape [256, 255], expected [256, 256]',
  );
  const router = floatTensor('blk.0.ffn_gate_inp.weight', [4], new Float32Array(4));
  const expert = { ...llama, tensors: [...llama.tensors, router] };
  await expectNothingWritten(expert, 'unsupported', 'blk.0.ffn_gate_inp.weight is not part of a llama model');
});

test.each([
  [1000, 'the tensor blk.1.attn_norm.weight is missing'],
  [2 ** 31, '"llama.block_count" is 2147483648; expected a whole number from 1 to 4096'],
])('%i layers in a file that holds one are refused', async (layers, message) => {
  const llama = tinyLlama();
  const metadata = { ...llama.metadata, 'llama.block_count': u32(layers) };
  await expectNothingWritten({ ...llama, metadata }, 'bad-model', message);
});

test('a bad tokenizer is refused before anything is written', async () => {
  const llama = tinyLlama();
  const metadata = { ...llama.metadata, 'tokenizer.ggml.model': text('rwkv') };
  await expectNothingWritten({ ...llama, metadata }, 'unsupported', '(tokenizer.ggml.model) is rwkv');
});

test('an occupied folder stays as it is', async () => {
  const folder = temporaryFolder();
  const file = writeGguf(join(folder, 'tiny.gguf'), tinyLlama());
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  await expect(importGguf(file, folder)).rejects.toMatchObject({ code: 'exists' });
  expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'tiny.gguf']);
});

test('the chat template travels twice, as transformers 4 and 5 look for it', async () => {
  const llama = tinyLlama();
  const template = "{{ '<|user|>\\n' }}é";
  const { target } = await importContent({
    ...llama,
    metadata: { ...llama.metadata, 'tokenizer.chat_template': text(template) },
  });
  expect(readFileSync(join(target, 'chat_template.jinja'), 'utf8')).toBe(template);
  expect(openModelFolder(target).tokenizerConfig.chat_template).toBe(template);
  const { target: plain } = await importContent(llama);
  expect(readdirSync(plain).sort()).toEqual([
    'config.json',
    'generation_config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
});
