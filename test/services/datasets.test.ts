/** Datasets: versions by content, reports kept with them, removals that can be undone. */

import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { datasetMethods, purgeDatasets, resolveDataset } from '../../src/main/services/datasets/index.ts';
import { purgeUploads, receiveUpload } from '../../src/main/services/home/uploads.ts';
import type { OpenContext } from '../../src/main/services/index.ts';
import { type DataOptions, datasetReportSchema, datasetSchema } from '../../src/shared/records/datasets.ts';
import { textCell, workbook } from '../engine/data/workbook.ts';
import { addModel, addRun, failureOf, openTestHome, scratch } from './support.ts';

const rows = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, i) =>
      `${JSON.stringify({ question: `What is ${from + i}?`, answer: `It is the number ${from + i}.` })}\n`,
  ).join('');
const options: DataOptions = {
  ...{
    map: {},
    system: '',
    trainOn: 'answers',
    turns: 'all',
    holdout: 0.05,
    maxLength: 1024,
    badRows: 'stop',
    seed: 0,
    ...{ encoding: '', sheet: '', split: '' },
  },
};

function open() {
  const { context, told } = openTestHome();
  return { context, told, methods: datasetMethods(context) };
}

/** A workbook of such sheets. */
function book(sheets: Readonly<Record<string, readonly (readonly string[])[]>>): Uint8Array {
  return workbook(
    Object.entries(sheets).map(([name, rows]) => ({
      name,
      rows: rows.map((cells, y) =>
        cells.map((text, x) => textCell(`${String.fromCharCode(65 + x)}${y + 1}`, text)).join(''),
      ),
    })),
  );
}

function put(name: string, content: string | Uint8Array): string {
  const file = join(mkdtempSync(join(scratch, 'data-')), name);
  writeFileSync(file, content);
  return file;
}

/** Notes a run that used this version. @returns what sets its state */
function addRunOn(context: OpenContext, versionId: string): (state: string) => void {
  const id = addRun(context, '/nowhere', { name: 'mine', modelId: addModel(context) });
  context.store.prepare('UPDATE runs SET dataVersionId = ? WHERE id = ?').run(versionId, id);
  return (state) => void context.store.prepare('UPDATE runs SET state = ? WHERE id = ?').run(state, id);
}

test('a file is read where it lies, with its columns and the guess', async () => {
  const { context, methods, told } = open();
  const path = put('sums.jsonl.gz', (await import('node:zlib')).gzipSync(rows(30)));
  const dataset = await methods['datasets.import']({ path });
  expect(datasetSchema.parse(dataset)).toEqual(dataset);
  expect(dataset).toMatchObject({
    ...{ name: 'sums', path, source: 'file', origin: path, missing: false, columns: ['question', 'answer'] },
    versions: [
      {
        ...{
          number: 1,
          rows: null,
          runs: 0,
          bytes: readFileSync(path).length,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        mapping: {
          columns: { prompt: 'question', answer: 'answer' },
          reason: '"question" is asked, "answer" is the answer',
          confidence: 'high',
        },
      },
    ],
  });
  expect(await methods['datasets.list']()).toEqual([dataset]);
  expect((await methods['datasets.import']({ path })).id).toBe(dataset.id);
  expect(told.some(({ event }) => event === 'datasets.changed')).toBe(true);
  expect(readdirSync(context.home.datasets)).toEqual([]);
});

test('an edited file is a new version, and a run keeps the one it used', async () => {
  const { context, methods } = open();
  const path = put('grows.jsonl', rows(30));
  const first = await resolveDataset(context, path);
  expect(await resolveDataset(context, path)).toEqual(first);
  addRunOn(context, first.versionId);
  appendFileSync(path, rows(1, 30));
  const second = await resolveDataset(context, 'GROWS');
  expect(second).toEqual({ ...first, versionId: second.versionId });
  expect(second.versionId).not.toBe(first.versionId);
  const [{ versions }] = (await methods['datasets.list']()) as unknown as [
    { versions: { id: string; number: number; runs: number }[] },
  ];
  expect(versions.map(({ id, number, runs }) => [id, number, runs])).toEqual([
    [first.versionId, 1, 1],
    [second.versionId, 2, 0],
  ]);
  // Back to what it was: a third version, so that the newest always is what the file holds.
  writeFileSync(path, rows(30));
  const third = await resolveDataset(context, first.datasetId);
  expect([first.versionId, second.versionId]).not.toContain(third.versionId);
});

test('columns nobody can guess are no reason to refuse a table; nothing to read is', async () => {
  const { context, methods } = open();
  const odd = put('odd.csv', 'alpha,beta\n1,2\n');
  const { columns, versions } = await methods['datasets.import']({ path: odd });
  expect(columns).toEqual(['alpha', 'beta']);
  expect(versions[0]!.mapping).toMatchObject({
    columns: {},
    ...{ confidence: 'low', basis: 'none' },
    reason: `${odd}: no usable column, found alpha, beta`,
  });
  const { versionId } = await resolveDataset(context, odd, { map: { prompt: 'alpha', answer: 'beta' } });
  const [listed] = await methods['datasets.list']();
  expect(listed!.versions.map(({ id, mapping }) => [id, mapping.columns])).toEqual([
    [versionId, { prompt: 'alpha', answer: 'beta' }],
  ]);
  for (const [name, content, code] of [
    ['empty.csv', '', 'bad-data'],
    ['header.csv', 'q,a\n', 'bad-data'],
    ['picture.png', 'x', 'unsupported'],
  ] as const) {
    const path = put(name, content);
    expect((await failureOf(() => methods['datasets.import']({ path }))).code).toBe(code);
  }
  expect((await failureOf(() => methods['datasets.import']({ path: '/no/such.csv' }))).code).toBe(
    'not-found',
  );
  expect(await methods['datasets.list']()).toHaveLength(1);
});

test('columns are chosen one at a time, and how the file is read by hand', async () => {
  const { methods } = open();
  const { id } = await methods['datasets.import']({
    path: put('odd.csv', Buffer.from('alph\xe5,beta\nwhy,so\n', 'latin1')),
  });
  const mapped = async (choice: object) => {
    const { versions } = await methods['datasets.map']({ id, map: {}, ...choice });
    return versions.at(-1)!.mapping;
  };
  expect(await mapped({ map: { prompt: '', answer: 'beta' } })).toMatchObject({
    ...{ columns: { answer: 'beta' }, basis: 'none' },
  });
  expect(await mapped({ map: { prompt: 'alphå', answer: 'beta' } })).toMatchObject({
    ...{ columns: { prompt: 'alphå', answer: 'beta' }, confidence: 'chosen' },
  });
  const reading = { encoding: 'windows-1251', sheet: '', split: '' };
  expect(await mapped({ reading })).toMatchObject({ columns: {}, reading });
  const [dataset] = await methods['datasets.list']();
  expect(dataset!.columns).toEqual(['alphе', 'beta']);
  expect((await methods['datasets.import']({ path: dataset!.path })).columns).toEqual(dataset!.columns);
  expect(await mapped({ reading: { ...reading, encoding: '' } })).toMatchObject({ basis: 'none' });
});

test('a text whose encoding cannot be told joins the library, and is read once its encoding is chosen', async () => {
  const { methods } = open();
  // "Где ключ?" in Windows-1251: too short for a guess that can be relied on.
  const text = Buffer.from('question,answer\n\xc3\xe4\xe5 \xea\xeb\xfe\xf7?,x\n', 'latin1');
  const { id, columns, versions } = await methods['datasets.import']({ path: put('keys.csv', text) });
  expect(columns).toEqual([]);
  const { mapping } = versions[0]!;
  expect(mapping).toMatchObject({ columns: {}, basis: 'none', fault: { code: 'encodingUnknown' } });
  const tried = mapping.fault?.code === 'encodingUnknown' ? mapping.fault.tried : [];
  expect(tried.find(({ encoding }) => encoding === 'windows-1251')?.shown).toBe('"Где ключ?,x "');
  const reading = { encoding: 'windows-1251', sheet: '', split: '' };
  const read = await methods['datasets.map']({ id, map: {}, reading });
  expect(read.columns).toEqual(['question', 'answer']);
  expect(read.versions.at(-1)!.mapping).toMatchObject({
    ...{ columns: { prompt: 'question', answer: 'answer' }, reading },
  });
  expect(read.versions.at(-1)!.mapping.fault).toBeUndefined();
});

test('a sheet without rows is chosen and left again; one that is gone is looked for no more', async () => {
  const { methods } = open();
  const path = put(
    'book.xlsx',
    book({
      Data: [
        ['question', 'answer'],
        ['Why?', 'So.'],
      ],
      Empty: [],
    }),
  );
  const { id } = await methods['datasets.import']({ path });
  const choose = async (name: string) =>
    (
      await methods['datasets.map']({ id, map: {}, reading: { encoding: '', sheet: name, split: '' } })
    ).versions.at(-1)!.mapping;
  expect(await choose('Empty')).toMatchObject({
    ...{ fault: { code: 'noRows' }, columns: {} },
    source: { sheets: ['Data', 'Empty'] },
  });
  expect(await choose('Data')).toMatchObject({ columns: { prompt: 'question', answer: 'answer' } });
  writeFileSync(
    path,
    book({
      Renamed: [
        ['question', 'answer'],
        ['Why?', 'So.'],
      ],
    }),
  );
  const { versions } = await methods['datasets.import']({ path });
  expect(versions.at(-1)!.mapping).toMatchObject({ source: { sheet: 'Renamed' }, reading: { sheet: '' } });
});

test('an unknown name is answered with what there is', async () => {
  const { context } = open();
  const error = await failureOf(() => resolveDataset(context, 'sums'));
  expect(`${error.code}: ${error.message}`).toBe(
    'not-found: there is no dataset sums: no such path, and the library holds nothing yet',
  );
  const path = put('here.jsonl', rows(3));
  await resolveDataset(context, path);
  rmSync(path);
  const gone = await failureOf(() => resolveDataset(context, 'here'));
  expect(gone.message).toBe(`the file of the dataset here is gone: ${path}`);
});

// Seven processes in turn.
test('a report is kept with the version it is about, and asked for only when something changed', async () => {
  const { context, methods } = open();
  const path = put('sums.jsonl', rows(40));
  const modelId = addModel(context);
  const { id } = await methods['datasets.import']({ path });
  const ask = { id, modelId, options, rank: 8 };
  const report = await methods['datasets.report'](ask);
  expect(datasetReportSchema.parse(report)).toEqual(report);
  expect(report).toMatchObject({ file: path, train: 38, heldOut: 2, dataset: { rows: 40, rowsUsed: 40 } });
  expect(report.costs.at(-1)).toMatchObject({ cut: 0, tokens: 0, memoryBytes: expect.any(Number) });
  const memory = report.costs.map(({ memoryBytes }) => memoryBytes!);
  expect(memory).toEqual(memory.toSorted((a, b) => a - b));
  const wider = await methods['datasets.report']({ ...ask, rank: 64 });
  expect(wider.costs.at(-1)!.memoryBytes!).toBeGreaterThan(memory.at(-1)!);
  expect((await methods['datasets.report']({ ...ask, rank: null })).costs.at(-1)!.memoryBytes).toBe(null);

  // Planted in the store: what comes back shows whether it was made anew.
  const made = await methods['datasets.report'](ask);
  const [version] = (await methods['datasets.list']())[0]!.versions;
  expect(version!.rows).toBe(40);
  const stored = context.store.prepare('SELECT report FROM datasetVersions').get() as { report: string };
  context.store
    .prepare('UPDATE datasetVersions SET report = ?')
    .run(stored.report.replace('"train":38', '"train":999'));
  expect((await methods['datasets.report'](ask)).train).toBe(999);
  appendFileSync(path, rows(1, 40));
  expect(await methods['datasets.report'](ask)).toMatchObject({ train: made.train + 1 });
  expect((await methods['datasets.list']())[0]!.versions.map(({ rows }) => rows)).toEqual([40, 41]);
  expect(context.jobs.list()).toEqual([]);
}, 90_000);

test('a report on a bad row names it, and leaves no job behind', async () => {
  const { context, methods } = open();
  const modelId = addModel(context);
  const path = put('bad.jsonl', `${rows(2)}{"question": nonsense}\n`);
  const { id } = await methods['datasets.import']({ path });
  const ask = { id, modelId, options, rank: null };
  const error = await failureOf(() => methods['datasets.report'](ask));
  expect(error.code).toBe('bad-data');
  expect(error.message).toContain(`${path}, line 3`);
  expect(context.jobs.list()).toEqual([]);
  const skipping = await methods['datasets.report']({ ...ask, options: { ...options, badRows: 'skip' } });
  expect(skipping.dataset.skipped.bad.map(({ row }) => row)).toEqual([3]);
  expect((await failureOf(() => methods['datasets.report']({ ...ask, modelId: 'none' }))).code).toBe(
    'not-found',
  );
});

test('a report can be cancelled in the middle, and asked for again', async () => {
  const { context, methods } = open();
  const modelId = addModel(context);
  const { id } = await methods['datasets.import']({ path: put('long.jsonl', rows(200_000)) });
  const ask = { id, modelId, options, rank: null };
  const report = methods['datasets.report'](ask);
  const failed = failureOf(() => report);
  await vi.waitUntil(() => context.jobs.list()[0]?.stage === 'reading');
  const [job] = context.jobs.list();
  expect(job).toMatchObject({ kind: 'report', title: 'long', state: 'running' });
  // A page that is loaded again asks the same, and waits for the same.
  const again = failureOf(() => methods['datasets.report']({ ...ask }));
  await vi.waitUntil(() => (context.jobs.list()[0]?.progress ?? 0) > 0.01, { timeout: 30_000 });
  expect(context.jobs.list()).toHaveLength(1);
  expect(context.jobs.list()[0]).toMatchObject({ etaSeconds: expect.any(Number), bytesTotal: null });
  context.jobs.cancel(job!.id);
  expect((await failed).message).toBe('reading long was cancelled');
  expect((await again).message).toBe('reading long was cancelled');
  expect(context.jobs.list()).toEqual([]);
  expect((await methods['datasets.list']())[0]!.versions[0]!.rows).toBe(null);
});

test('an import says how far it is, and is called off with nothing left', async () => {
  const { context, methods, told } = open();
  const path = put('large.jsonl', rows(400_000));
  await methods['datasets.import']({ path });
  const jobs = told.flatMap(({ event, payload }) =>
    event === 'jobs.changed' ? [payload as { kind: string; progress: number | null; state: string }] : [],
  );
  expect(jobs.every(({ kind }) => kind === 'datasetImport')).toBe(true);
  expect(jobs.some(({ progress, state }) => progress !== null && progress > 0 && state === 'running')).toBe(
    true,
  );
  expect([jobs.at(-1), context.jobs.list()]).toMatchObject([{ state: 'done', progress: 1 }, []]);

  const other = put('other.jsonl', rows(400_000, 1));
  const failed = failureOf(() => methods['datasets.import']({ path: other }));
  await vi.waitUntil(() => context.jobs.list().length === 1);
  context.jobs.cancel(context.jobs.list()[0]!.id);
  expect(await failed).toMatchObject({ code: 'interrupted', message: 'reading other was cancelled' });
  expect((await methods['datasets.list']()).map(({ name }) => name)).toEqual(['large']);
});

test('a second file is measured with, and what leaks into it is named', async () => {
  const { context, methods } = open();
  const modelId = addModel(context);
  const path = put('train.jsonl', rows(20));
  const holdoutFile = put(
    'check.jsonl',
    `${rows(1, 100)}${rows(1, 3)}{"question":"What is 5?","answer":"Five, of course."}\n`,
  );
  const { id } = await methods['datasets.import']({ path });
  const report = await methods['datasets.report']({
    id,
    modelId,
    options: { ...options, holdoutFile },
    rank: null,
  });
  expect(report).toMatchObject({
    train: 20,
    heldOut: 2,
    leaks: [3],
    dataset: { skipped: { copies: [2] }, rowsUsed: 20 },
  });
});

test('a dataset in use stays; others go and come back; the file of the user is never deleted', async () => {
  const { context, methods } = open();
  const path = put('mine.jsonl', rows(5));
  const { datasetId: id, versionId } = await resolveDataset(context, path);
  const setState = addRunOn(context, versionId);
  setState('running');
  expect((await failureOf(() => methods['datasets.remove']({ id }))).message).toBe(
    'mine is in use: the run "mine" needs it.',
  );
  setState('done');
  await methods['datasets.remove']({ id });
  expect(await methods['datasets.list']()).toEqual([]);
  await methods['datasets.restore']({ id });
  expect(await methods['datasets.list']()).toHaveLength(1);
  await methods['datasets.remove']({ id });
  purgeDatasets(context, Date.now() + 1);
  expect(existsSync(path)).toBe(true);
  // A run speaks of it: what it was trained on is still known.
  expect(context.store.prepare('SELECT dataVersionId FROM runs').all()).toEqual([
    { dataVersionId: versionId },
  ]);
  const again = await resolveDataset(context, path);
  expect(again).toMatchObject({ datasetId: id, versionId });
});

test('names: renamed, refused where taken or empty', async () => {
  const { methods } = open();
  const { id } = await methods['datasets.import']({ path: put('a.jsonl', rows(3)) });
  await methods['datasets.import']({ path: put('a.jsonl', rows(3)) });
  const names = async () => (await methods['datasets.list']()).map(({ name }) => name).toSorted();
  expect(await names()).toEqual(['a', 'a 2']);
  await methods['datasets.rename']({ id, name: ' Numbers ' });
  expect(await names()).toEqual(['Numbers', 'a 2']);
  expect((await failureOf(() => methods['datasets.rename']({ id, name: 'A 2' }))).code).toBe('exists');
  expect((await failureOf(() => methods['datasets.rename']({ id, name: '' }))).code).toBe('bad-config');
});

test('the sample data is a copy in the home folder', async () => {
  const { context, methods } = open();
  const dataset = await methods['datasets.import']({ sample: true });
  expect(dataset).toMatchObject({ source: 'sample', missing: false });
  expect(dataset.path.startsWith(join(context.home.datasets, 'samples'))).toBe(true);
  expect((await methods['datasets.import']({ sample: true })).id).toBe(dataset.id);
});

test('a folder of tables of one kind is one dataset, numbered through', async () => {
  const { context, methods } = open();
  const folder = mkdtempSync(join(scratch, 'shards-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/b.jsonl'), rows(3, 10));
  writeFileSync(join(folder, 'data/a.jsonl'), rows(2));
  writeFileSync(join(folder, 'README.md'), 'about it');
  const { id, versions } = await methods['datasets.import']({ path: folder });
  const report = await methods['datasets.report']({ id, modelId: addModel(context), options, rank: null });
  expect(report.dataset.rows).toBe(5);
  expect(report.preview.map(({ row }) => row)).toEqual([1, 2, 3]);
  writeFileSync(join(folder, 'data/c.jsonl'), rows(1, 20));
  expect((await methods['datasets.import']({ path: folder })).versions.map(({ hash }) => hash)[0]).toBe(
    versions[0]!.hash,
  );
  expect((await methods['datasets.list']())[0]!.versions).toHaveLength(2);
  cpSync(join(folder, 'data/c.jsonl'), join(folder, 'c.csv'));
  const mixed = await failureOf(() => methods['datasets.import']({ path: folder }));
  expect(mixed.message).toBe(`${folder} holds tables of several kinds: .csv, .jsonl`);
});

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test('an upload is kept under a safe name, imported from there, and gone with its dataset', async () => {
  const { context, methods } = open();
  const content = rows(4);
  const path = await receiveUpload(
    context.home,
    '../../etc/My rows.jsonl',
    pieces(content.slice(0, 50), content.slice(50)),
    content.length,
  );
  expect(path).toMatch(new RegExp(`^${context.home.datasets}/uploads/[0-9a-f-]{36}/etc-My rows.jsonl$`));
  expect(readFileSync(path, 'utf8')).toBe(content);
  const dataset = await methods['datasets.import']({ path });
  expect(dataset).toMatchObject({ source: 'upload', origin: 'etc-My rows.jsonl', name: 'etc-My rows' });
  purgeUploads(context);
  expect(existsSync(path)).toBe(true);
  await methods['datasets.remove']({ id: dataset.id });
  purgeDatasets(context, Date.now() + 1);
  expect(readdirSync(join(context.home.datasets, 'uploads'))).toEqual([]);
});

test('an upload with a long name keeps its ending, by which it is read', async () => {
  const { context } = open();
  const upload = async (name: string) =>
    basename(await receiveUpload(context.home, name, pieces('{"q":"1","a":"2"}\n'), 18));
  expect(await upload(`${'long '.repeat(30)}.jsonl`)).toBe(`${'long '.repeat(30).slice(0, 74)}.jsonl`);
  expect(await upload(`${'x'.repeat(100)}.jsonl.gz`)).toBe(`${'x'.repeat(71)}.jsonl.gz`);
});

test.each<[string, string, number]>([
  ['too few bytes', 'abc', 4],
  ['too many bytes', 'abcde', 4],
])('an upload of %s leaves nothing', async (_what, text, size) => {
  const { context } = open();
  const error = await failureOf(() => receiveUpload(context.home, 'x.csv', pieces(text), size));
  expect(error.message).toBe(`"x.csv" did not arrive whole: ${text.length} of ${size} bytes`);
  expect(readdirSync(join(context.home.datasets, 'uploads'))).toEqual([]);
});

test('an upload larger than the disk is refused before a byte is read', async () => {
  const { context } = open();
  async function* never(): AsyncGenerator<Uint8Array> {
    yield await Promise.reject(new Error('it was read'));
  }
  const error = await failureOf(() => receiveUpload(context.home, 'x.csv', never(), 1e15));
  expect(error.code).toBe('disk');
  expect(readdirSync(join(context.home.datasets, 'uploads'))).toEqual([]);
});

test('an upload that nobody imported goes after a day', async () => {
  const { context } = open();
  const path = await receiveUpload(context.home, 'x.csv', pieces('q,a'), 3);
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 23 * 3600_000);
  purgeUploads(context);
  expect(existsSync(path)).toBe(true);
  now.mockReturnValue(Date.now() + 25 * 3600_000);
  purgeUploads(context);
  expect(existsSync(path)).toBe(false);
  now.mockRestore();
});
