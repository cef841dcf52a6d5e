/** Encoded rows come back from disk as they were, a change of anything that decides them is noticed, damage is repaired. */

import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ExampleWriter, openExamples } from '../../../src/main/engine/data/exampleFile.ts';
import { type Dataset, datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { failure, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const rows = Array.from({ length: 60 }, (_, i) => ({
  q: `Question ${i}?`,
  a: i === 7 ? '' : `Answer ${i % 50}.`,
}));
const file = write(folder, 'data.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));

const everything = ({ train, heldOut, ...rest }: Dataset): unknown => [
  rest,
  [train, heldOut].map((set) => [
    set.lengths,
    set.labels,
    set.rows,
    Array.from(set.lengths, (_, i) => set.at(i)),
  ]),
];

test('the cache changes nothing, is used, and is made again when damaged', async () => {
  const cache = join(folder, 'once');
  const options = { ...datasetDefaults, cache };
  const expected = everything(await loadDataset(file, smollm2));
  expect(everything(await loadDataset(file, smollm2, options))).toEqual(expected);
  const [name] = readdirSync(cache);
  const path = join(cache, name!);
  expect(everything(await loadDataset(file, smollm2, options))).toEqual(expected);
  for (const size of [0, 10, 300]) {
    truncateSync(path, size);
    expect(everything(await loadDataset(file, smollm2, options))).toEqual(expected);
  }
  writeFileSync(path, Buffer.alloc(400, 255));
  expect(everything(await loadDataset(file, smollm2, options))).toEqual(expected);
  expect(readdirSync(cache)).toEqual([name]);
});

test('what is in the file is what is read, not what would be made', async () => {
  const cache = join(folder, 'trusted');
  const options = { ...datasetDefaults, holdout: 0, cache };
  await loadDataset(file, smollm2, options);
  const path = join(cache, readdirSync(cache)[0]!);
  const { notes } = openExamples(path)!;
  const writer = new ExampleWriter(path);
  writer.add({ ids: Int32Array.of(5, 6), supervised: Uint8Array.of(0, 1), row: 9 });
  writer.commit({ ...notes, contents: ['x'] });
  const { train } = await loadDataset(file, smollm2, options);
  expect(train.at(0)).toEqual({ ids: Int32Array.of(5, 6), supervised: Uint8Array.of(0, 1), row: 9 });
  expect(train.lengths.length).toBe(1);
});

test('whatever decides the ids decides the cache; the hold-out does not', async () => {
  const cache = join(folder, 'many');
  const options = { ...datasetDefaults, cache };
  const other = modelText(smollm2.tokenizer, undefined);
  await loadDataset(file, smollm2, options);
  await loadDataset(file, smollm2, { ...options, holdout: 0.2, seed: 5 });
  expect(readdirSync(cache).length).toBe(1);
  await loadDataset(file, smollm2, { ...options, maxLength: 50 });
  await loadDataset(file, smollm2, { ...options, trainOn: 'all' });
  await loadDataset(file, smollm2, { ...options, turns: 'last' });
  await loadDataset(file, smollm2, { ...options, system: 'Be brief.' });
  await loadDataset(file, smollm2, { ...options, badRows: 'skip' });
  await loadDataset(file, smollm2, { ...options, map: { prompt: 'a', answer: 'q' } });
  await loadDataset(file, other, options);
  expect(readdirSync(cache).length).toBe(8);
  const edited = write(
    folder,
    'edited.jsonl',
    rows
      .map((row) => JSON.stringify(row))
      .join('\n')
      .replace('Answer 3.', 'Answer 4.'),
  );
  await loadDataset(edited, smollm2, options);
  expect(readdirSync(cache).length).toBe(9);
});

test('a failed run leaves nothing behind', async () => {
  const cache = join(folder, 'failed');
  const broken = write(folder, 'broken.jsonl', `${'{"q":"a","a":"b"}\n'.repeat(2000)}{"q":`);
  expect(await failure(() => loadDataset(broken, smollm2, { ...datasetDefaults, cache }))).toContain(
    'line 2001',
  );
  expect(readdirSync(cache)).toEqual([]);
});
