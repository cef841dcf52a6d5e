/** Exports that must not be: what is refused, what stops half-way, and that nothing is left then. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import type { Adapter } from '../../../src/main/engine/formats/peft.ts';
import type { AppError } from '../../../src/shared/errors.ts';
import { golden, temporaryFolder } from '../formats/support.ts';
import {
  convertedModel,
  expectNothingLeft,
  goldenAdapter,
  goldenModel,
  goldenSource,
  madeAdapter,
  modelWithCompanions,
  prompts,
} from './support.ts';

const query = 'model.layers.0.self_attn.q_proj';

test('the base is never overwritten, nor is a folder with something in it', async () => {
  const parent = temporaryFolder();
  const base = modelWithCompanions(join(parent, 'base'));
  symlinkSync(join(parent, 'base'), join(parent, 'link'));
  mkdirSync(join(parent, 'full'));
  writeFileSync(join(parent, 'full/note'), 'mine');
  const merge = (target: string) => () =>
    exportAdapter('merged', { model: base, adapter: goldenAdapter() }, join(parent, target), { prompts });
  const files = readdirSync(join(parent, 'base'));
  await expectNothingLeft(parent, merge('base'), 'exists', 'is the base model, which is never overwritten');
  await expectNothingLeft(parent, merge('link'), 'exists', 'is the base model, which is never overwritten');
  await expectNothingLeft(parent, merge('full'), 'exists', 'already exists and is not empty');
  await expectNothingLeft(parent, merge('full/note'), 'exists', 'already exists and is not empty');
  await expectNothingLeft(parent, merge('none/merged'), 'not-found', 'its folder does not exist');
  expect(readdirSync(join(parent, 'base'))).toEqual(files);
  expect(readdirSync(join(parent, 'full'))).toEqual(['note']);
});

test.each([
  [
    'another size',
    { [query]: [64, 32, 4] },
    'bad-adapter',
    `it is for a ${query} of [64, 32], the model's is [64, 64]`,
  ],
  [
    'more layers',
    { 'model.layers.2.mlp.up_proj': [160, 64, 4] },
    'bad-adapter',
    'but the model has 2 layers',
  ],
  ['the head', { lm_head: [512, 64, 4] }, 'unsupported', 'adapts lm_head; supported: self_attn.q_proj, '],
] as const)('an adapter for %s is refused before anything is written', async (_, modules, code, text) => {
  const parent = temporaryFolder();
  const adapter = madeAdapter(join(parent, 'adapter'), modules, {});
  const target = join(parent, 'out');
  await expectNothingLeft(
    parent,
    () => exportAdapter('merged', { model: goldenModel(), adapter }, target, { prompts }),
    code,
    text,
  );
  await expectNothingLeft(
    parent,
    () => exportAdapter('peft', { model: goldenModel(), adapter }, target, { prompts }),
    code,
    text,
  );
});

test('adapters that hold NaN, or make the model compute it, are refused', async () => {
  const parent = temporaryFolder();
  const modules = { [query]: [64, 64, 4] } as const;
  const damaged = madeAdapter(join(parent, 'damaged'), modules, {}, () => Number.NaN);
  const endless = madeAdapter(join(parent, 'endless'), modules, { alpha: 1e38 }, () => 1);
  const merge = (adapter: Adapter) => () =>
    exportAdapter('merged', { model: goldenModel(), adapter }, join(parent, 'merged'), { prompts });
  await expectNothingLeft(
    parent,
    merge(damaged),
    'bad-adapter',
    `${query}.lora_A.weight holds NaN or infinite`,
  );
  await expectNothingLeft(parent, merge(endless), 'not-finite', 'computes NaN or infinite logits');
});

test('a merge that rounds the adapter away is refused', async () => {
  const parent = temporaryFolder();
  const base = await convertedModel(join(parent, 'base'), 'BF16');
  const small = madeAdapter(join(parent, 'adapter'), { [query]: [64, 64, 4] }, {}, (i) => Math.sin(i) / 100);
  const merge = (dtype?: 'float32') =>
    exportAdapter('merged', { model: base, adapter: small }, join(parent, 'merged'), { prompts, dtype });
  await expectKept(parent, merge, 'of what the adapter changes; at most 50 % is allowed');
  expect(await merge('float32')).toMatchObject({ dtype: 'float32', equalArgmax: 1 });
});

test('weights that an element type cannot hold are refused', async () => {
  const parent = temporaryFolder();
  const large = madeAdapter(join(parent, 'adapter'), { [query]: [64, 64, 4] }, { alpha: 4e5 }, () => 1);
  const merge = () =>
    exportAdapter('merged', { model: goldenModel(), adapter: large }, join(parent, 'merged'), {
      prompts,
      dtype: 'float16',
    });
  await expectKept(parent, merge, 'float16 logits differ');
});

test('a refused export is kept with its reason, in the place of an earlier one and beside what others put there', async () => {
  const parent = temporaryFolder();
  const large = madeAdapter(join(parent, 'adapter'), { [query]: [64, 64, 4] }, { alpha: 4e5 }, () => 1);
  const options = { prompts, dtype: 'float16' } as const;
  const merge = () =>
    exportAdapter('merged', { model: goldenModel(), adapter: large }, join(parent, 'merged'), options);
  mkdirSync(join(parent, 'merged.failed'));
  writeFileSync(join(parent, 'merged.failed/thesis.txt'), 'mine');
  for (let n = 0; n < 2; n++)
    await expect(merge()).rejects.toThrow(`the files are in ${join(parent, 'merged.failed-2')}`);
  expect(readdirSync(parent).sort()).toEqual(['adapter', 'merged.failed', 'merged.failed-2']);
  expect(readdirSync(join(parent, 'merged.failed'))).toEqual(['thesis.txt']);
  const kept = join(parent, 'merged.failed-2');
  expect(readdirSync(kept).sort()).toEqual(['FAILED.txt', 'config.json', 'model.safetensors']);
  const reason = readFileSync(join(kept, 'FAILED.txt'), 'utf8');
  expect(reason).toContain('float16 logits differ from those of base and adapter by up to');
  expect(reason).toContain('Export with --dtype float32.');
});

/** Asserts that `action` is refused as another thing than its source, and that only merged.failed tells of it. */
async function expectKept(parent: string, action: () => Promise<unknown>, text: string): Promise<void> {
  const before = readdirSync(parent);
  await expect(action().catch((error: AppError) => error.code)).resolves.toBe('drift');
  expect(readdirSync(parent).sort()).toEqual([...before, 'merged.failed'].sort());
  expect(readFileSync(join(parent, 'merged.failed/FAILED.txt'), 'utf8')).toContain(text);
}

test('an element type the target does not have is refused by name', async () => {
  const parent = temporaryFolder();
  const peft = () =>
    exportAdapter('peft', goldenSource(), join(parent, 'adapter'), { prompts, dtype: 'float16' });
  await expectNothingLeft(parent, peft, 'unsupported', 'an export as peft cannot be written as float16');
});

test('a model without tokenizer.json cannot be asked our own questions', async () => {
  const parent = temporaryFolder();
  const merge = () => exportAdapter('merged', goldenSource(), join(parent, 'merged'));
  await expectNothingLeft(parent, merge, 'not-found', 'has no tokenizer.json');
});

test.each(['writing', 'checking'] as const)('stopped while %s, nothing is left', async (stage) => {
  const parent = temporaryFolder();
  const stop = new AbortController();
  const onProgress = (at: string, share: number) => at === stage && share > 0.3 && stop.abort();
  const options = { prompts, onProgress, signal: stop.signal };
  const merge = () => exportAdapter('merged', goldenSource(), join(parent, 'merged'), options);
  await expectNothingLeft(parent, merge, 'interrupted', 'nothing of it was kept');
});

test('a disk that takes no more leaves nothing but the message', () => {
  const parent = temporaryFolder();
  const engine = join(import.meta.dirname, '../../../src/main/engine');
  const script = `
    import { openBaseModel } from '${engine}/baseModel.ts';
    import { readAdapter } from '${engine}/formats/peft.ts';
    import { exportAdapter } from '${engine}/export/exportAdapter.ts';
    const folder = '${join(golden, 'llama')}';
    await exportAdapter('merged', { model: openBaseModel(folder), adapter: readAdapter(folder + '/adapter') }, '${parent}/merged').catch((error) => {
      process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
    });`;
  // No file may pass 200 blocks of 512 or 1024 bytes, as if the disk were full; the weights need 600 KB.
  const command = `ulimit -f 200 && exec '${process.execPath}' --input-type=module -e "$SCRIPT"`;
  const { stdout } = spawnSync('sh', ['-c', command], {
    env: { ...process.env, SCRIPT: script },
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual({
    code: 'disk',
    message: expect.stringMatching(/model\.safetensors .*nothing half-written was kept/),
  });
  expect(readdirSync(parent)).toEqual([]);
});
