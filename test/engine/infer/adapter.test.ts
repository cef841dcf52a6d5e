/** Adapters from disk: whatever ranks and layers they have, and those that do not fit. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { exportAdapter } from '../../../src/main/engine/export/exportAdapter.ts';
import { loadAdapter } from '../../../src/main/engine/infer/adapter.ts';
import { goldenModel, madeAdapter } from '../export/support.ts';
import { expectError, temporaryFolder } from '../formats/support.ts';
import { largestDifference, loadGenerator } from './support.ts';

const llama = goldenModel();
const query = 'model.layers.0.self_attn.q_proj';
const prompt = Int32Array.of(1, 81, 213, 287, 262);

test('ranks and scales may differ between layers, and layers may be left out', async () => {
  const folder = temporaryFolder();
  const modules = {
    [query]: [64, 64, 6],
    'model.layers.1.self_attn.v_proj': [32, 64, 1],
    'model.layers.1.mlp.up_proj': [160, 64, 4],
  } as const;
  const config = { rankPattern: { q_proj: 6, v_proj: 1 }, alphaPattern: { up_proj: 24 }, useRslora: true };
  const adapter = madeAdapter(join(folder, 'adapter'), modules, config);
  const generator = await loadGenerator(llama);
  const base = await generator.logits(prompt);
  const found = await generator.logits(prompt, { adapter: loadAdapter(llama, adapter) });

  // The same by another way: the adapter in the weights.
  await exportAdapter('merged', { model: llama, adapter }, join(folder, 'merged'), { prompts: [prompt] });
  const merged = await loadGenerator(openBaseModel(join(folder, 'merged')));
  expect(largestDifference(found, await merged.logits(prompt))).toBeLessThan(1e-4);
  expect(largestDifference(found, base)).toBeGreaterThan(0.1);
});

test.each([
  [
    'another size',
    { [query]: [64, 32, 4] },
    'bad-adapter',
    `a ${query} of [64, 32], the model's is [64, 64]`,
  ],
  ['more layers', { 'model.layers.2.mlp.up_proj': [160, 64, 4] }, 'bad-adapter', 'the model has 2 layers'],
  ['the head', { lm_head: [512, 64, 4] }, 'unsupported', 'adapts lm_head'],
] as const)('an adapter for %s is refused', (_name, modules, code, text) => {
  const adapter = madeAdapter(join(temporaryFolder(), 'adapter'), modules, {});
  expectError(() => loadAdapter(llama, adapter), code, text);
});

test('an adapter with NaN is refused by the name of its tensor', () => {
  const adapter = madeAdapter(
    join(temporaryFolder(), 'adapter'),
    { [query]: [64, 64, 4] },
    {},
    () => Number.NaN,
  );
  expectError(() => loadAdapter(llama, adapter), 'bad-adapter', `${query}.lora_A.weight holds NaN`);
});
