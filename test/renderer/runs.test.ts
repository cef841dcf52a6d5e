/** A run in words, where its settings came from, and the list of runs as its address says it. */
import { describe, expect, test } from 'vitest';
import { formatsFor } from '../../src/renderer/src/format.ts';
import { settingSources } from '../../src/renderer/src/pages/Run/settingSources.ts';
import { stateInWords } from '../../src/renderer/src/pages/Run/stateInWords.ts';
import { runsQuery, runsSearch } from '../../src/renderer/src/pages/Runs/runsQuery.ts';
import { en } from '../../src/renderer/src/text/catalogues.ts';
import type { Run } from '../../src/shared/records/runs.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';

describe('where a setting came from', () => {
  const source = (config: object, parent?: object) =>
    Object.fromEntries(
      settingSources(
        { ...completeRunConfig({ model: '/m', data: '/d', ...config }) },
        parent && { ...completeRunConfig({ model: '/m', data: '/d', ...parent }) },
      ).map((setting) => [setting.field, setting.source]),
    );

  test('what nobody touched is a default, and so is what follows from the rank', () => {
    expect(source({ rank: 32, lr: 1e-3 })).toMatchObject({
      ...{ model: 'chosen', data: 'chosen', rank: 'chosen', lr: 'chosen' },
      ...{ alpha: 'default', epochs: 'default', schedule: 'default', steps: 'default', init: 'default' },
    });
    expect(source({ steps: 50 })).toMatchObject({ steps: 'chosen', epochs: 'default' });
  });

  test('what the run before had as well is taken over', () => {
    expect(source({ rank: 32, lr: 1e-3 }, { rank: 32, lr: 5e-4 })).toMatchObject({
      ...{ model: 'inherited', rank: 'inherited', lr: 'chosen' },
    });
  });
});

describe('the list of runs', () => {
  test('shows the newest first until an order is chosen', () => {
    expect(runsQuery({})).toEqual({
      ...{ page: 0, pageSize: 50, search: '', states: [], sort: 'createdAt', descending: true },
    });
    expect(runsQuery({ sort: 'name' })).toMatchObject({ sort: 'name', descending: false });
    expect(runsQuery({ sort: 'heldOutLoss', order: 'down' }).descending).toBe(true);
  });

  test('takes from its address what it knows, and nothing else', () => {
    const read = (search: object) => runsSearch.parse(search);
    expect(read({ search: 42, sort: 'colour', page: -1, size: 500, order: 'sideways' })).toEqual({
      search: '42',
    });
    expect(read({})).toEqual({});
    expect(runsQuery({ states: 'done,lost,failed' }).states).toEqual(['done', 'failed']);
  });
});

test.each([
  [{ state: 'running', steps: null }, false, 'Preparing: reading the model and the data'],
  [{ state: 'running' }, false, 'Training, step 12 of 1,200'],
  [{ state: 'running' }, true, 'Saving and ending'],
  [{ state: 'queued', queuePosition: 2 }, false, 'Waiting in the queue, place 2'],
  [{ state: 'paused' }, false, 'Paused after step 12'],
  [{ state: 'cancelled' }, false, 'Cancelled after step 12'],
  [{ state: 'done' }, false, 'Done in 3 min 20 s'],
] as const)('%j reads as a sentence', (part, ending, sentence) => {
  const run = { step: 12, steps: 1200, seconds: 200, queuePosition: null, ...part } as Run;
  expect(stateInWords(run, ending, en, formatsFor('en'))).toBe(sentence);
});
