/** Exported adapters: byte for byte what training wrote, with a certificate. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { temporaryFolder } from '../formats/support.ts';
import { goldenAdapter, goldenModel, prompts } from './support.ts';

test('an adapter is copied as PEFT wrote it and computes the same', async () => {
  const target = join(temporaryFolder(), 'adapter');
  const adapter = goldenAdapter('llama-rslora');
  const certificate = await exportAdapter('peft', { model: goldenModel('llama-rslora'), adapter }, target, {
    prompts,
  });
  const files = ['adapter_config.json', 'adapter_model.safetensors'];
  expect(readdirSync(target).sort()).toEqual([...files, 'certificate.json']);
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
