/** LM Studio's folder of models: found as its own command finds it, and an export linked or copied into it. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { findLmStudio, placeInLmStudio } from '../../src/main/services/exports/lmStudio.ts';
import type { JobProgress } from '../../src/main/services/process/jobs.ts';
import type { Export } from '../../src/shared/records/exports.ts';
import { failureOf, scratch } from './support.ts';

/** Whether a link is refused, as it is between two disks. */
const disks = vi.hoisted(() => ({ apart: false }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const linkSync: typeof fs.linkSync = (from, to) => {
    if (disks.apart) throw new Error('EXDEV: cross-device link not permitted');
    fs.linkSync(from, to);
  };
  return { ...fs, linkSync };
});
afterEach(() => {
  disks.apart = false;
});

const user = () => mkdtempSync(join(scratch, 'user-'));

function madeIn(folder: string, names: readonly string[]) {
  mkdirSync(folder);
  const files = names.map((name) => ({ name, bytes: 3_000_000 }));
  for (const { name, bytes } of files) writeFileSync(join(folder, name), Buffer.alloc(bytes, name));
  const certificate = { files } as unknown as Export['certificate'];
  return { path: folder, adapter: 'Größe: 1/2 v3', certificate };
}

test('the folder is the one its settings name, in the home its pointer names', () => {
  const home = user();
  expect(findLmStudio(home)).toBeUndefined();
  const [old, usual, moved] = [join(home, '.cache/lm-studio'), join(home, '.lmstudio'), join(home, 'moved')];
  mkdirSync(usual);
  expect(findLmStudio(home)).toBe(join(usual, 'models'));
  mkdirSync(old, { recursive: true });
  expect(findLmStudio(home)).toBe(join(old, 'models'));
  writeFileSync(join(home, '.lmstudio-home-pointer'), `${moved}\n`);
  expect(findLmStudio(home)).toBe(join(old, 'models'));
  mkdirSync(moved);
  expect(findLmStudio(home)).toBe(join(moved, 'models'));
  for (const [settings, found] of [
    [{ downloadsFolder: join(home, 'disk/models') }, join(home, 'disk/models')],
    [{ downloadsFolder: 7 }, join(moved, 'models')],
    [{ downloadsFolder: 'elsewhere' }, join(moved, 'models')],
  ] as const) {
    writeFileSync(join(moved, 'settings.json'), JSON.stringify(settings));
    expect(findLmStudio(home)).toBe(found);
  }
  writeFileSync(join(moved, 'settings.json'), '{"downloads');
  expect(findLmStudio(home)).toBe(join(moved, 'models'));
});

test('the file is linked under publisher and model, so that it takes no room, and a second time nothing changes', async () => {
  const home = user();
  const made = madeIn(join(home, 'export'), ['model-Q8_0.gguf', 'LICENSE']);
  const models = join(home, 'models');
  const place = join(models, 'lowrank/gro-e-1-2-v3/gro-e-1-2-v3-Q8_0.gguf');
  for (let n = 0; n < 2; n++) expect(await placeInLmStudio(made, {}, models)).toBe(place);
  expect(statSync(place).ino).toBe(statSync(join(made.path, 'model-Q8_0.gguf')).ino);
  expect(readdirSync(join(models, 'lowrank/gro-e-1-2-v3'))).toEqual(['gro-e-1-2-v3-Q8_0.gguf']);
});

test('between two disks it is copied, byte by byte and with progress; called off, nothing of it is left', async () => {
  disks.apart = true;
  const home = user();
  const made = madeIn(join(home, 'export'), ['model-Q8_0.gguf']);
  const models = join(home, 'models');
  const folder = join(models, 'lowrank/gro-e-1-2-v3');
  const stop = new AbortController();
  const cancelled = () =>
    placeInLmStudio(made, { signal: stop.signal, onProgress: () => stop.abort() }, models);
  expect(await failureOf(cancelled)).toMatchObject({ code: 'interrupted' });
  expect(readdirSync(folder)).toEqual([]);
  const told: JobProgress[] = [];
  const place = await placeInLmStudio(made, { onProgress: (progress) => told.push(progress) }, models);
  expect(readFileSync(place).equals(readFileSync(join(made.path, 'model-Q8_0.gguf')))).toBe(true);
  expect(readdirSync(folder)).toEqual(['gro-e-1-2-v3-Q8_0.gguf']);
  expect(told.at(-1)).toEqual({ stage: 'copying', bytesDone: 3e6, bytesTotal: 3e6, progress: 1 });
  expect(told.length).toBeGreaterThan(1);
});

test('base and adapter in two files have no place there, nor has anything without LM Studio', async () => {
  const home = user();
  const two = madeIn(join(home, 'export'), ['base-Q8_0.gguf', 'adapter-F32.gguf']);
  expect(await failureOf(() => placeInLmStudio(two, {}, join(home, 'models')))).toMatchObject({
    code: 'not-found',
    message: `${two.path} has no GGUF file that LM Studio runs`,
  });
  expect(await failureOf(() => placeInLmStudio(two, {}, findLmStudio(home)))).toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('LM Studio was not found'),
  });
});

test('another file of the name stays, and it says so', async () => {
  const home = user();
  const made = madeIn(join(home, 'export'), ['model-Q8_0.gguf']);
  const models = join(home, 'models');
  const place = join(models, 'lowrank/gro-e-1-2-v3/gro-e-1-2-v3-Q8_0.gguf');
  mkdirSync(join(place, '..'), { recursive: true });
  writeFileSync(place, 'theirs');
  expect(await failureOf(() => placeInLmStudio(made, {}, models))).toMatchObject({
    code: 'exists',
    message: `LM Studio already has another model as ${place}`,
  });
  expect(readFileSync(place, 'utf8')).toBe('theirs');
});
