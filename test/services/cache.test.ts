/** What the studio keeps although it can be made again: for a month, and weights in few bits within bounds. */

import { mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { purgeCache, tokenCache, weightCache } from '../../src/main/services/home/home.ts';
import { openTestHome } from './support.ts';

const day = 24 * 3600;

/** A file that was used `days` ago; its bytes take no room on the disk. */
function put(folder: string, name: string, days: number, bytes: number): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, '');
  truncateSync(file, bytes);
  const used = Date.now() / 1000 - days * day;
  utimesSync(file, used, used);
}

test('what has not been used for a month goes, and of weights in few bits what was used longest ago beyond 20 GB', () => {
  const { home } = openTestHome().context;
  const [tokens, weights] = [tokenCache(home), weightCache(home)];
  purgeCache(home); // where there is nothing yet
  put(tokens, 'old', 31, 10);
  put(tokens, 'large', 29, 30e9);
  put(weights, 'first', 1, 15e9);
  put(weights, 'second', 2, 4e9);
  put(weights, 'third', 3, 2e9);
  put(weights, 'small', 4, 1e9);
  put(weights, 'old', 31, 1);
  purgeCache(home);
  expect(readdirSync(tokens)).toEqual(['large']);
  expect(readdirSync(weights).sort()).toEqual(['first', 'second', 'small']);
});

test('weights that are more than may be kept stay while they were used last', () => {
  const { home } = openTestHome().context;
  put(weightCache(home), 'huge', 0, 30e9);
  put(weightCache(home), 'small', 1, 1);
  purgeCache(home);
  expect(readdirSync(weightCache(home))).toEqual(['huge']);
});
