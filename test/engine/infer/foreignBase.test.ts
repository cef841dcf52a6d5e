/** An adapter made for another base whose shapes agree is told by the name it gives, and by no name of the same model. */

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foreignBase } from '../../../src/main/engine/adapters/foreignBase.ts';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { type Adapter, readAdapter } from '../../../src/main/engine/formats/peft.ts';
import { golden } from '../formats/support.ts';
import { editJson, newFolder } from '../train/support.ts';

const folder = join(newFolder(), 'SmolLM2-135M');
mkdirSync(folder);
for (const name of ['config.json', 'model.safetensors'])
  cpSync(join(golden, 'llama', name), join(folder, name));
const model = openBaseModel(folder);

function adapterOf(baseModel: string | undefined): Adapter {
  const adapter = readAdapter(join(golden, 'llama/adapter'));
  return { ...adapter, config: { ...adapter.config, baseModel } };
}

test.each([
  undefined,
  '..',
  folder,
  `${folder}/`,
  'HuggingFaceTB/SmolLM2-135M',
  'unsloth/smollm2-135m-unsloth-bnb-4bit',
  'C:\\models\\SmolLM2-135M',
  '/root/.cache/huggingface/hub/models--HuggingFaceTB--SmolLM2-135M/snapshots/93efa2f097d58c2a74874c7e644dbc9b0cee75a2',
])('%s is this model', (name) => {
  expect(foreignBase(model, adapterOf(name))).toBe(undefined);
});

test.each([
  ['HuggingFaceTB/SmolLM2-135M-Instruct', 'HuggingFaceTB/SmolLM2-135M-Instruct'],
  ['/home/somebody/secret/SmolLM-135M', 'SmolLM-135M'],
  ['D:\\models\\TinyLlama\\', 'TinyLlama'],
])('%s is another, and is told without folders', (name, told) => {
  expect(foreignBase(model, adapterOf(name))).toBe(told);
});

test('a model is known by its name in the library, by the Hub and by its config too', () => {
  const adapter = adapterOf('org/Tiny');
  expect(foreignBase(model, adapter, ['Other', null])).toBe('org/Tiny');
  expect(foreignBase(model, adapter, ['tiny', null])).toBe(undefined);
  expect(foreignBase(model, adapter, ['Other', 'org/Tiny'])).toBe(undefined);
  editJson(join(folder, 'config.json'), { _name_or_path: 'org/Tiny' });
  expect(foreignBase(openBaseModel(folder), adapter)).toBe(undefined);
});
