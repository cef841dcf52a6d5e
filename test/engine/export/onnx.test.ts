/** ONNX exports: what lies in the folder, what no graph can have, and faults planted into it. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BaseModel } from '../../../src/main/engine/baseModel.ts';
import { certify } from '../../../src/main/engine/export/certificate.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { blockSize, decodeBlocks, encodeBlocks } from '../../../src/main/engine/export/onnx/blockCodes.ts';
import { graphFile, planWeights } from '../../../src/main/engine/export/onnx/storedWeights.ts';
import { writeOnnx } from '../../../src/main/engine/export/onnx/writeOnnx.ts';
import { onnx } from '../../../src/main/engine/export/targets/onnx.ts';
import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import { temporaryFolder } from '../formats/support.ts';
import { expectNothingLeft, goldenAdapter, goldenModel, modelWithCompanions, prompts } from './support.ts';

const names = { base: 'base', hubId: null, adapter: 'adapter', version: '1.2.3' };
const types = ['float32', 'int4'] as const;

let parent: string;
let model: BaseModel;
let adapter: Adapter;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'lowrank-onnx-'));
  model = modelWithCompanions(join(parent, 'base'));
  adapter = goldenAdapter();
  for (const dtype of types)
    await exportAdapter('onnx', { model, adapter }, join(parent, dtype), { prompts, dtype });
});

afterAll(() => rmSync(parent, { recursive: true, force: true }));

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));

test('the folder has what transformers.js and onnxruntime-genai look for', () => {
  const folder = join(parent, 'int4');
  expect(readdirSync(folder).sort()).toEqual([
    ...['LICENSE', 'certificate.json', 'certificate.txt', 'chat_template.jinja', 'config.json'],
    ...['genai_config.json', 'generation_config.json', 'onnx', 'tokenizer.json', 'tokenizer_config.json'],
  ]);
  expect(readdirSync(join(folder, 'onnx')).sort()).toEqual(['model_q4.onnx', 'model_q4.onnx_data']);
  expect(readJson(folder, 'config.json')['transformers.js_config']).toEqual({
    dtype: 'q4',
    use_external_data_format: { 'model_q4.onnx': 1 },
  });
  expect(readJson(folder, 'certificate.json').matrices).toEqual({ int4: 4, int8: 12 });
  expect(readJson(folder, 'tokenizer_config.json').chat_template).toBe(model.folder.chatTemplate);
  expect(readJson(folder, 'generation_config.json').eos_token_id).toEqual([2]);
  expect(readJson(folder, 'genai_config.json')).toMatchObject({
    model: { type: 'llama', vocab_size: 512, decoder: { filename: 'onnx/model_q4.onnx', head_size: 16 } },
    search: { past_present_share_buffer: false },
  });
});

test('in int4 layers that widen have 4 bits; embeddings, head, all others and the outer layers have 8, and vectors stay float32', () => {
  const plan = planWeights(model, 'int4');
  const storage = (name: string) => plan.get(name)?.storage;
  const layer = (name: string) => storage(`model.layers.0.${name}.weight`);
  expect([layer('mlp.gate_proj'), layer('mlp.up_proj')]).toEqual([4, 4]);
  expect([layer('self_attn.q_proj'), layer('self_attn.v_proj'), layer('mlp.down_proj')]).toEqual([8, 8, 8]);
  expect([storage('model.embed_tokens.weight'), storage('lm_head.weight')]).toEqual([8, 8]);
  expect(storage('model.norm.weight')).toBe('F32');
  const deep = planWeights({ ...model, config: { ...model.config, layers: 4 } }, 'int4');
  const up = [0, 1].map((i) => deep.get(`model.layers.${i}.mlp.up_proj.weight`)?.storage);
  expect(up).toEqual([8, 4]);
});

test('in int8 every matrix has 8 bits, and the file the name by which transformers.js asks for it', () => {
  const plan = [...planWeights(model, 'int8').values()];
  expect(new Set(plan.map(({ info, storage }) => `${info.shape.length} ${storage}`))).toEqual(
    new Set(['2 8', '1 F32']),
  );
  expect(graphFile('int8')).toBe('onnx/model_quantized.onnx');
});

test('what one file cannot hold in a browser goes on in a second one', () => {
  const info = model.tensors.get('model.embed_tokens.weight')!;
  const large = { ...info, shape: [400_000, 1024] };
  const tensors = new Map([0, 1, 2].map((i) => [`table ${i}`, { ...large, name: `table ${i}` }]));
  const plan = planWeights({ ...model, tensors }, 'float16');
  expect([...plan.values()].map(({ parts }) => [parts[0]?.location, parts[0]?.offset])).toEqual([
    ['model_fp16.onnx_data', 0],
    ['model_fp16.onnx_data', 819_200_000],
    ['model_fp16.onnx_data_1', 0],
  ]);
});

test('codes read back as the nearest steps of their block, rows filled up to whole blocks', () => {
  const width = blockSize + 8;
  const values = Float32Array.from({ length: 2 * width }, (_, i) => Math.sin(3 * i) * (i < width ? 1 : 0.01));
  for (const [bits, most] of [
    [8, 1 / 250],
    [4, 1 / 12],
  ] as const) {
    const coded = encodeBlocks(values, width, bits);
    expect(coded.codes.length).toBe((2 * 2 * blockSize * bits) / 8);
    const read = decodeBlocks(coded, width, bits);
    for (const [i, value] of values.entries())
      expect(Math.abs(read[i]! - value)).toBeLessThan(most * (i < width ? 1 : 0.01));
  }
  const zeros = encodeBlocks(new Float32Array(blockSize), blockSize, 4);
  expect(decodeBlocks(zeros, blockSize, 4)).toEqual(new Float32Array(blockSize));
});

test('a model with a state that no such graph can carry is refused before anything is written', async () => {
  const folder = temporaryFolder();
  const name = 'qwen35';
  const source = { model: modelWithCompanions(join(folder, 'base'), name), adapter: goldenAdapter(name) };
  await expectNothingLeft(
    folder,
    () => exportAdapter('onnx', source, join(folder, 'out'), { prompts }),
    'unsupported',
    'a state in place of keys and values',
  );
});

test('stopped on the way, it leaves nothing', async () => {
  const folder = temporaryFolder();
  const stop = new AbortController();
  const options = { prompts, signal: stop.signal, onProgress: () => stop.abort() };
  const source = { model: goldenModel('llama'), adapter };
  await expectNothingLeft(
    folder,
    () => exportAdapter('onnx', source, join(folder, 'out'), options),
    'interrupted',
    'nothing of it was kept',
  );
});

type Plant = (folder: string, dtype: (typeof types)[number]) => unknown;

const editing =
  (name: string, edit: (value: Record<string, never>) => void): Plant =>
  (folder) => {
    const value = readJson(folder, name);
    edit(value);
    writeFileSync(join(folder, name), JSON.stringify(value));
  };

/** The weights once more, of another adapter. */
const rewritten =
  (change: (adapter: Adapter) => Adapter): Plant =>
  async (folder, dtype) => {
    rmSync(join(folder, 'onnx'), { recursive: true });
    await writeOnnx(folder, { model, adapter: change(adapter) }, dtype);
  };

const faults: readonly (readonly [string, Plant, string])[] = [
  [
    'one matrix is not applied',
    rewritten((whole) => {
      const modules = new Map(whole.modules);
      expect(modules.delete('model.layers.1.self_attn.q_proj')).toBe(true);
      return { ...whole, modules };
    }),
    'model.layers.1.self_attn.q_proj.weight holds',
  ],
  [
    'the scale is 1.1 times what it was',
    rewritten((whole) => ({
      ...whole,
      modules: new Map(
        [...whole.modules].map(([path, each]) => [path, { ...each, scale: 1.1 * each.scale }]),
      ),
    })),
    'holds',
  ],
  [
    'the template is lost',
    editing('tokenizer_config.json', (value) => delete value.chat_template),
    'tokenizer_config.json has no chat template',
  ],
  [
    'the template is another one',
    editing('tokenizer_config.json', (value) => Object.assign(value, { chat_template: 'none' })),
    'the chat template of tokenizer_config.json was changed',
  ],
  [
    'the end token is another one',
    editing('generation_config.json', (value) => Object.assign(value, { eos_token_id: [7] })),
    'token 2 does not end an answer any more',
  ],
  [
    'genai is told of no end token',
    editing('genai_config.json', (value) => Object.assign(value, { model: { decoder: {} } })),
    'genai_config.json does not let token 2 end an answer',
  ],
  [
    'two entries of the tokenizer are swapped',
    editing('tokenizer.json', (value) => {
      const { vocab } = (value as unknown as { model: { vocab: Record<string, number> } }).model;
      const [a, b] = Object.keys(vocab).slice(400, 402) as [string, string];
      [vocab[a], vocab[b]] = [vocab[b]!, vocab[a]!];
    }),
    'has the id',
  ],
  [
    'the graph is lost',
    (folder) => rmSync(join(folder, 'onnx'), { recursive: true }),
    'the .onnx file is missing',
  ],
];

test.each(types.flatMap((dtype) => faults.map((fault) => [dtype, ...fault] as const)))(
  'in %s, an export of which %s is refused',
  async (dtype, _, plant, text) => {
    const folder = join(temporaryFolder(), 'export');
    cpSync(join(parent, dtype), folder, { recursive: true });
    for (const name of ['certificate.json', 'certificate.txt']) rmSync(join(folder, name));
    await plant(folder, dtype);
    const source = { target: 'onnx', model, adapter, names } as const;
    await expect(certify(folder, source, onnx, { prompts })).rejects.toThrow(text);
  },
);

test('weights that were brought whole are exported as such', async () => {
  const folder = temporaryFolder();
  const source = {
    model: modelWithCompanions(join(folder, 'base'), 'llama-head'),
    adapter: goldenAdapter('llama-head'),
  };
  const certificate = await exportAdapter('onnx', source, join(folder, 'out'), { prompts, dtype: 'float32' });
  expect(certificate.effectShare).toBeCloseTo(1, 4);
  expect(certificate.relativeError).toBeLessThan(1e-4);
});
