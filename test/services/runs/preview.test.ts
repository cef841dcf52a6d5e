/** What is said of a run before it starts, against what it then plans, and what is warned of, with the way out. */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DataEstimate } from '../../../src/main/services/runs/dataEstimate.ts';
import { type Plans, warningsFor } from '../../../src/main/services/runs/warnings.ts';
import type { DataOptions } from '../../../src/shared/records/datasets.ts';
import type { Preview } from '../../../src/shared/records/runs.ts';
import { completeRunConfig, type RunConfigInput } from '../../../src/shared/runConfig.ts';
import { scratch, tinyModel } from '../support.ts';
import { inState, openStudio, shortRun, start, sumsFile } from './support.ts';

const reading: DataOptions = {
  ...{ map: {}, system: '', trainOn: 'answers', turns: 'all', holdout: 0.05, maxLength: 1024 },
  ...{ badRows: 'stop', ...{ seed: 0, encoding: '', sheet: '', split: '' } },
};

async function importedModel({ methods }: ReturnType<typeof openStudio>, path = tinyModel) {
  const job = await methods['models.import']({ path, copy: false });
  while ((await methods['jobs.list'](undefined)).find(({ id }) => id === job.id)?.state === 'running')
    await new Promise((resolve) => setTimeout(resolve, 20));
  const [model] = await methods['models.list'](undefined);
  return model!;
}

const preview = ({ methods }: ReturnType<typeof openStudio>, config: Record<string, unknown>, prompts = 0) =>
  methods['runs.preview']({ config, prompts });

test('an empty draft, half a draft and a wrong one: what is known is said, what is wrong is named', async () => {
  const studio = openStudio();
  const empty = await preview(studio, {});
  expect(empty.problems.map(({ field }) => field)).toEqual(['model', 'data']);
  expect([empty.trainable, empty.memory, empty.steps, empty.seconds, empty.about]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(empty.diskFreeBytes).toBeGreaterThan(0);

  const half = await preview(studio, { model: tinyModel, data: '', rank: 8 });
  expect(half.problems.map(({ field }) => field)).toEqual(['data']);
  expect([half.trainable, half.steps]).toEqual([17_920, null]);

  const wrong = await preview(studio, { model: tinyModel, data: sumsFile, rank: 0, lr: 'fast' });
  expect(wrong.problems.map(({ field }) => field)).toEqual(['rank', 'lr']);
  const targets = await preview(studio, { model: tinyModel, data: sumsFile, targets: 'q_proj,nose' });
  expect(targets.problems).toMatchObject([{ field: 'targets', message: expect.stringContaining('nose') }]);
  const gone = await preview(studio, { model: join(scratch, 'no model'), data: sumsFile });
  expect(gone.problems[0]).toMatchObject({
    field: 'model',
    message: expect.stringContaining('does not exist'),
  });
});

test('each rank has its size and memory, and the command line and the sentence say the same', async () => {
  const studio = openStudio();
  const draft = { model: tinyModel, data: sumsFile, device: 'cpu' };
  const [one, two] = [
    await preview(studio, { ...draft, rank: 8 }),
    await preview(studio, { ...draft, rank: 16 }),
  ];
  expect([one.trainable, two.trainable]).toEqual([17_920, 35_840]);
  expect([one.adapterBytes, two.adapterBytes]).toEqual([4 * 17_920, 4 * 35_840]);
  expect(one.total).toBe(152_000 - 128 + 17_920);
  const { base, adapter, optimizer, activations, total, fit } = two.memory!;
  expect(base + adapter + optimizer + activations).toBe(total);
  expect([adapter, optimizer]).toEqual([2 * one.memory!.adapter, 2 * one.memory!.optimizer]);
  expect(fit).toBe('fits');
  expect(two.command).toBe(`npx lowrank train --model ${tinyModel} --data ${sumsFile} --device cpu`);
  expect(one.command).toContain('--rank 8');
  expect(one.about).toMatchObject({ rank: 8, model: 'tiny', data: 'sums.jsonl', epochs: 3 });
  const full = await preview(studio, { ...draft, method: 'full' });
  expect([full.trainable, full.total]).toEqual([151_872, 151_872]);
});

test('counted rows are foretold as the run then plans them, and its time tells the next one', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const data = join(mkdtempSync(join(scratch, 'data-')), 'sums.jsonl');
  const rows = Array.from({ length: 90 }, (_, i) => ({
    question: `What is ${i} and 1?`,
    answer: `It is ${i + 1}.`,
  }));
  writeFileSync(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const config = { ...shortRun, data, steps: undefined, epochs: 2, batchTokens: 512 } satisfies
    | RunConfigInput
    | object;
  const dataset = await methods['datasets.import']({ path: data });
  const guess = await preview(studio, config);
  expect(guess.about?.guessed).toBe(true);
  expect([guess.rows, guess.seconds]).toEqual([null, null]);

  const model = await importedModel(studio);
  await methods['datasets.report']({ id: dataset.id, modelId: model.id, options: reading, rank: null });
  const told = await preview(studio, { ...config, model: model.id, data: dataset.id });
  expect(told.about?.guessed).toBe(false);

  const { id } = await start(studio, { ...config, model: model.id, data: dataset.id } as RunConfigInput);
  const run = await inState(studio, id, 'done');
  expect([told.rows, told.heldOutRows, told.trainable, told.total]).toEqual([
    run.plan!.rows,
    run.plan!.heldOutRows,
    run.plan!.trainable,
    run.plan!.total,
  ]);
  expect(Math.abs(told.steps! - run.steps!)).toBeLessThanOrEqual(1);
  expect(run.modelId).toBe(model.id);
  const next = await preview(studio, { ...config, model: model.id, data: dataset.id });
  expect(next.basis).toMatchObject({ kind: 'runs', count: 1, alike: true });
  expect(next.seconds).toBeGreaterThan(0);
  // What the run took of memory, and not what sizes alone said, is said of the next one.
  expect(next.memory!.total).toBeCloseTo(run.actual!.memoryBytes, -1);
  expect(next.memory!.total).not.toBeCloseTo(told.memory!.total, -1);
  const queued = await start(studio, { ...config } as RunConfigInput);
  expect((await methods['runs.get']({ id: queued.id })).estimate?.seconds).toBeGreaterThan(0);
  await inState(studio, queued.id, 'done');
  expect((await preview(studio, config)).basis).toMatchObject({
    record: { count: 1, expected: expect.any(Number), took: expect.any(Number) },
  });
});

test('rows held out from a second file are foretold as the run then plans them', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const folder = mkdtempSync(join(scratch, 'data-'));
  const write = (name: string, numbers: readonly number[]) => {
    const path = join(folder, name);
    const row = (i: number) => ({ question: `What is ${i} and 1?`, answer: `It is ${i + 1}.` });
    writeFileSync(path, numbers.map((i) => `${JSON.stringify(row(i))}\n`).join(''));
    return path;
  };
  const data = write(
    'train.jsonl',
    Array.from({ length: 40 }, (_, i) => i % 36),
  );
  const holdoutFile = write(
    'second.jsonl',
    Array.from({ length: 12 }, (_, i) => 34 + i),
  );
  const dataset = await methods['datasets.import']({ path: data });
  const model = await importedModel(studio);
  const report = (id: string, options: Partial<DataOptions>) =>
    methods['datasets.report']({
      ...{ id, modelId: model.id, rank: null },
      options: { ...reading, ...options },
    });
  const config = {
    ...{ ...shortRun, model: model.id, data: dataset.id, lr: 2e-4 },
    ...{ steps: undefined, epochs: 2, holdout: 0.5 },
  };

  // The second file is not read by then, and nobody has counted its rows.
  await report(dataset.id, {});
  const told = async () => {
    const { rows, heldOutRows, about, warnings } = await preview(studio, { ...config, holdoutFile });
    return [rows, heldOutRows, about?.guessed, warnings.map(({ kind }) => kind)];
  };
  expect(await told()).toEqual([40, null, true, ['fewRows']]);
  const second = await methods['datasets.import']({ path: holdoutFile });
  await report(second.id, { holdout: 0.25 });
  expect(await told()).toEqual([40, 12, false, ['fewRows']]);

  // Read along with it, it shows that two of its rows are trained on.
  await report(dataset.id, { holdoutFile });
  expect(await told()).toEqual([40, 10, false, ['fewRows']]);
  const { id } = await start(studio, { ...config, holdoutFile } as RunConfigInput);
  const run = await inState(studio, id, 'done');
  expect([run.plan!.rows, run.plan!.heldOutRows]).toEqual([40, 10]);
  const without = await preview(studio, config);
  expect([without.rows, without.heldOutRows]).toEqual([40 - 18, 18]);
});

test('a run is foretold at the length that its model takes', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const folder = mkdtempSync(join(scratch, 'short-'));
  const path = join(folder, 'short');
  cpSync(tinyModel, path, { recursive: true });
  const settings = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(path, 'config.json'), JSON.stringify({ ...settings, max_position_embeddings: 64 }));
  const data = join(folder, 'long.jsonl');
  const row = (i: number) => ({ question: `What is ${i}?`, answer: `It is ${'one and '.repeat(60)}${i}.` });
  writeFileSync(data, Array.from({ length: 30 }, (_, i) => `${JSON.stringify(row(i))}\n`).join(''));
  const dataset = await methods['datasets.import']({ path: data });
  const model = await importedModel(studio, path);
  await methods['datasets.report']({ id: dataset.id, modelId: model.id, options: reading, rank: null });
  const config = {
    ...shortRun,
    model: model.id,
    data: dataset.id,
    steps: undefined,
    epochs: 2,
    holdout: 0.1,
  };
  const told = await preview(studio, config);
  expect(told.warnings.find(({ kind }) => kind === 'cut')).toEqual({
    ...{ kind: 'cut', rows: 30, maxLength: 64, fix: null },
  });
  const { id } = await start(studio, config as RunConfigInput);
  const run = await inState(studio, id, 'done');
  // Every row is as long as the model takes.
  expect(run.plan).toMatchObject({ rows: 27, heldOutRows: 3, tokens: 27 * 64 });
  expect([told.rows, told.heldOutRows]).toEqual([27, 3]);
  expect(Math.abs(told.steps! - run.steps!)).toBeLessThanOrEqual(1);
});

test('questions answered at each measurement make measurements rarer', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const dataset = await methods['datasets.import']({ path: sumsFile });
  const model = await importedModel(studio);
  await methods['datasets.report']({ id: dataset.id, modelId: model.id, options: reading, rank: null });
  const config = { ...shortRun, model: model.id, data: dataset.id, steps: 40, batchTokens: 128, patience: 0 };
  const measured = async (prompts: number) => (await preview(studio, config, prompts)).about?.measurements;
  expect([await measured(0), await measured(1), await measured(8)]).toEqual([10, 3, 1]);
});

test('as many rows are said to be held out as are, where some are the same', async () => {
  const studio = openStudio();
  const { methods } = studio;
  const data = join(mkdtempSync(join(scratch, 'data-')), 'sums.jsonl');
  const row = (i: number) =>
    `${JSON.stringify({ question: `What is ${i} and 1?`, answer: `It is ${i + 1}.` })}\n`;
  writeFileSync(data, Array.from({ length: 60 }, (_, i) => row(i % 45)).join(''));
  const dataset = await methods['datasets.import']({ path: data });
  const model = await importedModel(studio);
  const held: number[] = [];
  for (const holdout of [0, 0.02, 0.07, 0.11, 0.3]) {
    const options = { ...reading, holdout };
    const report = await methods['datasets.report']({
      id: dataset.id,
      modelId: model.id,
      options,
      rank: null,
    });
    const told = await preview(studio, { ...shortRun, model: model.id, data: dataset.id, holdout });
    expect([told.rows, told.heldOutRows]).toEqual([report.train, report.heldOut]);
    held.push(report.heldOut);
  }
  expect(held).toEqual([0, 1, 3, 5, 13]);
});

const gigabyte = 1e9;
const memory = (change: Partial<NonNullable<Preview['memory']>> = {}): NonNullable<Preview['memory']> => ({
  ...{ base: gigabyte, adapter: 0, optimizer: 0, activations: gigabyte, total: 2 * gigabyte },
  ...{ predicted: 2 * gigabyte, available: 8 * gigabyte, fit: 'fits' as const },
  ...change,
});
const rows: DataEstimate = {
  ...{
    name: 'faq',
    rows: 475,
    heldOutRows: 25,
    tokens: 50_000,
    heldOutTokens: 2500,
    waste: 0.05,
  },
  ...{ cut: 0, uncutLength: 400, guessed: false },
};

/** The warnings of a run that would have none but for the change. */
function warned(change: Partial<Omit<Plans, 'config'>> & { readonly config?: Partial<RunConfigInput> }) {
  const estimate = { smallestSide: 64 } as Plans['estimate'];
  return warningsFor({
    ...{
      data: rows,
      longest: 2048,
      estimate,
      memory: memory(),
      memoryWith: () => gigabyte,
      diskBytes: 1e6,
      diskFreeBytes: 1e9,
    },
    ...change,
    config: completeRunConfig({ model: 'm', data: 'd', ...change.config }),
  });
}

test('a sound run has no warning', () => {
  expect(warned({})).toEqual([]);
});

const tooLarge = memory({ fit: 'tooLarge', total: 9 * gigabyte });

const beyond = { kind: 'tooLarge', needed: 9 * gigabyte, available: 8 * gigabyte } as const;

test.each<[string, Parameters<typeof warned>[0], object, object | null]>([
  [
    'rank above a side',
    { config: { rank: 100 } },
    { kind: 'rankAboveSide', rank: 100, side: 64 },
    { rank: 64 },
  ],
  ['few rows', { data: { ...rows, rows: 30 } }, { kind: 'fewRows', rows: 30 }, null],
  [
    'few rows often',
    { data: { ...rows, rows: 30 }, config: { epochs: 20 } },
    { kind: 'fewRows', rows: 30 },
    { epochs: 5 },
  ],
  ['nothing held out', { config: { holdout: 0 } }, { kind: 'nothingHeldOut' }, { holdout: 0.05 }],
  [
    'rows that are cut',
    { data: { ...rows, cut: 7, uncutLength: 1500 } },
    { kind: 'cut', rows: 7, maxLength: 1024 },
    { maxLength: 1536 },
  ],
  [
    'rows that are cut, in part beyond what the model takes',
    { data: { ...rows, cut: 7, uncutLength: 3000 } },
    { kind: 'cut', rows: 7, maxLength: 1024 },
    { maxLength: 2048 },
  ],
  [
    'rows longer than the model takes',
    { data: { ...rows, cut: 7, uncutLength: 3000 }, longest: 1024 },
    { kind: 'cut', rows: 7, maxLength: 1024 },
    null,
  ],
  [
    'a second file without a row',
    { data: { ...rows, heldOutRows: 0 }, config: { holdout: 0, holdoutFile: 'second.jsonl' } },
    { kind: 'nothingHeldOut' },
    null,
  ],
  ['a high rate', { config: { lr: 0.01 } }, { kind: 'highRate', rate: 0.01 }, { lr: 2e-4 }],
  [
    'a high rate for all weights',
    { config: { lr: 2e-4, method: 'full' } },
    { kind: 'highRate', rate: 2e-4 },
    { lr: 2e-5 },
  ],
  ['little disk', { diskBytes: 2e9 }, { kind: 'disk', needed: 2e9, available: 1e9 }, null],
  [
    'tight memory',
    { memory: memory({ fit: 'tight' }) },
    { kind: 'tight', needed: 2 * gigabyte, available: 8 * gigabyte },
    null,
  ],
  ['too large, smaller portions fit', { memory: tooLarge }, beyond, { microTokens: 128 }],
  [
    'too large, recomputing fits',
    { memory: tooLarge, memoryWith: ({ recompute }) => (recompute === 'layer' ? 1 : 1e12) },
    beyond,
    { microTokens: 128, recompute: 'layer' },
  ],
  ['too large whatever one does', { memory: tooLarge, memoryWith: () => 1e12 }, beyond, null],
])('%s', (_, change, facts, fix) => {
  expect(warned(change)).toEqual([{ ...facts, fix }]);
});
