/** The library and the report on a dataset from the command line. */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startFakeHub } from '../support/fakeHub.ts';
import { dataFile, expectFailure, lowrank, newFolder, resultOf, start, sums, tinyModel } from './support.ts';

vi.setConfig({ testTimeout: 180_000 });

const gguf = join(import.meta.dirname, '../fixtures/gguf/llama.gguf');

test('a folder is added, listed, used by its name and removed; it stays where it is', async () => {
  const folder = join(newFolder(), 'Little');
  cpSync(tinyModel, folder, { recursive: true });
  const added = await resultOf('models', 'add', folder);
  expect(added).toMatchObject({ name: 'Little', path: folder, owned: false, parameters: 151_872 });
  expect(added.hash).toMatch(/^[0-9a-f]{64}$/);
  const { type: _, ...model } = added;
  expect((await resultOf('models', 'list')).models).toEqual([model]);
  expect((await lowrank('models', 'list')).stdout).toMatch(/Little +LlamaForCausalLM +151,872/);
  const measured = await resultOf('eval', '--model', 'little', '--data', dataFile(sums(4)));
  expect(measured.rows).toBe(4);
  expect(await resultOf('models', 'remove', 'Little')).toMatchObject({ id: added.id, name: 'Little' });
  expect((await resultOf('models', 'list')).models).toEqual([]);
  expect(existsSync(join(folder, 'model.safetensors'))).toBe(true);
});

test('a GGUF file is converted into the library, and found there again', async () => {
  const { name, path, owned } = await resultOf('models', 'add', gguf);
  expect([name, owned]).toEqual(['llama', true]);
  const asked = await resultOf('generate', '--model', gguf, '--prompt', 'a', '--max-tokens', '2', '--raw');
  expect(asked.tokens).toBe(2);
  expect((await resultOf('models', 'list')).models).toMatchObject([{ name, path }]);
  await resultOf('models', 'remove', name);
});

test('what cannot be added or removed is said to be so', async () => {
  const nowhere = join(newFolder(), 'nowhere.gguf');
  expectFailure(await lowrank('models', 'add', nowhere, '--json'), 'not-found', `${nowhere} does not exist`);
  expectFailure(await lowrank('models', 'add', newFolder(), '--json'), 'not-found', 'has no config.json');
  expectFailure(await lowrank('models', 'remove', 'nobody', '--json'), 'not-found', 'nobody', 'nothing yet');
});

test('a dataset of the Hub: its parts are told, one is fetched, and the report says what was left', async () => {
  const hub = await startFakeHub();
  const lines = (count: number) =>
    Buffer.from(
      sums(count)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
  hub.repos.push({
    ...{ type: 'dataset', name: 'acme/chat', license: 'mit' },
    files: {
      'data/train_gen-00000-of-00001.jsonl': lines(3),
      'data/train_sft-00000-of-00002.jsonl': lines(20),
      'data/train_sft-00001-of-00002.jsonl': lines(5),
      'data/test_sft-00000-of-00001.jsonl': lines(4),
    },
  });
  const env = { HF_ENDPOINT: hub.url, HF_TOKEN: '' };
  const ask = async (...args: string[]) => (await start(args, { env }).ended).stdout;
  expect(await ask('datasets', 'look', 'acme/chat')).toMatch(
    /^acme\/chat: licence mit\n.*\n.*default +train_sft +2 .*\n.*default +train_gen +1 .*\n.*default +test_sft +1 /,
  );
  expect(await ask('datasets', 'add', 'acme/chat')).toContain(
    'taken from the Hub: train_sft (2 files); left: train_gen, test_sft\n',
  );
  expect(await ask('datasets', 'add', 'acme/chat', '--split', 'test_sft')).toContain(
    'taken from the Hub: test_sft (1 file); left: train_sft, train_gen\n',
  );
  expect(await ask('data', 'chat', '--model', tinyModel)).toContain(
    '  taken from the Hub: train_sft (2 files); left: train_gen, test_sft\n',
  );
  const { datasets } = await resultOf('datasets', 'list');
  expect(datasets.map(({ name }: { name: string }) => name).toSorted()).toEqual(['chat', 'chat test_sft']);
  expectFailure(
    await start(['datasets', 'add', 'acme/chat', '--config', 'de', '--json'], { env }).ended,
    'bad-config',
    'acme/chat has no configuration "de"',
  );
  expect(await resultOf('datasets', 'remove', 'chat')).toMatchObject({ name: 'chat' });
});

test('data reports what would be learned, for people and for programs', async () => {
  const file = dataFile([...sums(28), { question: 'Call me?', answer: 'Mail to someone@example.com.' }]);
  const report = await resultOf('data', file, '--model', tinyModel, '--holdout', '0.1');
  expect(report).toMatchObject({ file, train: 27, heldOut: 2, withoutEnd: [] });
  expect(report.dataset.mapping.columns).toEqual({ prompt: 'question', answer: 'answer' });
  expect(report.private.email).toEqual([29]);
  const { code, stdout, stderr } = await lowrank('data', file, '--model', tinyModel);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.startsWith(`${file}\n`)).toBe(true);
  expect(stdout).toContain('28 to train on, 1 held out');
  expect(stdout).toContain('1 row with what looks like an e-mail address: 29\n');
  expect(stdout).toContain('«It is 1.');
});

test('data names the line that is broken, and a file that is missing', async () => {
  const broken = dataFile([...sums(3), '{"question": ']);
  expectFailure(
    await lowrank('data', broken, '--model', tinyModel, '--json'),
    'bad-data',
    `${broken}, line 4`,
  );
  const { code, ...missing } = await lowrank('data', 'none.csv', '--model', tinyModel, '--json');
  expect(code).toBe(1);
  expectFailure({ code, ...missing }, 'not-found', 'none.csv');
});
