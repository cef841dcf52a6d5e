/** Rows that do not hold what they should: what is known without them stays, and every other row can be seen. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepReport, listDatasets, listDatasetVersions, reportOf } from '../../src/main/store/datasets.ts';
import { listModels } from '../../src/main/store/models.ts';
import { findRun, insertRun, listRuns, runsIn, updateRun } from '../../src/main/store/runs.ts';
import { Store } from '../../src/main/store/store.ts';
import type { Input } from '../../src/shared/api.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';
import { fillStore } from './fill.ts';

let store: Store;
const told: string[] = [];
beforeEach(() => {
  store = new Store(':memory:');
  fillStore(store);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  told.length = 0;
  store.close();
});

const everything: Input<'runs.list'> = {
  ...{ page: 0, pageSize: 50, search: '', states: [], sort: 'name', descending: false },
};

test('what a run may be without counts as unknown where it is damaged, which is said once', () => {
  store.database.exec(`UPDATE runs SET verdict = '{"kind": "splendid"}', plan = '[]', notes = 'mine'`);
  expect(findRun(store, 'r')).toMatchObject({ verdict: null, plan: null, notes: 'mine', rank: 8 });
  expect(told.join('')).toMatch(
    /in the database, plan of First \(runs\) is damaged: .*\n.*verdict of First/s,
  );
  const before = told.length;
  expect(runsIn(store, ['done'])).toHaveLength(1);
  expect(told).toHaveLength(before);
});

test('a run without settings is an error that names it, and is left out of lists, in which the others stay', () => {
  const { name, model, data, method, config, out, createdAt, ...rest } = findRun(store, 'r')!;
  insertRun(store, { ...rest, id: 's', name: 'Second', model, data, method, config, out, createdAt });
  store.database.exec(`UPDATE runs SET config = '{"rank": "high"}' WHERE id = 'r'`);
  expect(() => findRun(store, 'r')).toThrow(
    /^in the database, config of First \(runs\) is damaged: .*model.*rank/s,
  );
  expect(listRuns(store, everything).runs.map((run) => run.name)).toEqual(['Second']);
  expect(told.join('')).toContain('config of First');
});

test('a setting that only another version knows is kept, and one that it did not know has its default', () => {
  store.database.exec(`UPDATE runs SET config = '{"model": "/m", "data": "/d", "flavour": "sweet"}'`);
  expect(findRun(store, 'r')!.config).toEqual({
    ...completeRunConfig({ model: '/m', data: '/d' }),
    flavour: 'sweet',
  });
});

test('what is written is read again as it was', () => {
  const change = {
    tags: ['a', 'b "c"'],
    error: { code: 'disk', message: 'full', hint: '' },
    actual: { seconds: 1, memoryBytes: 2, diskBytes: 3, tokens: 4, stepSeconds: 5 },
  } as const;
  updateRun(store, 'r', change);
  expect(findRun(store, 'r')).toMatchObject(change);
  updateRun(store, 'r', { error: null });
  expect(findRun(store, 'r')!.error).toBeNull();
});

test('models and datasets of the library are read as what they are', () => {
  expect(listModels(store)[0]!.shape).toMatchObject({ hidden: 64, linear: [{ module: 'q_proj' }] });
  expect(listDatasets(store)[0]!.columns).toEqual(['q', 'a']);
  expect(listDatasetVersions(store)[0]!.mapping.columns).toEqual({ question: 'q', answer: 'a' });
});

test('a report that another version has made counts as none', () => {
  expect(reportOf(store, 'dv')).toBeUndefined();
  store.database.exec(`UPDATE datasetVersions SET report = '{"key": "k", "report": {"rows": 3}}'`);
  expect(reportOf(store, 'dv')).toBeUndefined();
  expect(told.join('')).toBe('');
  const nothing = {
    rows: 7,
    rowsUsed: 7,
    notes: [],
    skipped: { empty: [], placeholders: [], beyond: [], bad: [], copies: [] },
    source: { encodings: [], sheet: null, sheets: [], split: null, splits: [], left: [], notes: [] },
    unused: [],
  };
  const report = {
    ...{
      file: 'd.csv',
      train: 7,
      heldOut: 0,
      tokens: 70,
      labels: 40,
      percentiles: [],
      histogram: [],
      costs: [],
    },
    ...{ maxLength: 64, packingWaste: 0, cut: [], beyond: [], longest: [], withoutEnd: [], shortAnswers: [] },
    ...{ exactDuplicates: [], nearDuplicates: [], leaks: [], damaged: [], scripts: [], preview: [] },
    ...{ answers: { total: 7, lost: 0 }, withoutQuestion: [], placeholders: [], lines: [] },
    private: { key: [], email: [], phone: [] },
    dataset: { ...nothing, mapping: { columns: {}, reason: 'none', confidence: 'low' as const } },
  };
  keepReport(store, 'dv', { key: 'k', report });
  expect(reportOf(store, 'dv')).toEqual({ key: 'k', report });
  expect(listDatasetVersions(store)[0]!.rows).toBe(7);
});
