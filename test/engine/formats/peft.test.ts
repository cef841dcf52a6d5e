/** PEFT's adapters are read with their ranks and scales, written as PEFT reads them, or refused by name. */

import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type AdaptedModule,
  peftTensorName,
  readAdapter,
  writeAdapter,
} from '../../../src/main/engine/formats/peft.ts';
import { readTensor } from '../../../src/main/engine/formats/readTensor.ts';
import { floatSource, storedSource, writeSafetensors } from '../../../src/main/engine/formats/safetensors.ts';
import type { ErrorCode } from '../../../src/shared/errors.ts';
import { expectError, golden, temporaryFolder } from './support.ts';

const goldenAdapter = join(golden, 'llama/adapter');
const goldenConfig = JSON.parse(readFileSync(join(goldenAdapter, 'adapter_config.json'), 'utf8'));
const weightsName = 'adapter_model.safetensors';
const q = 'model.layers.0.self_attn.q_proj';

test('a golden adapter is read as PEFT wrote it', () => {
  const { config, modules, weights } = readAdapter(goldenAdapter);
  expect(config).toEqual({
    kind: 'lora',
    rank: 8,
    alpha: 16,
    useRslora: false,
    dropout: 0,
    targetModules: ['up_proj', 'q_proj', 'o_proj', 'gate_proj', 'v_proj', 'down_proj', 'k_proj'],
    rankPattern: {},
    alphaPattern: {},
    layersToTransform: null,
    modulesToSave: null,
    bias: 'none',
    baseModel: '..',
  });
  expect([modules.size, weights.size]).toEqual([14, 28]);
  const module = modules.get('model.layers.1.mlp.down_proj');
  expect(module).toMatchObject({
    rank: 8,
    alpha: 16,
    scale: 2,
    parts: { lora_A: { shape: [8, 160] }, lora_B: { shape: [64, 8] } },
  });
});

test('rsLoRA divides by the root of the rank', () => {
  const modules = readAdapter(join(golden, 'llama-rslora/adapter')).modules;
  expect(modules.get(q)).toMatchObject({ rank: 8, alpha: 16, scale: 16 / Math.sqrt(8) });
});

test('a golden adapter written again has the same weights, byte for byte, and says the same', () => {
  const folder = temporaryFolder();
  const adapter = readAdapter(goldenAdapter);
  writeAdapter(
    folder,
    adapter.config,
    [...adapter.weights.values()].map((info) => storedSource(info)),
  );
  const weights = readFileSync(join(folder, weightsName));
  expect(weights.equals(readFileSync(join(goldenAdapter, weightsName)))).toBe(true);
  const written = JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8'));
  expect(goldenConfig).toMatchObject(written);
  expect(readAdapter(folder).config).toEqual(adapter.config);
  expect(readAdapter(folder).modules.size).toBe(14);
});

test("the written config is PEFT's, letter for letter", () => {
  const folder = temporaryFolder();
  const config = {
    kind: 'lora',
    rank: 4,
    alpha: 6.5,
    useRslora: true,
    dropout: 0.05,
    targetModules: ['q_proj'],
    rankPattern: {},
    alphaPattern: { [q]: 2 },
    layersToTransform: null,
    modulesToSave: null,
    bias: 'none',
    baseModel: undefined,
  } as const;
  const tensors = [
    floatSource(peftTensorName(`${q}.lora_A`), [4, 2], new Float32Array(8).fill(1)),
    floatSource(peftTensorName(`${q}.lora_B`), [3, 4], new Float32Array(12).fill(2), 'BF16'),
  ];
  writeAdapter(folder, config, tensors);
  expect(readFileSync(join(folder, 'adapter_config.json'), 'utf8')).toMatchInlineSnapshot(`
    "{
      "alpha_pattern": {
        "model.layers.0.self_attn.q_proj": 2
      },
      "auto_mapping": null,
      "base_model_name_or_path": null,
      "bias": "none",
      "fan_in_fan_out": false,
      "inference_mode": true,
      "init_lora_weights": true,
      "layers_pattern": null,
      "layers_to_transform": null,
      "lora_alpha": 6.5,
      "lora_dropout": 0.05,
      "modules_to_save": null,
      "peft_type": "LORA",
      "r": 4,
      "rank_pattern": {},
      "revision": null,
      "target_modules": [
        "q_proj"
      ],
      "task_type": "CAUSAL_LM",
      "use_dora": false,
      "use_rslora": true
    }
    "
  `);
  const { modules, config: read } = readAdapter(folder);
  expect(read).toEqual(config);
  const module = modules.get(q);
  expect(module).toMatchObject({ rank: 4, alpha: 2, scale: 1 });
  expect(module && [...readTensor(module.parts.lora_B)]).toEqual(new Array(12).fill(2));
});

test('patterns give modules their own rank and alpha, by name or the end of it', () => {
  const folder = temporaryFolder();
  const shapes: [string, number][] = [
    [q, 2],
    ['model.layers.1.self_attn.q_proj', 3],
    ['model.layers.0.mlp.up_proj', 4],
  ];
  const patterns = {
    rank_pattern: { 'layers.0.self_attn.q_proj': 2, q_proj: 3, '^mlp.up_proj': 9 },
    alpha_pattern: { '^model.layers.1.self_attn.q_proj': 12, proj: 9, up_proj: 8 },
  };
  writeConfig(folder, { ...patterns, r: 4, lora_alpha: 4 });
  const sources = shapes.flatMap(([module, rank]) => [
    floatSource(peftTensorName(`${module}.lora_A`), [rank, 1], new Float32Array(rank)),
    floatSource(peftTensorName(`${module}.lora_B`), [1, rank], new Float32Array(rank)),
  ]);
  writeSafetensors(join(folder, weightsName), sources);
  const modules = [...readAdapter(folder).modules].map(([name, { rank, alpha, scale }]) => [
    name,
    rank,
    alpha,
    scale,
  ]);
  expect(modules).toEqual([
    ['model.layers.0.mlp.up_proj', 4, 8, 2],
    [q, 2, 4, 2],
    ['model.layers.1.self_attn.q_proj', 3, 12, 4],
  ]);
});

test('patterns are the regular expressions that PEFT takes them for, the first that matches counts', () => {
  const folder = temporaryFolder();
  const patterns = {
    rank_pattern: { '(?P<block>self_attn|mlp)\\.(up|q)_proj': 3, 'layers\\.[01]\\..*': 5, '.*': 7 },
    alpha_pattern: { 'layers\\.\\d+\\.mlp.+': 6 },
  };
  writeConfig(folder, { ...patterns, r: 4, lora_alpha: 12 });
  const ranks = [
    ['model.layers.0.mlp.down_proj', 5],
    ['model.layers.0.self_attn.q_proj', 3],
    ['model.layers.11.mlp.down_proj', 7],
    ['model.layers.11.mlp.up_proj', 3],
  ] as const;
  const sources = ranks.flatMap(([module, rank]) => [
    floatSource(peftTensorName(`${module}.lora_A`), [rank, 1], new Float32Array(rank)),
    floatSource(peftTensorName(`${module}.lora_B`), [1, rank], new Float32Array(rank)),
  ]);
  writeSafetensors(join(folder, weightsName), sources);
  const found = [...readAdapter(folder).modules].map(([name, { rank, alpha }]) => [name, rank, alpha]);
  expect(found).toEqual(ranks.map(([name, rank]) => [name, rank, name.includes('mlp') ? 6 : 12]));
});

test.each([
  ['cannot be read', '(q_proj', 'cannot be read as a regular expression'],
  ['take for ever', '(.+.*)+!', 'takes too long to compare'],
  ['are endless', 'q'.repeat(501), 'is longer than 500 characters'],
])('patterns that %s are refused', (_, key, text) => {
  expectError(() => readAdapter(goldenWith({ rank_pattern: { [key]: 8 } })), 'unsupported', text);
});

test.each<[string, (name: string) => string]>([
  [
    'of the text part of a model for more',
    (name) => name.replace('.model.model.', '.model.model.language_model.'),
  ],
  [
    'of such a model before transformers 4.52',
    (name) => name.replace('.model.model.', '.model.language_model.model.'),
  ],
  ['of a compiled model', (name) => name.replace('.model.model.', '.model._orig_mod.model.')],
  ["with the adapter's name", (name) => name.replace(/(lora_[AB])/, '$1.default')],
])('names %s are those of the model', (_, change) => {
  const folder = goldenWith({});
  const { weights, modules } = readAdapter(goldenAdapter);
  const renamed = [...weights.values()].map((info) => storedSource(info, change(info.name)));
  writeSafetensors(join(folder, weightsName), renamed);
  expect([...readAdapter(folder).modules.keys()]).toEqual([...modules.keys()]);
  expect(renamed.some(({ name }) => weights.has(name))).toBe(false);
});

test('a tensor under two names is refused', () => {
  const folder = goldenWith({});
  const weights = [...readAdapter(goldenAdapter).weights.values()];
  const twice = storedSource(weights[0]!, weights[0]!.name.replace('lora_A', 'lora_A.default'));
  writeSafetensors(join(folder, weightsName), [...weights.map((info) => storedSource(info)), twice]);
  expectError(() => readAdapter(folder), 'bad-adapter', 'which are the same');
});

test("DoRA's magnitudes are found under the name of older versions of PEFT", () => {
  const folder = temporaryFolder();
  cpSync(join(golden, 'llama-dora/adapter'), folder, { recursive: true });
  const { weights, modules } = readAdapter(folder);
  const older = [...weights.values()].map((info) =>
    storedSource(info, info.name.replace(/vector$/, 'vector.weight')),
  );
  const target = temporaryFolder();
  cpSync(join(folder, 'adapter_config.json'), join(target, 'adapter_config.json'));
  writeSafetensors(join(target, weightsName), older);
  const parts = [...readAdapter(target).modules.values()].map((module) => Object.keys(module.parts));
  expect(parts).toEqual([...modules.values()].map((module) => Object.keys(module.parts)));
});

test('modules and biases that an adapter brings whole have the names of the model', () => {
  const { whole, config } = readAdapter(join(golden, 'llama-saved/adapter'));
  expect([[...whole.keys()].sort(), config.modulesToSave]).toEqual([
    ['lm_head.weight', 'model.embed_tokens.weight'],
    ['embed_tokens', 'lm_head'],
  ]);
  const biased = readAdapter(join(golden, 'qwen2-bias/adapter'));
  expect(biased.config.bias).toBe('all');
  const layer = ['q', 'k', 'v'].map((each) => `model.layers.0.self_attn.${each}_proj.bias`);
  expect([...biased.whole.keys()].filter((name) => name.includes('layers.0.')).sort()).toEqual(layer.sort());
});

test('embeddings and head saved beside an adapter whose vocabulary has grown are its own, one alone is not', () => {
  const folder = goldenWith({});
  const weights = [...readAdapter(goldenAdapter).weights.values()].map((info) => storedSource(info));
  const end = (name: string) => floatSource(`base_model.model.${name}.weight`, [2, 1], new Float32Array(2));
  writeSafetensors(join(folder, weightsName), [...weights, end('model.embed_tokens'), end('lm_head')]);
  expect([...readAdapter(folder).whole.keys()].sort()).toEqual([
    'lm_head.weight',
    'model.embed_tokens.weight',
  ]);
  const other = goldenWith({});
  writeSafetensors(join(other, weightsName), [...weights, end('lm_head')]);
  expectError(() => readAdapter(other), 'unsupported', 'lm_head.weight is no LoRA tensor');
});

test.each<[string, unknown]>([
  ['peft_type', 'IA3'],
  ['peft_type', undefined],
  ['lora_bias', true],
  ['layer_replication', [[0, 4]]],
  ['megatron_config', { a: 1 }],
  ['use_qalora', true],
  ['alora_invocation_tokens', [1]],
  ['target_parameters', ['experts.gate']],
  ['arrow_config', { top_k: 3 }],
  ['kasa_config', { beta: 1 }],
  ['something_of_tomorrow', 1],
  ['init_lora_weights', 'pissa'],
  ['init_lora_weights', 'olora'],
])('%s %j is not supported, and said so', (key, value) => {
  const folder = goldenWith({ [key]: value });
  expectError(
    () => readAdapter(folder),
    'unsupported',
    `${key} is ${JSON.stringify(value)}, which is not supported`,
  );
});

test.each<[string, unknown, string]>([
  ['alora_invocation_tokens', [1], 'which only acts after certain tokens'],
  ['target_parameters', ['experts.gate'], 'adapts the experts of a mixture'],
  ['init_lora_weights', 'loftq', 'a base that LoftQ has quantised'],
  ['loftq_config', { loftq_bits: 4 }, 'a base that LoftQ has quantised'],
  ['init_lora_weights', 'pissa', "PEFT's path_initial_model_for_weight_conversion"],
])('%s %j is refused with what to do', (key, value, hint) => {
  expect(() => readAdapter(goldenWith({ [key]: value }))).toThrow(
    expect.objectContaining({ code: 'unsupported', hint: expect.stringContaining(hint) }),
  );
});

test.each<[string, unknown, string]>([
  ['trainable_token_indices', [1, 2], 'names tokens of its own, but their rows are missing'],
  ['trainable_token_indices', [1, 1], 'trainable_token_indices is [1,1], expected indices of tokens'],
  ['trainable_token_indices', { embed_tokens: -1 }, 'expected indices of tokens'],
  ['r', 0, 'r is 0, expected a whole number above 0'],
  ['r', -8, 'r is -8, expected a whole number above 0'],
  ['r', 'x', 'r is "x", expected a whole number above 0'],
  ['r', 4, 'lora_A.weight has rank 8, but adapter_config.json says 4'],
  ['lora_alpha', null, 'lora_alpha is null, expected a number'],
  ['lora_dropout', 1, 'lora_dropout is 1, expected a number from 0 to below 1'],
  ['use_rslora', 'yes', 'use_rslora is "yes", expected true or false'],
  ['target_modules', null, 'target_modules is null, expected a list of module names'],
  ['target_modules', [1], 'target_modules is [1], expected a list of module names'],
  ['rank_pattern', { q_proj: 1.5 }, 'rank_pattern is {"q_proj":1.5}, expected numbers by module name'],
  ['rank_pattern', { 'layers.1.self_attn.q_proj': 2 }, 'has rank 8, but adapter_config.json says 2'],
  ['alpha_pattern', [1], 'alpha_pattern is [1], expected numbers by module name'],
  ['layers_to_transform', [-1], 'layers_to_transform is [-1], expected indices of layers'],
  ['modules_to_save', 'lm_head', 'modules_to_save is "lm_head", expected a list of module names'],
  ['bias', 'some', 'bias is "some", expected none, all, lora_only'],
])('%s %j is a damaged config', (key, value, text) => {
  expectError(() => readAdapter(goldenWith({ [key]: value })), 'bad-adapter', text);
});

test('harmless and forgotten keys are no obstacle', () => {
  const harmless = {
    init_lora_weights: 'gaussian',
    layers_pattern: 'layers',
    fan_in_fan_out: true,
    peft_version: '9.9',
    new_flag: false,
  };
  expect(
    readAdapter(goldenWith({ ...harmless, use_rslora: undefined, lora_dropout: undefined })).config,
  ).toEqual(readAdapter(goldenAdapter).config);
  expect(readAdapter(goldenWith({ target_modules: 'all-linear' })).config.targetModules).toBe('all-linear');
});

test.each<[string, [string, number[]][], ErrorCode, string]>([
  ['nothing', [], 'bad-adapter', 'it holds no LoRA matrices'],
  ['no B', [[peftTensorName(`${q}.lora_A`), [8, 2]]], 'bad-adapter', `module ${q} has no lora_B`],
  ['no A', [[peftTensorName(`${q}.lora_B`), [2, 8]]], 'bad-adapter', `module ${q} has no lora_A`],
  [
    'ranks that differ',
    [
      [peftTensorName(`${q}.lora_A`), [8, 2]],
      [peftTensorName(`${q}.lora_B`), [2, 4]],
    ],
    'bad-adapter',
    'lora_B.weight has rank 4, but adapter_config.json says 8',
  ],
  [
    'a convolution',
    [
      [peftTensorName(`${q}.lora_A`), [8, 2, 1, 1]],
      [peftTensorName(`${q}.lora_B`), [2, 8, 1, 1]],
    ],
    'bad-adapter',
    'lora_A.weight has shape [8, 2, 1, 1], expected two axes',
  ],
  [
    'an embedding',
    [['base_model.model.model.embed_tokens.lora_embedding_A', [8, 2]]],
    'unsupported',
    'lora_embedding_A',
  ],
  [
    'another prefix',
    [[`${q}.lora_A.weight`, [8, 2]]],
    'unsupported',
    `tensor ${q}.lora_A.weight is no LoRA tensor`,
  ],
  [
    'a whole layer',
    [['base_model.model.lm_head.weight', [8, 2]]],
    'unsupported',
    'tensor base_model.model.lm_head.weight',
  ],
])('weights with %s are refused', (_, tensors, code, text) => {
  const folder = goldenWith({});
  const sources = tensors.map(([name, shape]) =>
    floatSource(name, shape, new Float32Array(shape.reduce((product, size) => product * size))),
  );
  writeSafetensors(join(folder, weightsName), sources);
  expectError(() => readAdapter(folder), code, text);
});

test('a DoRA adapter has magnitudes under the names that PEFT gives them', () => {
  const folder = join(golden, 'llama-dora/adapter');
  const { config, modules, weights } = readAdapter(folder);
  expect([config.kind, modules.size, weights.size]).toEqual(['dora', 14, 42]);
  const { parts } = modules.get(q) as AdaptedModule;
  expect(Object.values(parts).map(({ name, shape }) => [name, shape])).toEqual([
    [`base_model.model.${q}.lora_A.weight`, [8, 64]],
    [`base_model.model.${q}.lora_B.weight`, [64, 8]],
    [`base_model.model.${q}.lora_magnitude_vector`, [64]],
  ]);

  const copy = temporaryFolder();
  const sources = [...weights.values()].map((info) => storedSource(info));
  writeAdapter(copy, config, sources);
  expect(readAdapter(copy).config).toEqual(config);
  const rendered = JSON.parse(readFileSync(join(copy, 'adapter_config.json'), 'utf8'));
  expect(rendered).toMatchObject({ peft_type: 'LORA', use_dora: true, use_rslora: false });
  expect([...readAdapter(copy).weights.keys()].sort()).toEqual([...weights.keys()].sort());
});

test.each<[string, object, readonly number[] | null, ErrorCode, string]>([
  ['called LoRA', { use_dora: false }, [64], 'unsupported', 'lora_magnitude_vector is no LoRA tensor'],
  ['with no magnitudes', {}, null, 'bad-adapter', `module ${q} has no lora_magnitude_vector`],
  [
    'with too few magnitudes',
    {},
    [8],
    'bad-adapter',
    'lora_magnitude_vector has shape [8], but B is [64, 8]',
  ],
  ['with a matrix of magnitudes', {}, [1, 64], 'bad-adapter', 'has shape [1, 64], expected one axis'],
  [
    'that says so in words',
    { use_dora: 'yes' },
    [64],
    'bad-adapter',
    'use_dora is "yes", expected true or false',
  ],
])('a DoRA adapter %s is refused', (_name, changes, magnitudes, code, text) => {
  const folder = temporaryFolder();
  cpSync(join(golden, 'llama-dora/adapter'), folder, { recursive: true });
  writeConfig(folder, { use_dora: true, ...changes });
  const tensors = [
    ['lora_A', [8, 64]],
    ['lora_B', [64, 8]],
    ...(magnitudes ? [['lora_magnitude_vector', magnitudes] as const] : []),
  ] as const;
  const sources = tensors.map(([part, shape]) =>
    floatSource(peftTensorName(`${q}.${part}`), shape, new Float32Array(shape.reduce((a, b) => a * b))),
  );
  writeSafetensors(join(folder, weightsName), sources);
  expectError(() => readAdapter(folder), code, text);
});

test('missing and pickled files are named', () => {
  const folder = goldenWith({});
  renameSync(join(folder, weightsName), join(folder, 'adapter_model.bin'));
  expectError(() => readAdapter(folder), 'unsupported', 'adapter_model.bin is a pickle file');
  rmSync(join(folder, 'adapter_model.bin'));
  expectError(() => readAdapter(folder), 'not-found', `${weightsName} does not exist`);
  rmSync(join(folder, 'adapter_config.json'));
  expectError(() => readAdapter(folder), 'not-found', 'adapter_config.json does not exist');
  writeFileSync(join(folder, 'adapter_config.json'), '[]');
  expectError(() => readAdapter(folder), 'bad-adapter', 'adapter_config.json holds no JSON object');
});

test('a config never stands without its weights', () => {
  const folder = temporaryFolder();
  const broken = { ...floatSource('a', [1], Float32Array.of(1)), pieces: () => [] };
  expect(() => writeAdapter(folder, readAdapter(goldenAdapter).config, [broken])).toThrow('gave 0 bytes');
  expect(existsSync(join(folder, 'adapter_config.json'))).toBe(false);
});

function goldenWith(changes: object): string {
  const folder = temporaryFolder();
  cpSync(goldenAdapter, folder, { recursive: true });
  writeConfig(folder, changes);
  return folder;
}

function writeConfig(folder: string, changes: object): void {
  writeFileSync(join(folder, 'adapter_config.json'), JSON.stringify({ ...goldenConfig, ...changes }));
}
