/** Exports of an adapter really trained: what is written, its certificate, cancel without a trace, removal and its undo. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { readAdapter } from '../../src/main/engine/formats/peft.ts';
import { acceptRun } from '../../src/main/services/adapters/index.ts';
import { exportFolder, exportMethods, purgeExports } from '../../src/main/services/exports/index.ts';
import { nodeProcesses, type ProcessHost } from '../../src/main/services/process/processes.ts';
import { writeSettings } from '../../src/main/store/settings.ts';
import type { Job } from '../../src/shared/records/jobs.ts';
import {
  addModel,
  addRun,
  copyOf,
  failureOf,
  openTestHome,
  scratch,
  tinyModel,
  trainAdapter,
} from './support.ts';

let adapter: string;
beforeAll(async () => {
  adapter = await trainAdapter();
});

function open(processes: ProcessHost = nodeProcesses) {
  const { context, told } = openTestHome();
  const modelId = addModel(context);
  const adapterVersionId = acceptRun(context, addRun(context, adapter, { name: 'Sums: 1/2' }));
  const methods = exportMethods({ ...context, processes });
  const request = { adapterVersionId, target: 'merged', dtype: 'base', path: '' } as const;
  return { context, told, methods, request, modelId };
}

test('a merged model lies where exports go, loads as a model, and brings its certificate', async () => {
  const { context, told, methods, request } = open();
  const job = await methods['exports.create'](request);
  expect(job).toMatchObject({ kind: 'export', title: 'Sums: 1/2 v1', state: 'running', canPause: false });
  const done = await context.jobs.finished(job.id);
  expect(done).toMatchObject({ state: 'done', progress: 1 });

  const [made] = await methods['exports.list']();
  expect(made).toMatchObject({
    id: done.result,
    adapter: 'Sums: 1/2 v1',
    model: 'tiny',
    target: 'merged',
    missing: false,
  });
  expect(made?.path).toBe(join(context.home.exports, 'Sums-1-2-v1-merged'));
  expect(openBaseModel(made!.path).parameters).toBe(openBaseModel(tinyModel).parameters);
  const written = JSON.parse(readFileSync(join(made!.path, 'certificate.json'), 'utf8'));
  expect(made?.certificate).toEqual(written);
  const { largestDifference, tolerance, adapterEffect, dtype } = made!.certificate;
  expect(dtype).toBe('float32');
  expect(largestDifference).toBeGreaterThan(0);
  expect(largestDifference).toBeLessThan(tolerance);
  expect(adapterEffect).toBeGreaterThan(100 * tolerance);
  const { heldOut, consumers, relativeError, relativeLimit } = made!.certificate;
  expect(relativeError).toBeLessThan(relativeLimit!);
  expect(consumers).toEqual([{ name: 'Lowrank Studio', version: pkg.version }]);
  expect(heldOut?.rows).toBe(1);
  expect(heldOut?.exported).toBeCloseTo(heldOut!.adapted, 5);
  expect(Math.abs(heldOut!.before - heldOut!.adapted)).toBeGreaterThan(0.1);
  const text = readFileSync(join(made!.path, 'certificate.txt'), 'utf8');
  expect(text).toContain('Loss on 1 row held out of training:');
  expect(made?.bytes).toBe(
    written.files.reduce((sum: number, file: { bytes: number }) => sum + file.bytes, 0),
  );

  const stages = told.flatMap(({ event, payload }) =>
    event === 'jobs.changed' ? [(payload as Job).stage] : [],
  );
  expect(stages).toContain('writing');
  expect(told.map(({ event }) => event)).toContain('exports.changed');
});

test('a run names its base without telling where it lies; without its rows an export asks questions', async () => {
  const config = JSON.parse(readFileSync(join(adapter, 'adapter_config.json'), 'utf8'));
  expect(config.base_model_name_or_path).toBe('tiny');
  const moved = copyOf(adapter);
  const run = JSON.parse(readFileSync(join(moved, 'run.json'), 'utf8'));
  const rows = join(scratch, 'other-rows.jsonl');
  writeFileSync(rows, '{"question": "What is 1 and 1?", "answer": "It is 2."}\n');
  writeFileSync(join(moved, 'run.json'), JSON.stringify({ ...run, config: { ...run.config, data: rows } }));
  const { context } = openTestHome();
  const { certificate } = await exportFolder(
    context,
    {
      ...{ model: { name: 'tiny', path: tinyModel }, adapterPath: moved, target: 'peft', dtype: 'base' },
      path: join(scratch, 'asked'),
    },
    {},
  );
  expect(certificate).toMatchObject({ prompts: 4, heldOut: null });
});

test('dtype, folder and target are as asked; a name that is taken gets a number', async () => {
  const { context, methods, request } = open();
  const half = join(scratch, 'new', 'deep', 'half');
  await context.jobs.finished(
    (await methods['exports.create']({ ...request, dtype: 'bfloat16', path: half })).id,
  );
  const weights = openBaseModel(half).tensors.get('model.layers.0.mlp.up_proj.weight');
  expect(weights?.dtype).toBe('BF16');

  const own = join(scratch, 'own');
  writeSettings(context.store, { exportsFolder: own });
  for (let n = 0; n < 2; n++)
    await context.jobs.finished((await methods['exports.create']({ ...request, target: 'peft' })).id);
  expect(readdirSync(own).sort()).toEqual(['Sums-1-2-v1-peft', 'Sums-1-2-v1-peft-2']);
  expect(readAdapter(join(own, 'Sums-1-2-v1-peft')).config.rank).toBe(4);
  const [last] = await methods['exports.list']();
  expect(last?.certificate).toMatchObject({ target: 'peft', largestDifference: 0, equalArgmax: 1 });
});

test('an export goes by names of the library, is found again by its base, and old certificates are still read', async () => {
  const { context, methods, request } = open();
  context.store.run(
    context.store.query.updateTable('models').set({ source: 'hub', origin: 'org/tiny', name: 'My tiny' }),
  );
  await context.jobs.finished((await methods['exports.create']({ ...request, target: 'peft' })).id);
  const [made] = await methods['exports.list']();
  const { base, adapter: from } = made!.certificate;
  expect([base.hubId, from.name, made!.basePath]).toEqual(['org/tiny', 'Sums: 1/2 v1', tinyModel]);
  const config = JSON.parse(readFileSync(join(made!.path, 'adapter_config.json'), 'utf8'));
  expect(config.base_model_name_or_path).toBe('org/tiny');

  const { relativeError: _, effectShare: __, ...rest } = made!.certificate;
  const old = {
    ...rest,
    base: { path: '/old/models/tiny', sha256: 'gone' },
    adapter: { path: '/old/runs/1', sha256: from.sha256 },
  };
  context.store.run(
    context.store.query
      .updateTable('exports')
      .set({ certificate: JSON.stringify(old), adapterVersionId: null }),
  );
  expect(await methods['exports.list']()).toMatchObject([
    {
      basePath: '/old/models/tiny',
      missing: false,
      certificate: {
        ...{ relativeError: null, effectShare: null },
        base: { name: 'tiny', hubId: null, sha256: 'gone' },
        adapter: { name: '1', sha256: from.sha256 },
      },
    },
  ]);
  // Weights of the library are known wherever they lie.
  context.store.run(context.store.query.updateTable('models').set({ hash: 'gone' }));
  expect((await methods['exports.list']())[0]?.basePath).toBe(tinyModel);
});

test('what cannot be exported is refused before a job begins', async () => {
  const { context, methods, request } = open();
  const occupied = join(scratch, 'occupied');
  mkdirSync(occupied);
  writeFileSync(join(occupied, 'thesis.txt'), 'mine');
  const taken = await failureOf(() => methods['exports.create']({ ...request, path: occupied }));
  expect([taken.code, taken.message]).toEqual(['exists', `${occupied} already exists and is not empty`]);
  const relative = await failureOf(() => methods['exports.create']({ ...request, path: 'out' }));
  expect([relative.code, relative.message]).toEqual(['bad-config', '"out" is no full path']);
  const unknown = await failureOf(() => methods['exports.create']({ ...request, adapterVersionId: 'x' }));
  expect(unknown.code).toBe('not-found');
  context.store.run(context.store.query.updateTable('models').set({ removedAt: 1 }));
  const baseless = await failureOf(() => methods['exports.create'](request));
  expect(baseless.message).toBe('the base model of Sums: 1/2 v1, tiny, is not in the library');
  expect(context.jobs.list()).toEqual([]);
});

test('cancelled while it writes or compares, an export leaves nothing: no folder, no row, no parent folder', async () => {
  for (const stage of ['writing', 'checking']) {
    const { context, methods, request, told } = open();
    const parent = join(scratch, `cancelled-${stage}`);
    let id = '';
    // Jobs tell only some of their progress: the task's own events cancel at the right moment.
    const slow: ProcessHost = {
      ...nodeProcesses,
      start(entry, options) {
        const child = nodeProcesses.start(entry, options);
        child.onMessage((message) => {
          if (JSON.stringify(message).includes(`"${stage}"`)) context.jobs.cancel(id);
        });
        return child;
      },
    };
    const cancelling = exportMethods({ ...context, processes: slow });
    ({ id } = await cancelling['exports.create']({ ...request, path: join(parent, 'model') }));
    const job = await context.jobs.finished(id);
    expect([stage, job.state, job.error]).toEqual([stage, 'cancelled', null]);
    expect(existsSync(parent)).toBe(false);
    expect(await methods['exports.list']()).toEqual([]);
    expect(told.map(({ event }) => event)).not.toContain('exports.changed');
  }
});

test('a process killed in the middle fails the job and leaves nothing beside the folder either', async () => {
  const parent = join(scratch, 'killed');
  mkdirSync(parent);
  writeFileSync(join(parent, '.model.notes.tmp2'), 'mine');
  let seen = 0;
  const deadly: ProcessHost = {
    ...nodeProcesses,
    start(entry, options) {
      const child = nodeProcesses.start(entry, options);
      child.onMessage(() => {
        seen = Math.max(seen, readdirSync(parent).length);
        child.kill('SIGKILL');
      });
      return child;
    },
  };
  const { context, methods, request } = open(deadly);
  const job = await methods['exports.create']({ ...request, path: join(parent, 'model') });
  const error = await failureOf(() => context.jobs.finished(job.id));
  expect(error.message).toContain("the engine's process was ended from outside (SIGKILL)");
  expect(seen).toBe(2);
  expect(readdirSync(parent)).toEqual(['.model.notes.tmp2']);
});

test('an export that lost a file is said to be missing', async () => {
  const { context, methods, request } = open();
  await context.jobs.finished((await methods['exports.create']({ ...request, target: 'peft' })).id);
  const [made] = await methods['exports.list']();
  rmSync(join(made!.path, 'adapter_config.json'));
  expect((await methods['exports.list']())[0]?.missing).toBe(true);
});

test('a removed export comes back; once purged its files are gone, but not what others put beside them', async () => {
  const { context, methods, request } = open();
  const path = join(scratch, 'removed');
  const create = async () =>
    context.jobs.finished((await methods['exports.create']({ ...request, target: 'peft', path })).id);
  const { result: id } = await create();
  await methods['exports.remove']({ id: id! });
  expect(await methods['exports.list']()).toEqual([]);
  purgeExports(context, Date.now() - 60_000);
  await methods['exports.restore']({ id: id! });
  expect(await methods['exports.list']()).toMatchObject([{ id, missing: false }]);

  // A new export in the place of a removed one does not wait.
  await methods['exports.remove']({ id: id! });
  const { result: next } = await create();
  expect((await methods['exports.list']()).map((each) => each.id)).toEqual([next]);

  writeFileSync(join(path, 'model.gguf'), 'made by somebody else');
  await methods['exports.remove']({ id: next! });
  purgeExports(context, Date.now() + 1);
  expect(readdirSync(path)).toEqual(['model.gguf']);
  expect((await failureOf(() => methods['exports.restore']({ id: next! }))).code).toBe('not-found');
});
