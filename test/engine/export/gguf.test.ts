/** GGUF exports: what the file says, what it cannot say, and faults planted into it. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { certify } from '../../../src/main/engine/export/certificate.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { gguf } from '../../../src/main/engine/export/targets/gguf.ts';
import { ggufLora } from '../../../src/main/engine/export/targets/ggufLora.ts';
import { dequantize } from '../../../src/main/engine/formats/gguf/dequantize.ts';
import { interleaveHalves, separateHalves } from '../../../src/main/engine/formats/gguf/names.ts';
import { quantize } from '../../../src/main/engine/formats/gguf/quantize.ts';
import { type GgufTensor, readGgufHead } from '../../../src/main/engine/formats/gguf/read.ts';
import type { ExportDtype } from '../../../src/shared/exportTargets.ts';
import { temporaryFolder } from '../formats/support.ts';
import { expectNothingLeft, goldenAdapter, madeAdapter, modelWithCompanions, prompts } from './support.ts';

const names = { base: 'My Phi-3', hubId: null, adapter: 'sums v1', version: '1.2.3' };

async function write(dtype: ExportDtype, name = 'llama') {
  const parent = temporaryFolder();
  const base = modelWithCompanions(join(parent, 'base'), name);
  const adapter = goldenAdapter(name);
  const out = join(parent, 'out');
  const certificate = await exportAdapter('gguf', { model: base, adapter }, out, { prompts, dtype, names });
  const file = join(out, readdirSync(out).find((each) => each.endsWith('.gguf'))!);
  return { parent, base, adapter, out, file, certificate };
}

test('the file says what llama.cpp asks for, and the licence lies beside it', async () => {
  const { out, file, certificate } = await write('f32');
  expect(readdirSync(out).sort()).toEqual([
    ...['LICENSE', 'certificate.json', 'certificate.txt', 'model-F32.gguf'],
  ]);
  expect(certificate).toMatchObject({ dtype: 'float32', recomputed: { tensors: 21, rows: 126 } });
  const { metadata, tensors } = readGgufHead(file);
  const said = Object.fromEntries([...metadata.keys()].map((key) => [key, metadata.show(key)]));
  expect(said).toMatchObject({
    'general.architecture': '"llama"',
    'general.type': '"model"',
    'general.file_type': '0',
    // llama.cpp looks for Phi 3's tokens in any model whose name holds this one's.
    'general.name': '"My Phi 3 sums v1"',
    'llama.block_count': '2',
    'llama.context_length': '256',
    'llama.attention.head_count_kv': '2',
    'llama.attention.key_length': '16',
    'llama.rope.freq_base': '10000',
    'tokenizer.ggml.model': '"gpt2"',
    'tokenizer.ggml.pre': '"gpt-2"',
    'tokenizer.ggml.bos_token_id': '1',
    'tokenizer.ggml.eos_token_id': '2',
    'tokenizer.ggml.padding_token_id': '0',
    'tokenizer.ggml.add_bos_token': 'false',
  });
  expect(metadata.get('tokenizer.ggml.token_type', 'numbers')?.slice(0, 4)).toEqual([3, 3, 3, 1]);
  expect(tensors.get('output.weight')?.shape).toEqual([512, 64]);
});

test('matrices are of the type asked for, vectors are float32, and rows that fill no block are f16', async () => {
  const types = (tensors: Iterable<GgufTensor>) => new Set([...tensors].map(({ type }) => type));
  for (const [dtype, type] of [
    ['f16', 'F16'],
    ['bf16', 'BF16'],
    ['q8_0', 'Q8_0'],
  ] as const) {
    const all = [...readGgufHead((await write(dtype)).file).tensors.values()];
    expect(types(all.filter(({ shape }) => shape.length > 1))).toEqual(new Set([type]));
    expect(types(all.filter(({ shape }) => shape.length === 1))).toEqual(new Set(['F32']));
  }
  expect(quantize('Q8_0', new Float32Array(64)).byteLength).toBe(68);
});

test('what a file of a mixture is made of stands in its certificate', async () => {
  const { out, file, certificate } = await write('q4_k_m');
  expect(file).toMatch(/model-Q4_K_M\.gguf$/);
  expect(certificate).toMatchObject({ dtype: 'q4_k_m', matrices: { q5_0: 13, q8_0: 3 } });
  expect(readFileSync(join(out, 'certificate.txt'), 'utf8')).toMatch(
    /q4_k_m: of 16 matrices 13 as q5_0, 3 as q8_0; its next tokens are on average 0\.\d+ nats/,
  );
});

test('DoRA is no adapter that llama.cpp knows, but can be merged', async () => {
  const parent = temporaryFolder();
  const source = {
    model: modelWithCompanions(join(parent, 'base'), 'llama-dora'),
    adapter: goldenAdapter('llama-dora'),
  };
  await expectNothingLeft(
    parent,
    () => exportAdapter('gguf-lora', source, join(parent, 'out'), { prompts }),
    'unsupported',
    'a GGUF file cannot express an adapter of the kind dora',
  );
  const merged = await exportAdapter('gguf', source, join(parent, 'merged'), { prompts, dtype: 'f32' });
  expect(merged.effectShare).toBeCloseTo(1, 3);
});

test.each<[string, (folder: string) => void, string]>([
  ['adapter is lost', (folder) => rmSync(join(folder, 'adapter-F32.gguf')), 'the .gguf file is missing'],
  [
    'alpha is another',
    (folder) =>
      uint32After(join(folder, 'adapter-F32.gguf'), 'adapter.lora.alpha', (bytes, at) =>
        bytes.writeFloatLE(1, at),
      ),
    'logits differ',
  ],
  [
    'Modelfile has another template',
    (folder) => patch(join(folder, 'Modelfile'), '<|im_start|>user', '<|im_start|>uzer'),
    'the Modelfile was changed',
  ],
])('where the %s, base and adapter are refused', async (_, plant, text) => {
  const parent = temporaryFolder();
  const model = modelWithCompanions(join(parent, 'base'));
  const [adapter, out] = [goldenAdapter(), join(parent, 'out')];
  await exportAdapter('gguf-lora', { model, adapter }, out, { prompts, names });
  plant(out);
  const source = { target: 'gguf-lora', model, adapter, names } as const;
  await expect(certify(out, source, ggufLora, { prompts })).rejects.toThrow(text);
});

test('q8_0 keeps each number within half a step of its block, and rounds halves away from zero', () => {
  const values = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i * i) * (i < 32 ? 1 : 1e-3));
  const back = dequantize('Q8_0', quantize('Q8_0', values));
  for (const [start, end] of [
    [0, 32],
    [32, 64],
  ] as const) {
    const step = Math.max(...values.slice(start, end).map(Math.abs)) / 127;
    for (let i = start; i < end; i++) expect(Math.abs(back[i]! - values[i]!)).toBeLessThan(step * 0.56);
  }
  // With 127 the largest the step is 1.
  const halves = Float32Array.from({ length: 32 }, (_, i) => [127, 2.5, -2.5, 0.4][i] ?? 0);
  expect([...dequantize('Q8_0', quantize('Q8_0', halves))].slice(0, 4)).toEqual([127, 3, -3, 0]);
  expect([...quantize('Q8_0', new Float32Array(32))]).toEqual(Array.from({ length: 34 }, () => 0));
});

test('the order of query rows is undone by the one that reads them', () => {
  const rows = Float32Array.from({ length: 16 * 3 }, (_, i) => i);
  const interleaved = interleaveHalves(rows, 3, 8);
  expect([...interleaved.slice(0, 12)]).toEqual([0, 1, 2, 12, 13, 14, 3, 4, 5, 15, 16, 17]);
  const bytes = separateHalves(new Uint8Array(interleaved.buffer), 12, 8);
  expect([...new Float32Array(bytes.buffer)]).toEqual([...rows]);
});

test('a model with a window is good for that many tokens, since llama.cpp has none', async () => {
  const { file, base } = await write('f32', 'mistral');
  const window = Number(base.folder.config.sliding_window);
  expect(window).toBeLessThan(256);
  expect(readGgufHead(file).metadata.get('llama.context_length', 'count')).toBe(window);
});

function edited(parent: string, name: string, edit: (config: Record<string, unknown>) => void): BaseModel {
  const folder = join(parent, 'edited');
  modelWithCompanions(folder, name);
  const file = join(folder, 'config.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  edit(config);
  writeFileSync(file, JSON.stringify(config));
  return openBaseModel(folder);
}

test('what a GGUF file has no word for is refused by name, and nothing is left', async () => {
  const refuse = async (model: BaseModel, parent: string, text: string, adapter = goldenAdapter()) =>
    expectNothingLeft(
      parent,
      () => exportAdapter('gguf', { model, adapter }, join(parent, 'out'), { prompts }),
      'unsupported',
      text,
    );
  const yet = temporaryFolder();
  await refuse(
    modelWithCompanions(join(yet, 'base'), 'granite4'),
    yet,
    'a model of the family granitemoehybrid cannot be written as GGUF yet',
    goldenAdapter('granite4'),
  );
  for (const [name, sentence] of [
    ['smollm3', 'a SmolLM3 model in which other layers than every fourth turn no queries and keys'],
    ['lfm2', 'an LFM2 model with biases in its convolutions'],
  ] as const) {
    const parent = temporaryFolder();
    const model = modelWithCompanions(join(parent, 'base'), name);
    await refuse(model, parent, `a GGUF file cannot express ${sentence}`, goldenAdapter(name));
  }
  const ends = temporaryFolder();
  const four = edited(ends, 'llama', () => {});
  writeFileSync(join(ends, 'edited/generation_config.json'), '{"eos_token_id": [2, 5, 6, 7]}');
  await refuse(openBaseModel(four.folder.path), ends, '4 tokens end its answers');
  const words = temporaryFolder();
  const other = edited(words, 'llama', () => {});
  const file = join(words, 'edited/tokenizer.json');
  writeFileSync(
    file,
    readFileSync(file, 'utf8')
      .replace('"use_regex":true', '"use_regex":false')
      .replace('"use_regex": true', '"use_regex": false'),
  );
  await refuse(other, words, 'cuts text into words by a rule that has no name in GGUF');
});

/** Replaces bytes that stand at one place only. */
function patch(file: string, find: string | Buffer, replace: string | Buffer): void {
  const bytes = readFileSync(file);
  const [from, to] = [Buffer.from(find as string), Buffer.from(replace as string)];
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  expect(to.length).toBe(from.length);
  to.copy(bytes, at);
  writeFileSync(file, bytes);
}

function uint32After(file: string, key: string, change: (bytes: Buffer, at: number) => void): void {
  const bytes = readFileSync(file);
  change(bytes, bytes.indexOf(key) + key.length + 4);
  writeFileSync(file, bytes);
}

test.each<[string, (file: string) => void, string]>([
  [
    'the template is lost',
    (file) => patch(file, 'tokenizer.chat_template', 'tokenizer.chat_templatx'),
    'the chat template is missing',
  ],
  [
    'the template is changed',
    (file) => patch(file, "add_generation_prompt %}{{ '<|im", "add_generation_prompt %}{{ '<!im"),
    'the chat template was changed',
  ],
  ['the rule for words is another', (file) => patch(file, 'gpt-2', 'qwen2'), 'becomes the tokens'],
  [
    'the end is another token',
    (file) => uint32After(file, 'eos_token_id', (bytes, at) => bytes.writeUInt32LE(7, at)),
    'token 2 does not end an answer any more',
  ],
  [
    'a token is another',
    (file) => patch(file, '<|im_end|>', '<|im_and|>'),
    '"<|im_end|>" has the id -, expected 2',
  ],
  [
    'the base of RoPE is another',
    (file) => uint32After(file, 'rope.freq_base', (bytes, at) => bytes.writeFloatLE(500, at)),
    'logits differ',
  ],
  [
    'epsilon is another',
    (file) => uint32After(file, 'layer_norm_rms_epsilon', (bytes, at) => bytes.writeFloatLE(0.1, at)),
    'logits differ',
  ],
  [
    'the file is cut off',
    (file) => writeFileSync(file, readFileSync(file).subarray(0, -4096)),
    'it cannot be opened',
  ],
])('%s: the certificate refuses it', async (_, plant, text) => {
  const { base, adapter, out, file } = await write('q8_0');
  plant(file);
  const source = { target: 'gguf', model: base, adapter, names } as const;
  await expect(certify(out, source, gguf, { prompts })).rejects.toThrow(text);
  expect(readdirSync(out)).not.toContain('.reopened');
});

const last = 'model.layers.1.self_attn.q_proj';
const weightFaults: readonly (readonly [string, (module: string) => number])[] = [
  ['one matrix is not merged', (module) => Number(module !== last)],
  ['one layer is not merged', (module) => Number(!module.includes('layers.1.'))],
  ['nothing is merged', () => 0],
  ['the scale is 1.1 times what it should be', () => 1.1],
  ['the scale is 0.99 times what it should be', () => 0.99],
  ['the scale is twice what it should be', () => 2],
];

test.each(['f32', 'bf16', 'q8_0', 'q6_k', 'q4_k_m'] as const)(
  'in %s a sound file passes, and each fault of the merge is caught where it is',
  async (dtype) => {
    const { parent, base, adapter, certificate } = await write(dtype);
    expect(certificate.recomputed).toEqual({ tensors: 21, rows: 126 });
    const source = { target: 'gguf', model: base, adapter, names } as const;
    for (const [fault, factor] of weightFaults) {
      const modules = new Map(
        [...adapter.modules].map(([path, module]) => [
          path,
          { ...module, scale: module.scale * factor(path) },
        ]),
      );
      const folder = join(parent, fault.replaceAll(' ', '-'));
      mkdirSync(folder);
      await gguf.write(folder, { model: base, adapter: { ...adapter, modules }, names }, { dtype });
      const refused = await certify(folder, source, gguf, { prompts }).catch((error: unknown) => error);
      expect(refused, fault).toMatchObject({
        code: 'drift',
        message: expect.stringMatching(/model\.layers\.\d\.\S+\.weight holds \S+ at \[\d+, \d+\]/),
      });
    }
  },
);

test.each(['f32', 'bf16', 'q4_k_m'] as const)(
  'in %s an end token of a name of its own that the file declares no more is caught',
  async (dtype) => {
    const parent = temporaryFolder();
    const folder = join(parent, 'base');
    modelWithCompanions(folder);
    for (const name of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']) {
      const text = readFileSync(join(folder, name), 'utf8');
      writeFileSync(join(folder, name), text.replaceAll('<|im_end|>', '<|stop_here|>'));
    }
    const [model, adapter, out] = [openBaseModel(folder), goldenAdapter(), join(parent, 'out')];
    await exportAdapter('gguf', { model, adapter }, out, { prompts, dtype, names });
    const file = join(out, readdirSync(out).find((each) => each.endsWith('.gguf'))!);
    uint32After(file, 'eos_token_id', (bytes, at) => bytes.writeUInt32LE(7, at));
    const source = { target: 'gguf', model, adapter, names } as const;
    await expect(certify(out, source, gguf, { prompts })).rejects.toThrow(
      'token 2 does not end an answer any more',
    );
  },
);

test('called off while it writes, an export as GGUF leaves nothing', async () => {
  const parent = temporaryFolder();
  const model = modelWithCompanions(join(parent, 'base'));
  const adapter = madeAdapter(join(parent, 'adapter'), { 'model.layers.0.mlp.up_proj': [160, 64, 4] }, {});
  const stop = new AbortController();
  const onProgress = (_: string, share: number) => share > 0.3 && stop.abort();
  const options = { prompts, onProgress, signal: stop.signal };
  await expectNothingLeft(
    parent,
    () => exportAdapter('gguf', { model, adapter }, join(parent, 'out'), options),
    'interrupted',
    'nothing of it was kept',
  );
});
