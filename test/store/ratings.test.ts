/** Blind tests in the database: tallies, ratings given again and taken back, and what goes with a version. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { forgetVersion } from '../../src/main/store/adapters.ts';
import { openStore } from '../../src/main/store/openStore.ts';
import { removeRating, saveRating, talliesIn } from '../../src/main/store/ratings.ts';
import type { Rating } from '../../src/shared/records/playground.ts';
import { fillStore } from './fill.ts';

const folder = mkdtempSync(join(tmpdir(), 'lowrank-ratings-'));
const { store } = openStore(join(folder, 'studio.db'));
// With one rating of version "av": the adapter was preferred.
fillStore(store);
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const rating = (change: Partial<Rating>): Rating => ({
  ...{ id: 'q1', adapterVersionId: 'av', strength: 1, prompt: 'Why?', preferred: 'adapter' },
  ...change,
});

test('a tally counts each question once, as it was rated last, and not what was taken back', () => {
  expect(talliesIn(store)('av')).toEqual({ adapter: 1, base: 0, equal: 0 });
  expect(talliesIn(store)('nobody')).toEqual({ adapter: 0, base: 0, equal: 0 });
  saveRating(store, rating({ id: 'q1', preferred: 'base' }));
  saveRating(store, rating({ id: 'q2', preferred: 'adapter', strength: 0.5 }));
  saveRating(store, rating({ id: 'q3', preferred: 'adapter' }));
  expect(talliesIn(store)('av')).toEqual({ adapter: 3, base: 1, equal: 0 });
  saveRating(store, rating({ id: 'q3', preferred: 'equal' }));
  expect(talliesIn(store)('av')).toEqual({ adapter: 2, base: 1, equal: 1 });
  expect(removeRating(store, 'q1')).toBe(true);
  expect(removeRating(store, 'q1')).toBe(false);
  expect(talliesIn(store)('av')).toEqual({ adapter: 2, base: 0, equal: 1 });
});

test('only a version there is can be rated, and only with an answer there is', () => {
  expect(() => saveRating(store, rating({ id: 'q9', adapterVersionId: 'nobody' }))).toThrow('FOREIGN KEY');
  expect(() => saveRating(store, rating({ id: 'q9', preferred: 'neither' as never }))).toThrow('CHECK');
});

test('a version that is forgotten takes its ratings with it', () => {
  forgetVersion(store, { id: 'av', adapterId: 'a' });
  expect(store.all(store.query.selectFrom('ratings').selectAll())).toEqual([]);
});
