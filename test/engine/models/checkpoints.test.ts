/** However a checkpoint spells its tensors it is the same model, and no tensor of it is left out unproven. */

import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { type BaseModel, openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { writeModel } from '../../../src/main/engine/export/writeModel.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import {
  floatSource,
  openSafetensors,
  storedSource,
  type TensorSource,
  writeSafetensors,
} from '../../../src/main/engine/formats/safetensors.ts';
import { inverseFrequencies } from '../../../src/main/engine/nn/rope.ts';
import { expectError, golden, temporaryFolder } from '../formats/support.ts';
import { editJson } from '../train/support.ts';

const [head, embedding] = ['lm_head.weight', 'model.embed_tokens.weight'];

interface Change {
  readonly name?: (name: string) => string | undefined;
  readonly more?: readonly TensorSource[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly folder?: string;
}

/** The golden model with other names, tensors or settings. */
function changed(
  of: string,
  { name = (same) => same, more = [], config = {}, folder = 'model' }: Change,
): string {
  const path = join(temporaryFolder(), folder);
  mkdirSync(path);
  cpSync(join(golden, of, 'config.json'), join(path, 'config.json'));
  editJson(join(path, 'config.json'), config);
  const stored = [...openSafetensors(join(golden, of, 'model.safetensors')).values()];
  const kept = stored.flatMap((info) => {
    const called = name(info.name);
    return called === undefined ? [] : [storedSource(info, called)];
  });
  writeSafetensors(join(path, 'model.safetensors'), [...kept, ...more]);
  return path;
}

const model = (of: string): BaseModel => openBaseModel(join(golden, of));
const stored = (of: string, name: string) => model(of).tensors.get(name)!;

function expectSameModel(found: BaseModel, expected: BaseModel): void {
  expect(found.config).toEqual(expected.config);
  expect([...found.tensors.keys()]).toEqual([...expected.tensors.keys()]);
  for (const [name, info] of expected.tensors)
    expect(readTensor(found.tensors.get(name)!), name).toEqual(readTensor(info));
}

const bare = (name: string) => name.replace(/^model\./, '');

test.each<[string, string, (name: string) => string]>([
  ['saved without its head', 'llama-tied', bare],
  ['saved without its head, beside one', 'llama', bare],
  ['saved through torch.compile', 'llama', (name) => `_orig_mod.${name}`],
  ['compiled inside', 'qwen3', (name) => name.replace(/^model\./, 'model._orig_mod.')],
  ['saved from parallel training', 'llama', (name) => `module.${name}`],
  ['the text part of a model for pictures', 'llama', (name) => `language_model.${name}`],
  ['that part inside', 'gemma3', (name) => name.replace(/^model\./, 'model.language_model.')],
  ['that part without its head', 'llama-tied', (name) => `language_model.${bare(name)}`],
])('%s, %s', (_, of, name) => {
  expectSameModel(openBaseModel(changed(of, { name })), model(of));
});

/** The golden Gemma 3 inside a model for pictures. */
function withPictures(): string {
  const { architectures, model_type, ...text_config } = JSON.parse(
    readFileSync(join(golden, 'gemma3', 'config.json'), 'utf8'),
  );
  const pixels = ['vision_tower.embeddings.weight', 'multi_modal_projector.mm_input_projection_weight'];
  return changed('gemma3', {
    name: (name) => `language_model.${name}`,
    more: pixels.map((name) => floatSource(name, [2, 2], new Float32Array(4))),
    config: {
      ...Object.fromEntries(Object.keys(text_config).map((key) => [key, undefined])),
      ...{ architectures: ['Gemma3ForConditionalGeneration'], model_type: 'gemma3' },
      ...{ text_config, vision_config: { model_type: 'siglip_vision_model' }, eos_token_id: [1, 106] },
    },
  });
}

test('of a model for pictures the text part is read, and exported as a model of its own', async () => {
  const found = openBaseModel(withPictures());
  expectSameModel(found, model('gemma3'));
  const out = temporaryFolder();
  await writeModel(out, found.folder, () => undefined);
  expectSameModel(openBaseModel(out), model('gemma3'));
  expect([...openSafetensors(join(out, 'model.safetensors')).keys()]).toContain(embedding);
  expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({
    ...{ architectures: ['Gemma3ForCausalLM'], model_type: 'gemma3_text', eos_token_id: 2 },
  });
});

test('of Qwen3.5 with eyes the text part is read, without its heads for tokens further on', () => {
  const { architectures, model_type, ...text_config } = JSON.parse(
    readFileSync(join(golden, 'qwen35', 'config.json'), 'utf8'),
  );
  const aside = ['model.visual.patch_embed.proj.weight', 'mtp.fc.weight', 'mtp.layers.0.mlp.up_proj.weight'];
  const folder = changed('qwen35', {
    name: (name) => name.replace(/^model\./, 'model.language_model.'),
    more: aside.map((name) => floatSource(name, [2, 2], new Float32Array(4))),
    config: {
      ...Object.fromEntries(Object.keys(text_config).map((key) => [key, undefined])),
      ...{ architectures: ['Qwen3_5ForConditionalGeneration'], model_type: 'qwen3_5' },
      text_config: { ...text_config, mtp_num_hidden_layers: 1, mtp_use_dedicated_embeddings: false },
      vision_config: { model_type: 'qwen3_5' },
    },
  });
  expectSameModel(openBaseModel(folder), model('qwen35'));
});

test('of Qwen3.5 for text alone the heads for tokens further on are set aside, and no other tensor is', () => {
  const extra = (name: string) => floatSource(name, [2], Float32Array.of(1, 2));
  const aside = ['mtp.fc.weight', 'mtp.layers.0.mlp.up_proj.weight', 'mtp.norm.weight'].map(extra);
  const found = openBaseModel(changed('qwen35', { more: aside, config: { mtp_num_hidden_layers: 1 } }));
  expectSameModel(found, model('qwen35'));
  expectError(
    () => openBaseModel(changed('qwen35', { more: [...aside, extra('guess.fc.weight')] })),
    'bad-model',
    'the tensor guess.fc.weight',
  );
  expectError(() => openBaseModel(changed('qwen3', { more: aside })), 'bad-model', 'the tensor mtp.');
});

test('a model renamed is exported under the names that every reader knows', async () => {
  const out = temporaryFolder();
  await writeModel(out, openBaseModel(changed('llama', { name: bare })).folder, () => undefined);
  expectSameModel(openBaseModel(out), model('llama'));
  expect([...openSafetensors(join(out, 'model.safetensors')).keys()]).toContain(embedding);
});

test('a head of its own is used, whatever the config says of ties, and its export says so too', async () => {
  const untied = openBaseModel(changed('llama', { config: { tie_word_embeddings: true } }));
  expectSameModel(untied, model('llama'));
  const out = temporaryFolder();
  await writeModel(out, untied.folder, () => undefined);
  expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')).tie_word_embeddings).toBe(false);
});

test('a tied head may be told twice, or alone; it is written once', async () => {
  const again = storedSource(stored('llama-tied', embedding), head);
  const halved = floatSource(
    head,
    [512, 64],
    readTensor(stored('llama-tied', embedding)).map((x) => x / 2),
  );
  const twice = openBaseModel(changed('llama-tied', { more: [again] }));
  expectSameModel(twice, model('llama-tied'));
  const out = temporaryFolder();
  await writeModel(out, twice.folder, () => undefined);
  expect(openSafetensors(join(out, 'model.safetensors')).has(head)).toBe(false);
  expect(readFileSync(join(out, 'config.json'))).toEqual(
    readFileSync(join(twice.folder.path, 'config.json')),
  );

  const alone = changed('llama-tied', { name: (name) => (name === embedding ? head : name) });
  expectSameModel(openBaseModel(alone), model('llama-tied'));
  const different = openBaseModel(changed('llama-tied', { more: [halved] }));
  expect(different.config).toMatchObject({ tiedEmbeddings: false });
  expect(readTensor(different.tensors.get(head)!)[0]).toBe(
    readTensor(stored('llama-tied', embedding))[0]! / 2,
  );
});

const triangle = Float32Array.from({ length: 64 }, (_, i) => (i % 8 <= Math.floor(i / 8) ? 1 : 0));
const frequencies = inverseFrequencies({ theta: 10_000, scaling: { type: 'default' } }, 16);
const inLayer = (name: string) => `model.layers.0.self_attn.${name}`;

test('what follows from the config may stand in the weights, and is not carried on', () => {
  const more = [
    floatSource(inLayer('rotary_emb.inv_freq'), [8], frequencies),
    floatSource('model.layers.1.self_attn.rotary_emb.inv_freq', [8], frequencies, 'BF16'),
    floatSource('model.layers.0.attn.bias', [1, 1, 8, 8], triangle),
    floatSource('model.layers.0.attn.masked_bias', [], Float32Array.of(-1e9)),
  ];
  const found = openBaseModel(changed('llama', { more }));
  expectSameModel(found, model('llama'));
  expect(found.folder.weights.size).toBe(model('llama').tensors.size);
});

test.each<[string, TensorSource]>([
  [
    'other frequencies',
    floatSource(
      inLayer('rotary_emb.inv_freq'),
      [8],
      frequencies.map((x) => x * 1.001),
    ),
  ],
  ['more frequencies', floatSource(inLayer('rotary_emb.inv_freq'), [16], new Float32Array(16))],
  [
    'a mask that looks ahead',
    floatSource(
      'model.layers.0.attn.bias',
      [1, 1, 8, 8],
      triangle.map(() => 1),
    ),
  ],
  ['a bias called as masks are', floatSource('model.layers.0.attn.bias', [64], triangle)],
  ['a head that fits nowhere', floatSource('score.weight', [2, 64], new Float32Array(128))],
])('%s in the weights are refused by name', (_, source) => {
  expectError(
    () => openBaseModel(changed('llama', { more: [source] })),
    'bad-model',
    `the tensor ${source.name}`,
  );
});

test('the same tensor under two names is refused', () => {
  const source = floatSource(`_orig_mod.${embedding}`, [512, 64], new Float32Array(512 * 64));
  const path = changed('llama', { more: [source] });
  expectError(() => openBaseModel(path), 'bad-model', `${embedding}, which are the same tensor`);
});

test.each<[string, string, number]>([
  ['F64', 'float64 (F64)', 8],
  ['F8_E4M3', 'float8 (F8_E4M3)', 1],
  ['U8', 'uint8 (U8)', 1],
])('weights stored as %s are called what they are', (dtype, words, size) => {
  const norm = 'model.norm.weight';
  const source = {
    name: norm,
    dtype,
    shape: [64],
    pieces: () => [new Uint8Array(64 * size)],
  } as TensorSource;
  const path = changed('llama', { name: (name) => (name === norm ? undefined : name), more: [source] });
  expectError(
    () => openBaseModel(path),
    'unsupported',
    `tensor ${norm} is stored as ${words}; expected float32`,
  );
});

test.each<[string, object, string, string]>([
  [
    'Llama-3.2-1B-unsloth-bnb-4bit',
    { quant_method: 'bitsandbytes', load_in_4bit: true },
    '4-bit weights (bitsandbytes)',
    'Llama-3.2-1B',
  ],
  [
    'Qwen2.5-7B-Instruct-GPTQ-Int4',
    { quant_method: 'gptq', bits: 4 },
    '4-bit weights (GPTQ)',
    'Qwen2.5-7B-Instruct',
  ],
  ['Qwen3-8B-AWQ', { quant_method: 'awq', bits: 4 }, '4-bit weights (AWQ)', 'Qwen3-8B'],
  ['SmolLM2-135M-Instruct-8bit', { group_size: 64, bits: 8 }, '8-bit weights (MLX)', 'SmolLM2-135M-Instruct'],
  ['Qwen3-8B-FP8', { quant_method: 'fp8', fmt: 'e4m3' }, '8-bit weights (FP8)', 'Qwen3-8B'],
])('%s: the unquantised model is named', (folder, settings, words, original) => {
  const key = 'group_size' in settings ? 'quantization' : 'quantization_config';
  const path = changed('llama', { folder, config: { [key]: settings } });
  expect(basename(path)).toBe(folder);
  expectError(() => openBaseModel(path), 'unsupported', `the model has ${words}`);
  try {
    openBaseModel(path);
  } catch (error) {
    expect((error as { hint: string }).hint).toBe(`Take the unquantised model ${original}.`);
  }
  expect(readdirSync(path).sort()).toEqual(['config.json', 'model.safetensors']);
});
