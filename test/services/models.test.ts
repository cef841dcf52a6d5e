/** The model library: what is found under which name, imports that leave nothing half-made, removals that can be undone. */

import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { hashModel } from '../../src/main/engine/formats/hash.ts';
import { openModelFolder } from '../../src/main/engine/formats/modelFolder.ts';
import type { OpenContext } from '../../src/main/services/index.ts';
import { modelMethods, purgeModels, resolveModel } from '../../src/main/services/models/index.ts';
import { modelSchema } from '../../src/shared/records/models.ts';
import { addRun, copyOf, failureOf, openTestHome, scratch, tinyModel } from './support.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const ggufFile = join(fixtures, 'gguf/llama.gguf');

/** Imports and waits. @returns the model's id */
async function bring(
  { jobs }: OpenContext,
  methods: ReturnType<typeof modelMethods>,
  path: string,
  copy: boolean,
) {
  const { result } = await jobs.finished((await methods['models.import']({ path, copy })).id);
  return result!;
}

function open() {
  const { context, told } = openTestHome();
  return { context, told, methods: modelMethods(context) };
}

test('a folder by reference stays where it is, with its facts', async () => {
  const { context, told, methods } = open();
  const id = await bring(context, methods, tinyModel, false);
  const [model] = await methods['models.list']();
  expect(modelSchema.parse(model)).toEqual(model);
  expect(model).toEqual({
    ...{
      id,
      name: 'tiny',
      path: tinyModel,
      source: 'folder',
      origin: tinyModel,
      owned: false,
      license: null,
    },
    ...{ architecture: 'LlamaForCausalLM', parameters: 151_872, hidden: 64, layers: 2, vocabulary: 512 },
    ...{ maxPositions: 256, hasChatTemplate: true, missing: false, runs: 0, bytes: 631_664 },
    hash: hashModel(openModelFolder(tinyModel)),
    addedAt: expect.any(Number),
    linear: [
      { module: 'q_proj', out: 64, in: 64, count: 2 },
      { module: 'k_proj', out: 32, in: 64, count: 2 },
      { module: 'v_proj', out: 32, in: 64, count: 2 },
      { module: 'o_proj', out: 64, in: 64, count: 2 },
      { module: 'gate_proj', out: 160, in: 64, count: 2 },
      { module: 'up_proj', out: 160, in: 64, count: 2 },
      { module: 'down_proj', out: 64, in: 160, count: 2 },
    ],
  });
  expect(readdirSync(context.home.models)).toEqual([]);
  expect(told.filter(({ event }) => event === 'models.changed').length).toBeGreaterThanOrEqual(2);
  expect(await bring(context, methods, tinyModel, false)).toBe(id);
});

test('a copied folder is whole, and names get numbers', async () => {
  const { context, methods } = open();
  const source = join(mkdtempSync(join(scratch, 'source-')), 'My model 1.5');
  cpSync(tinyModel, source, { recursive: true });
  writeFileSync(join(source, 'README.md'), '---\nlanguage: en\nlicense: mit\n---\n# It');
  writeFileSync(join(source, 'evil.bin'), 'pickle');
  const ids = [await bring(context, methods, source, true), await bring(context, methods, source, true)];
  const models = await methods['models.list']();
  expect(models.map(({ name, license, owned }) => [name, license, owned])).toEqual([
    ['My model 1.5', 'mit', true],
    ['My model 1.5 2', 'mit', true],
  ]);
  expect(ids[0]).not.toBe(ids[1]);
  for (const { path } of models) {
    expect(readdirSync(path).sort()).toEqual(readdirSync(tinyModel).sort());
    expect(hashModel(openModelFolder(path))).toBe(hashModel(openModelFolder(tinyModel)));
  }
});

test('a GGUF file is imported once, and found again at once', async () => {
  const { context } = open();
  const file = join(mkdtempSync(join(scratch, 'gguf-')), 'Little.Q4.gguf');
  cpSync(ggufFile, file);
  const first = await resolveModel(context, file);
  expect(first).toEqual({ id: first.id, name: 'Little.Q4', path: join(context.home.models, 'Little.Q4') });
  const stages: unknown[] = [];
  expect(await resolveModel(context, file, { onProgress: ({ stage }) => stages.push(stage) })).toEqual(first);
  expect(stages).toEqual([]);

  // Moved: known by its content.
  const moved = join(file, '../moved.gguf');
  renameSync(file, moved);
  expect((await resolveModel(context, moved)).id).toBe(first.id);

  // Its folder is gone: made again.
  rmSync(first.path, { recursive: true });
  const again = await resolveModel(context, moved);
  expect(again.id).not.toBe(first.id);
  expect(existsSync(join(again.path, 'model.safetensors'))).toBe(true);

  // Another content under the old name is another model.
  cpSync(join(fixtures, 'gguf/qwen2.gguf'), moved);
  utimesSync(moved, 1, 1);
  const other = await resolveModel(context, moved);
  expect([other.name, other.id === again.id]).toEqual(['moved 2', false]);
});

test('a model is found by folder, id, and name whatever its case', async () => {
  const { context, methods } = open();
  expect(await resolveModel(context, tinyModel)).toEqual({ id: null, name: 'tiny', path: tinyModel });
  const id = await bring(context, methods, tinyModel, false);
  const model = { id, name: 'tiny', path: tinyModel };
  for (const asked of [tinyModel, `${tinyModel}/`, id, 'tiny', ' TINY '])
    expect(await resolveModel(context, asked)).toEqual(model);
});

test('an unknown name is answered with what there is', async () => {
  const { context, methods } = open();
  const nothing = await failureOf(() => resolveModel(context, 'smollm'));
  expect(nothing.message).toBe('there is no model smollm: no such path, and the library holds nothing yet');
  await bring(context, methods, tinyModel, false);
  const { code, message, hint } = await failureOf(() => resolveModel(context, 'acme/smollm'));
  expect([code, message]).toEqual([
    'not-found',
    'there is no model acme/smollm: no such path, and the library holds tiny',
  ]);
  expect(hint).toBe(
    'If it is a model of the Hub, add it to the library first: lowrank models add acme/smollm',
  );
});

test.each<[string, (folder: string) => void, RegExp]>([
  [
    'without weights',
    (folder) => rmSync(join(folder, 'model.safetensors')),
    /has neither model.safetensors nor/,
  ],
  ['without a tokenizer', (folder) => rmSync(join(folder, 'tokenizer.json')), /has no tokenizer.json/],
  [
    'of another architecture',
    (folder) => writeFileSync(join(folder, 'config.json'), '{"model_type":"gpt2"}'),
    /model type "gpt2" is not supported/,
  ],
])('a folder %s is refused and leaves nothing', async (_what, damage, message) => {
  const { context, methods } = open();
  const folder = copyOf(tinyModel);
  damage(folder);
  for (const copy of [true, false]) {
    const error = await failureOf(() => bring(context, methods, folder, copy));
    expect(error.message).toMatch(message);
  }
  expect(readdirSync(context.home.models)).toEqual([]);
  expect(await methods['models.list']()).toEqual([]);
});

test('a damaged GGUF file leaves nothing', async () => {
  const { context } = open();
  const file = join(mkdtempSync(join(scratch, 'gguf-')), 'bad.gguf');
  writeFileSync(file, 'GGUF and no more');
  const error = await failureOf(() => resolveModel(context, file));
  expect(error.code).toBe('bad-model');
  expect(readdirSync(context.home.models)).toEqual([]);
});

test('a model in use stays; others go, come back, and are deleted later', async () => {
  const { context, methods } = open();
  const { store } = context;
  const id = await bring(context, methods, tinyModel, true);
  const run = addRun(context, '/nowhere', { name: 'mine', modelId: id });
  const setState = (state: string) => store.prepare('UPDATE runs SET state = ? WHERE id = ?').run(state, run);
  for (const state of ['queued', 'running', 'paused']) {
    setState(state);
    const error = await failureOf(() => methods['models.remove']({ id }));
    expect(error.message).toBe('tiny is in use: the run "mine" needs it.');
  }
  setState('done');
  const [model] = await methods['models.list']();
  expect(model!.runs).toBe(1);

  await methods['models.remove']({ id });
  expect(await methods['models.list']()).toEqual([]);
  expect(existsSync(model!.path)).toBe(true);
  await methods['models.restore']({ id });
  expect(await methods['models.list']()).toEqual([model]);

  await methods['models.remove']({ id });
  purgeModels(context, Date.now() - 1000);
  expect(existsSync(model!.path)).toBe(true);
  purgeModels(context, Date.now() + 1);
  expect(existsSync(model!.path)).toBe(false);
  expect(store.prepare('SELECT model, modelId FROM runs').all()).toEqual([{ model: 'tiny', modelId: null }]);
});

test('a folder that is only referred to is never deleted', async () => {
  const { context, methods } = open();
  const folder = copyOf(tinyModel);
  const id = await bring(context, methods, folder, false);
  await methods['models.remove']({ id });
  purgeModels(context, Date.now() + 1);
  expect(readdirSync(folder).sort()).toEqual(readdirSync(tinyModel).sort());
});

test('a model whose folder has gone says so', async () => {
  const { context, methods } = open();
  const folder = copyOf(tinyModel);
  await bring(context, methods, folder, false);
  rmSync(folder, { recursive: true });
  const [model] = await methods['models.list']();
  expect(model!.missing).toBe(true);
  const error = await failureOf(() => resolveModel(context, basename(folder)));
  expect(error.message).toBe(`the folder of the model ${basename(folder)} is gone: ${folder}`);
});

test('names: renamed, refused where taken or empty, given up by the removed', async () => {
  const { context, methods } = open();
  const [a, b] = [copyOf(tinyModel), copyOf(tinyModel)];
  const [first, second] = [await bring(context, methods, a, false), await bring(context, methods, b, false)];
  const named = async () =>
    (await methods['models.list']()).map(({ id, name }) => [id === first ? 'first' : 'second', name]);
  await methods['models.rename']({ id: first, name: ' Base ' });
  expect(await named()).toEqual([
    ['second', 'adapter 2'],
    ['first', 'Base'],
  ]);
  expect((await failureOf(() => methods['models.rename']({ id: second, name: 'BASE' }))).code).toBe('exists');
  expect((await failureOf(() => methods['models.rename']({ id: second, name: '  ' }))).code).toBe(
    'bad-config',
  );
  await methods['models.rename']({ id: first, name: 'base' });
  await methods['models.remove']({ id: first });
  await methods['models.rename']({ id: second, name: 'base' });
  expect(await named()).toEqual([['second', 'base']]);
  await methods['models.restore']({ id: first });
  expect(await named()).toEqual([
    ['second', 'base'],
    ['first', 'base 2'],
  ]);
});

test('architectures are those of the registry', async () => {
  expect(await open().methods['models.architectures']()).toEqual([
    'LlamaForCausalLM',
    'MistralForCausalLM',
    'Ministral3ForCausalLM',
    'Qwen2ForCausalLM',
    'Qwen3ForCausalLM',
    'Qwen3_5ForCausalLM',
    'Gemma2ForCausalLM',
    'Gemma3ForCausalLM',
    'Phi3ForCausalLM',
    'GraniteForCausalLM',
    'GraniteMoeHybridForCausalLM',
    'Olmo2ForCausalLM',
    'Olmo3ForCausalLM',
    'SmolLM3ForCausalLM',
    'StableLmForCausalLM',
    'Lfm2ForCausalLM',
    'GPTNeoXForCausalLM',
    'GPT2LMHeadModel',
  ]);
});

test('the starter job ends with a model of the library', async () => {
  const { context, methods } = open();
  const { id } = await methods['models.starter']({ tiny: true });
  const { result } = await context.jobs.finished(id);
  expect((await methods['models.list']()).map((model) => [model.id, model.source])).toEqual([
    [result, 'starter'],
  ]);
});
