/** Adapters from runs and from elsewhere: versions and parents, what is refused, undo, and what sharing a base saves. */

import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  acceptRun,
  adapterMethods,
  listAdapterTrees,
  purgeVersions,
  usableVersion,
} from '../../src/main/services/adapters/index.ts';
import { modelMethods } from '../../src/main/services/models/index.ts';
import { addModel, addRun, copyOf, failureOf, openTestHome, tinyModel, trainAdapter } from './support.ts';

let first: string;
let second: string;
beforeAll(async () => {
  first = await trainAdapter();
  second = await trainAdapter({ init: first, seed: 1 });
});

const size = (folder: string) =>
  ['adapter_model.safetensors', 'adapter_config.json']
    .map((name) => statSync(join(folder, name)).size)
    .reduce((a, b) => a + b);

test('a run becomes version 1; one continued from it becomes version 2 with version 1 as its parent', () => {
  const { context, told } = openTestHome();
  addModel(context);
  const run = addRun(context, first, { name: 'Sums' });
  const v1 = acceptRun(context, run);
  expect(acceptRun(context, run)).toBe(v1);
  const v2 = acceptRun(context, addRun(context, second, { name: 'Sums more', parentId: run, init: first }));
  expect(told.map(({ event }) => event)).toEqual(['adapters.changed', 'adapters.changed']);

  const { adapters } = listAdapterTrees(context.store);
  expect(adapters.map(({ name, model, modelId }) => [name, model, modelId])).toEqual([
    ['Sums', 'tiny', 'model-tiny'],
  ]);
  const { hashes } = JSON.parse(readFileSync(join(first, 'run.json'), 'utf8'));
  expect(adapters[0]?.baseHash).toBe(hashes.model);
  expect(adapters[0]?.versions).toMatchObject([
    {
      id: v1,
      number: 1,
      parentId: null,
      runId: run,
      path: first,
      bytes: size(first),
      rank: 4,
      heldOutLoss: 1.25,
    },
    { id: v2, number: 2, parentId: v1, path: second, bytes: size(second), missing: false },
  ]);
});

test('a run repeated with changes is the next version without a parent; another base makes another adapter', () => {
  const { context } = openTestHome();
  addModel(context);
  addModel(context, 'other');
  const run = addRun(context, first, { name: 'Sums' });
  acceptRun(context, run);
  acceptRun(context, addRun(context, second, { name: 'Again', parentId: run }));
  // Another base by its hash: the file says so, whatever the row says.
  const moved = copyOf(second);
  const file = join(moved, 'run.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"model": "[0-9a-f]{64}"/, '"model": "another"'));
  acceptRun(context, addRun(context, moved, { name: 'Sums', parentId: run, modelId: 'model-other' }));

  const trees = listAdapterTrees(context.store).adapters;
  expect(trees.map(({ name, baseHash }) => [name, baseHash === 'another']).sort()).toEqual([
    ['Sums 2', true],
    ['Sums', false],
  ]);
  const sums = trees.find(({ name }) => name === 'Sums');
  expect(sums?.versions.map(({ number, parentId }) => [number, parentId])).toEqual([
    [1, null],
    [2, null],
  ]);
});

test('savings are sums of real sizes: versions whose files or base are gone do not count', () => {
  const { context } = openTestHome();
  addModel(context);
  const gone = copyOf(first);
  for (const [name, out] of [
    ['A', first],
    ['B', second],
    ['C', gone],
  ] as const)
    acceptRun(context, addRun(context, out, { name }));
  rmSync(join(gone, 'adapter_model.safetensors'));
  expect(listAdapterTrees(context.store).savings).toEqual({
    versions: 2,
    bases: 1,
    adapterBytes: size(first) + size(second),
    baseBytes: 609_640,
    fullBytes: 2 * 609_640,
  });
  const missing = listAdapterTrees(context.store).adapters.find(({ name }) => name === 'C');
  expect(missing?.versions[0]?.missing).toBe(true);

  context.store.run(context.store.query.updateTable('models').set({ removedAt: 1 }));
  expect(listAdapterTrees(context.store).savings.versions).toBe(0);
  expect(listAdapterTrees(context.store).adapters[0]?.modelId).toBeNull();
});

test('adapters whose base was removed are of use again when the same weights come back', async () => {
  const { context } = openTestHome();
  const { store, jobs } = context;
  addModel(context);
  const id = acceptRun(context, addRun(context, first, { name: 'Sums' }));
  store.run(store.query.updateTable('models').set({ removedAt: 1 }));
  expect((await failureOf(() => usableVersion(store, id))).code).toBe('not-found');

  const { id: job } = await modelMethods(context)['models.import']({ path: copyOf(tinyModel), copy: false });
  const { result } = await jobs.finished(job);
  expect(listAdapterTrees(store).adapters[0]?.modelId).toBe(result);
  expect(usableVersion(store, id).path).toBe(first);
});

test('rating, notes, tags and archive are kept; renaming takes no empty name', async () => {
  const { context } = openTestHome();
  addModel(context);
  const methods = adapterMethods(context);
  const id = acceptRun(context, addRun(context, first, { name: 'Sums' }));
  const changed = await methods['adapters.updateVersion']({
    id,
    rating: 4,
    notes: 'short answers',
    tags: ['faq', 'v1'],
    archived: true,
  });
  expect(changed).toMatchObject({ rating: 4, notes: 'short answers', tags: ['faq', 'v1'], archived: true });
  expect(await methods['adapters.updateVersion']({ id, rating: null })).toMatchObject({
    rating: null,
    archived: true,
  });

  const [adapter] = (await methods['adapters.list']()).adapters;
  expect((await methods['adapters.rename']({ id: adapter!.id, name: ' Roofs ' })).name).toBe('Roofs');
  const empty = await failureOf(() => methods['adapters.rename']({ id: adapter!.id, name: '  ' }));
  expect([empty.code, empty.hint]).toEqual(['bad-config', 'Enter a name.']);
  const unknown = await failureOf(() => methods['adapters.updateVersion']({ id: 'nobody', rating: 1 }));
  expect(unknown.code).toBe('not-found');
});

test('a removed version is off the list and cannot be used, and comes back; its number is not given out again', async () => {
  const { context } = openTestHome();
  addModel(context);
  const methods = adapterMethods(context);
  const run = addRun(context, first, { name: 'Sums' });
  const v1 = acceptRun(context, run);
  expect(usableVersion(context.store, v1).modelPath).toMatch(/tiny$/);
  await methods['adapters.removeVersion']({ id: v1 });
  expect(listAdapterTrees(context.store).adapters).toEqual([]);
  expect((await failureOf(() => usableVersion(context.store, v1))).code).toBe('not-found');
  acceptRun(context, addRun(context, second, { name: 'Sums 2', parentId: run, init: first }));
  await methods['adapters.restoreVersion']({ id: v1 });
  expect(listAdapterTrees(context.store).adapters[0]?.versions.map(({ number }) => number)).toEqual([1, 2]);

  await methods['adapters.removeVersion']({ id: v1 });
  purgeVersions(context, Date.now() + 1);
  // The run's own files are the run's, and it does not become a version again by itself.
  expect(existsSync(join(first, 'adapter_model.safetensors'))).toBe(true);
  expect(acceptRun(context, run)).toBe(v1);
  expect(listAdapterTrees(context.store).adapters[0]?.versions.map(({ number }) => number)).toEqual([2]);
});

test('an imported adapter is copied once it is proven to fit, and its copy goes when it is purged', async () => {
  const { context } = openTestHome();
  const modelId = addModel(context);
  const methods = adapterMethods(context);
  const source = copyOf(first);
  const adapter = await methods['adapters.import']({ path: source, modelId });
  const [version] = adapter.versions;
  expect(adapter).toMatchObject({ name: 'adapter', model: 'tiny', modelId });
  expect(version).toMatchObject({ rank: 4, bytes: size(source), runId: null, missing: false });
  expect(readdirSync(version!.path).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
  expect(readFileSync(join(version!.path, 'adapter_model.safetensors'))).toEqual(
    readFileSync(join(first, 'adapter_model.safetensors')),
  );
  expect((await methods['adapters.import']({ path: source, modelId })).name).toBe('adapter 2');

  await methods['adapters.removeVersion']({ id: version!.id });
  purgeVersions(context, Date.now() + 1);
  expect(existsSync(version!.path)).toBe(false);
  expect((await methods['adapters.list']()).adapters.map(({ name }) => name)).toEqual(['adapter 2']);
});

test('what does not fit or is damaged is refused by name, and nothing is left of it', async () => {
  const { context } = openTestHome();
  const modelId = addModel(context);
  const methods = adapterMethods(context);
  const refusal = (path: string) => failureOf(() => methods['adapters.import']({ path, modelId }));

  const cut = copyOf(first);
  const weights = join(cut, 'adapter_model.safetensors');
  writeFileSync(weights, readFileSync(weights).subarray(0, 1000));
  const damaged = await refusal(cut);
  expect(damaged.code).toBe('bad-adapter');
  expect(damaged.message).toContain('adapter_model.safetensors');

  const foreign = copyOf(first);
  const config = join(foreign, 'adapter_config.json');
  writeFileSync(config, readFileSync(config, 'utf8').replace('"peft_type": "LORA"', '"peft_type": "LOHA"'));
  expect((await refusal(foreign)).message).toContain('LOHA');

  expect((await refusal(join(cut, 'nothing'))).code).toBe('not-found');
  const golden = join(import.meta.dirname, '../fixtures/golden/qwen3/adapter');
  expect((await refusal(golden)).code).toBe('bad-adapter');
  expect((await failureOf(() => methods['adapters.import']({ path: first, modelId: 'none' }))).code).toBe(
    'not-found',
  );

  expect(listAdapterTrees(context.store).adapters).toEqual([]);
  expect(readdirSync(context.home.adapters)).toEqual([]);
});
