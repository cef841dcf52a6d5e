/** Merged models: their numbers, their files, and the certificate that comes with them. */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { encodeFloats } from '../../../src/main/engine/formats/float.ts';
import { hashFile, hashModel } from '../../../src/main/engine/formats/hash.ts';
import { readTensor, readTensorBytes } from '../../../src/main/engine/formats/readTensor.ts';
import { temporaryFolder } from '../formats/support.ts';
import {
  convertedModel,
  goldenAdapter,
  goldenModel,
  goldenSource,
  madeAdapter,
  mergedValues,
  modelWithCompanions,
  prompts,
  shardedModel,
} from './support.ts';

const query = 'model.layers.0.self_attn.q_proj';
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

test('each adapted weight is rounded once from W + alpha/rank·BA; all else is copied', async () => {
  const target = join(temporaryFolder(), 'merged');
  const [model, adapter] = [goldenModel(), goldenAdapter()];
  await exportAdapter('merged', { model, adapter }, target, { prompts });
  const merged = openBaseModel(target);
  expect([...merged.tensors.keys()]).toEqual([...model.tensors.keys()]);
  for (const [name, info] of model.tensors) {
    const found = merged.tensors.get(name)!;
    const module = name.replace('.weight', '');
    if (adapter.modules.has(module))
      expect(readTensor(found), name).toEqual(Float32Array.from(mergedValues(model, adapter, module, 2)));
    else expect(readTensorBytes(found), name).toEqual(readTensorBytes(info));
  }
});

test.each(['F16', 'BF16'] as const)(
  'a base in %s stays in it, and nothing else is rounded',
  async (dtype) => {
    const parent = temporaryFolder();
    const base = await convertedModel(join(parent, 'base'), dtype);
    const adapter = goldenAdapter();
    const certificate = await exportAdapter('merged', { model: base, adapter }, join(parent, 'merged'), {
      prompts,
    });
    const found = openBaseModel(join(parent, 'merged')).tensors.get(`${query}.weight`)!;
    expect(found.dtype).toBe(dtype);
    const expected = Float32Array.from(mergedValues(base, adapter, query, 2));
    expect(readTensorBytes(found)).toEqual(encodeFloats(dtype, expected));
    expect(certificate.dtype).toBe({ F16: 'float16', BF16: 'bfloat16' }[dtype]);
    expect(certificate.largestDifference).toBeGreaterThan(0);
    expect(certificate.relativeError).toBeLessThan({ F16: 0.003, BF16: 0.02 }[dtype]);
    expect(certificate.effectShare).toBeCloseTo(1, 2);
    expect(readFileSync(join(parent, 'merged/config.json'))).toEqual(
      readFileSync(join(parent, 'base/config.json')),
    );
  },
);

test('the element type asked for reaches weights and config.json', async () => {
  const parent = temporaryFolder();
  const adapter = goldenAdapter();
  const half = await convertedModel(join(parent, 'half'), 'BF16');
  await exportAdapter('merged', { model: half, adapter }, join(parent, 'whole'), {
    prompts,
    dtype: 'float32',
  });
  const whole = openBaseModel(join(parent, 'whole'));
  expect(new Set([...whole.tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['F32']));
  expect(readTensor(whole.tensors.get(`${query}.weight`)!)).toEqual(
    Float32Array.from(mergedValues(half, adapter, query, 2)),
  );
  expect(json(join(parent, 'half/config.json')).torch_dtype).toBe('bfloat16');
  expect(whole.folder.config).toEqual({ ...half.folder.config, torch_dtype: 'float32' });
});

test('a config of transformers 5 keeps its spelling of the element type', async () => {
  const parent = temporaryFolder();
  const model = goldenModel('llama-tied');
  const spelled = {
    ...model,
    folder: { ...model.folder, config: { ...model.folder.config, dtype: 'float32' } },
  };
  await exportAdapter(
    'merged',
    { model: spelled, adapter: goldenAdapter('llama-tied') },
    join(parent, 'merged'),
    { prompts, dtype: 'float16' },
  );
  expect(json(join(parent, 'merged/config.json'))).toEqual({ ...spelled.folder.config, dtype: 'float16' });
});

test('shards keep their names, and the index counts the new bytes', async () => {
  const parent = temporaryFolder();
  const base = shardedModel(join(parent, 'base'));
  await exportAdapter('merged', { model: base, adapter: goldenAdapter() }, join(parent, 'merged'), {
    prompts,
    dtype: 'float16',
  });
  await exportAdapter('merged', goldenSource(), join(parent, 'single'), {
    prompts,
    dtype: 'float16',
  });
  const [merged, single] = [openBaseModel(join(parent, 'merged')), openBaseModel(join(parent, 'single'))];
  expect(merged.folder.shards.map(({ name }) => name)).toEqual(base.folder.shards.map(({ name }) => name));
  for (const [name, info] of single.tensors)
    expect(readTensorBytes(merged.tensors.get(name)!)).toEqual(readTensorBytes(info));
  const index = 'model.safetensors.index.json';
  const before = json(join(parent, 'base', index));
  expect(json(join(parent, 'merged', index))).toEqual({
    metadata: { ...before.metadata, total_size: 2 * base.parameters },
    weight_map: before.weight_map,
  });
});

test('rank and alpha patterns and rsLoRA scale each module by its own numbers', async () => {
  const parent = temporaryFolder();
  const [model, up] = [goldenModel(), 'model.layers.1.mlp.up_proj'];
  const adapter = madeAdapter(
    join(parent, 'adapter'),
    { [query]: [64, 64, 4], [up]: [160, 64, 9] },
    {
      rank: 4,
      alpha: 8,
      useRslora: true,
      rankPattern: { up_proj: 9 },
      alphaPattern: { 'layers.1.mlp.up_proj': 6 },
    },
  );
  await exportAdapter('merged', { model, adapter }, join(parent, 'merged'), { prompts });
  const merged = openBaseModel(join(parent, 'merged'));
  const values = (module: string) => readTensor(merged.tensors.get(`${module}.weight`)!);
  expect(values(query)).toEqual(Float32Array.from(mergedValues(model, adapter, query, 8 / Math.sqrt(4))));
  expect(values(up)).toEqual(Float32Array.from(mergedValues(model, adapter, up, 6 / Math.sqrt(9))));
});

test('tokenizer, template, generation config and licence travel along; the certificate asks real questions', async () => {
  const parent = temporaryFolder();
  const adapter = goldenAdapter();
  modelWithCompanions(join(parent, 'base'));
  mkdirSync(join(parent, 'base/additional_chat_templates'));
  writeFileSync(join(parent, 'base/additional_chat_templates/rag.jinja'), '{{ messages }}');
  const model = openBaseModel(join(parent, 'base'));
  const certificate = await exportAdapter('merged', { model, adapter }, join(parent, 'merged'));
  const carried = [
    ...['README.md', 'additional_chat_templates/rag.jinja'],
    ...['LICENSE', 'chat_template.jinja', 'config.json', 'generation_config.json', 'model.safetensors'],
    ...['tokenizer.json', 'tokenizer_config.json'],
  ];
  expect(certificate.files.map(({ name }) => name)).toEqual(carried.toSorted());
  expect(readdirSync(join(parent, 'merged')).length).toBe(carried.length + 2);
  for (const name of carried.filter((file) => file !== 'model.safetensors'))
    expect(readFileSync(join(parent, 'merged', name))).toEqual(readFileSync(join(parent, 'base', name)));

  expect(json(join(parent, 'merged/certificate.json'))).toEqual(certificate);
  expect(certificate).toMatchObject({
    target: 'merged',
    base: { name: 'base', hubId: null, sha256: hashModel(model.folder) },
    adapter: { name: 'adapter', sha256: hashFile(join(adapter.path, 'adapter_model.safetensors')) },
    dtype: 'float32',
    prompts: 4,
    equalArgmax: 1,
  });
  expect(certificate.tokens).toBeGreaterThan(100);
  expect(certificate.largestDifference).toBeLessThan(1e-4);
  expect(certificate.tolerance).toBeLessThan(1e-3);
  expect(certificate.adapterEffect).toBeGreaterThan(1);
  expect(certificate.files).toEqual(
    carried.sort().map((name) => {
      const path = join(parent, 'merged', name);
      return { name, bytes: statSync(path).size, sha256: hashFile(path) };
    }),
  );
});

test('progress runs from 0 to 1 through writing, then through checking', async () => {
  const seen: [string, number][] = [];
  const onProgress = (stage: string, share: number) => seen.push([stage, share]);
  await exportAdapter('merged', goldenSource(), join(temporaryFolder(), 'merged'), { prompts, onProgress });
  expect(seen).toEqual([...seen].sort(([a, x], [b, y]) => b.localeCompare(a) || x - y));
  for (const stage of ['writing', 'checking'])
    expect(seen.filter(([name]) => name === stage).at(-1)).toEqual([stage, 1]);
});
