/** Exported adapters: what training wrote, with a certificate, and nothing of the machine it was made on. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { exportTargetSchema } from '../../../src/shared/exportTargets.ts';
import { temporaryFolder } from '../formats/support.ts';
import { goldenAdapter, goldenModel, madeAdapter, modelWithCompanions, prompts } from './support.ts';

test('an adapter is copied as PEFT wrote it and computes the same', async () => {
  const target = join(temporaryFolder(), 'adapter');
  const adapter = goldenAdapter('llama-rslora');
  const certificate = await exportAdapter('peft', { model: goldenModel('llama-rslora'), adapter }, target, {
    prompts,
  });
  const files = ['adapter_config.json', 'adapter_model.safetensors'];
  expect(readdirSync(target).sort()).toEqual([...files, 'certificate.json', 'certificate.txt']);
  expect(readFileSync(join(target, 'certificate.txt'), 'utf8')).toContain(
    'its logits are exactly those of base and adapter',
  );
  for (const name of files)
    expect(readFileSync(join(target, name))).toEqual(readFileSync(join(adapter.path, name)));
  expect(certificate).toMatchObject({
    target: 'peft',
    largestDifference: 0,
    equalArgmax: 1,
    prompts: 2,
    tokens: 8,
  });
  expect(certificate.files.map(({ name }) => name)).toEqual(files);
  expect(JSON.parse(readFileSync(join(target, 'certificate.json'), 'utf8'))).toEqual(certificate);
});

test.each([
  ['/home/ada/.lowrank/models/tiny', 'org/tiny', 'org/tiny'],
  ['C:\\Users\\Ada Ö\\models\\tiny', null, 'Tiny "1"'],
  ['org/other', 'org/tiny', 'org/other'],
])('a base known as %s is named so that others find it; all else stays', async (baseModel, hubId, named) => {
  const parent = temporaryFolder();
  const modules = { 'model.layers.0.self_attn.q_proj': [64, 64, 4] } as const;
  const adapter = madeAdapter(join(parent, 'mine'), modules, { baseModel });
  const names = { base: 'Tiny "1"', hubId, adapter: 'Sums v1', version: '1.2.3' };
  const target = join(parent, 'out');
  const certificate = await exportAdapter('peft', { model: goldenModel(), adapter }, target, {
    prompts,
    names,
  });
  const [before, after] = [adapter.path, target].map((folder) =>
    readFileSync(join(folder, 'adapter_config.json'), 'utf8'),
  );
  expect(after).toBe(before!.replace(JSON.stringify(baseModel), () => JSON.stringify(named)));
  expect(certificate.base).toMatchObject({ name: 'Tiny "1"', hubId });
  expect(certificate.adapter.name).toBe('Sums v1');
});

test.each(exportTargetSchema.options)('nothing in an export as %s tells where it was made', async (form) => {
  const parent = temporaryFolder();
  const model = modelWithCompanions(join(parent, 'base'));
  const modules = { 'model.layers.0.self_attn.q_proj': [64, 64, 4] } as const;
  const adapter = madeAdapter(join(parent, 'mine'), modules, { baseModel: model.folder.path });
  const target = join(parent, 'out');
  await exportAdapter(form, { model, adapter }, target);
  const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name)).includes(parent), name).toBe(false);
});
