import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { inspectDataset } from '../../../src/main/engine/data/inspectDataset.ts';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import { type DataFault, dataFaultSchema } from '../../../src/shared/dataFaults.ts';
import { AppError, errorRecord, errorSchema, fromRecord } from '../../../src/shared/errors.ts';
import { collect, dataCase, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();

async function detailOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => expect.unreachable('nothing was thrown'),
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(AppError);
  return dataFaultSchema.parse((error as AppError).detail);
}

const load = (file: string, more = {}) =>
  detailOf(loadDataset(file, smollm2, { ...datasetDefaults, holdout: 0, ...more }));
const loadText = (name: string, text: string, more = {}) => load(write(folder, name, text), more);

const turns = (...messages: object[]) => JSON.stringify({ messages });
const question = { role: 'user', content: 'Q' };
const answer = { role: 'assistant', content: 'A' };
const good = turns(question, answer);
const at = (line: number, file = 'a.jsonl') => ({ file, line, unit: 'line', row: line });

test('what is wrong with a turn is told as facts with its row, line and column', async () => {
  const inTurn = async (turn: unknown) => loadText('a.jsonl', `${good}\n${turns(turn as object, answer)}\n`);
  const cell = { at: at(2), column: 'messages', turn: 1 };
  expect(await inTurn('Hello')).toEqual({ ...cell, code: 'turnNoObject', found: 'text' });
  expect(await inTurn({ role: 'moderator', content: 'x' })).toMatchObject({
    ...cell,
    code: 'unknownRole',
    kind: 'text',
    found: '"moderator"',
    roles: expect.arrayContaining(['user', 'assistant']),
  });
  expect(await inTurn({ role: 'user', wrong: 'x' })).toEqual({
    ...cell,
    code: 'noContent',
    keys: ['"role"', '"wrong"'],
  });
  expect(await inTurn({ role: 'user', content: [{ type: 'image_url' }] })).toEqual({
    ...cell,
    code: 'otherParts',
    kinds: ['"image_url"'],
  });
  expect(await inTurn({ role: 'user', content: { a: 1 } })).toEqual({
    ...cell,
    code: 'notText',
    found: 'object',
    shown: JSON.stringify('{"a":1}'),
  });
});

test('a row that cannot be read says where it stands, whatever the format', async () => {
  expect(await loadText('a.jsonl', `${good}\n{"messages": nope}\n`)).toEqual({
    code: 'badJson',
    at: { file: 'a.jsonl', line: 2, unit: 'line', column: 14 },
    ...{ why: 'syntax', reason: 'invalid symbol', found: '"nope}"' },
  });
  expect(await load(dataCase('15-nan.jsonl'))).toMatchObject({ code: 'badJson', why: 'number' });
  expect(await load(dataCase('15b-python-repr.jsonl'))).toMatchObject({ code: 'badJson', why: 'python' });
  expect(await loadText('a.csv', 'question,answer\nQ,A\nQ,A,B\n')).toEqual({
    code: 'raggedRow',
    at: { file: 'a.csv', line: 3, unit: 'line' },
    ...{ expected: 2, columns: ['question', 'answer'], found: 3, last: '"B"' },
  });
  expect(await loadText('b.csv', 'question,answer\nQ,"A\n')).toMatchObject({
    code: 'brokenQuotes',
    ...{ at: { file: 'b.csv', line: 2 }, field: 2 },
  });
  expect(await load(dataCase('09-utf8-one-bad-byte.jsonl'))).toMatchObject({
    code: 'wrongByte',
    byte: expect.stringMatching(/^0x[0-9A-F]{2}$/),
  });
});

test('what the model’s template refuses or hides is told by turns', async () => {
  const row = (turn: object) => loadText('a.jsonl', turns(question, turn));
  const calls = [{ type: 'function', function: { name: 'look', arguments: {} } }];
  expect(await row({ role: 'assistant', content: '', tool_calls: calls })).toEqual({
    ...{ code: 'notShown', at: at(1), turn: 2, what: 'calls', role: 'assistant' },
  });
});

test('a file that is no table is told by what it is', async () => {
  const png = join(folder, 'a.csv');
  writeFileSync(png, Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  expect(await load(png)).toEqual({
    ...{ code: 'binaryFile', what: 'picture', name: 'a PNG picture' },
    at: { file: basename(png) },
  });
  expect(await load(write(folder, 'a.docx', 'x'))).toMatchObject({ code: 'unknownFormat', ending: '.docx' });
  expect(await load(dataCase('kaputt.xlsx'))).toMatchObject({ code: 'notAWorkbook', locked: false });
  expect(await load(dataCase('leer.csv'))).toEqual({ code: 'noRows', at: { file: 'leer.csv' } });
});

test('a choice that the file does not have is told with those it has', async () => {
  expect(await load(dataCase('17b-two-sheets.xlsx'), { sheet: 'Third' })).toMatchObject({
    code: 'noSuchSheet',
    asked: 'Third',
  });
  expect(await load(dataCase('03-alpaca-history.json'), { map: { answer: 'nope' } })).toMatchObject({
    ...{ code: 'noSuchColumn', field: 'answer', column: 'nope' },
    columns: expect.arrayContaining(['instruction', 'output']),
  });
  expect(
    await detailOf(collect(readRows(dataCase('10-gbk.csv'), { reading: { encoding: 'klingon' } }))),
  ).toEqual({
    ...{ code: 'noSuchEncoding', asked: 'klingon' },
  });
});

test('rows of which none is left say what became of them', async () => {
  const rows = `${JSON.stringify({ question: 'Q', answer: '' })}\n`.repeat(3);
  expect(await loadText('a.jsonl', rows)).toMatchObject({
    code: 'nothingToTrainOn',
    ...{ rows: 3, empty: 3, beyond: 0, bad: 0, maxLength: 1024 },
  });
});

test('a row that is skipped keeps its facts beside its message', async () => {
  const file = write(
    folder,
    'skip.jsonl',
    `${good}\n${turns({ role: 'user', content: 7, x: 1 }, 5 as never)}\n`,
  );
  const { skipped } = await loadDataset(file, smollm2, { ...datasetDefaults, holdout: 0, badRows: 'skip' });
  expect(skipped.bad).toEqual([
    {
      row: 2,
      message: `${file}, line 2: column "messages", turn 2: expected an object, found a number`,
      detail: { code: 'turnNoObject', at: at(2, 'skip.jsonl'), column: 'messages', turn: 2, found: 'number' },
    },
  ]);
});

test('columns that are not recognised are facts of the mapping, with what is wrong with the one called messages', async () => {
  const file = write(
    folder,
    'open.jsonl',
    JSON.stringify({ id: 1, messages: [{ role: 'pope', content: 'x' }] }),
  );
  const { mapping } = await inspectDataset(file, {});
  expect(mapping).toMatchObject({
    basis: 'none',
    fault: {
      ...{ code: 'noUsableColumn', columns: ['id', 'messages'] },
      why: { code: 'unknownRole', column: 'messages', turn: 1, found: '"pope"' },
    },
  });
});

test('facts travel with an error and come back; those of another version are left out', () => {
  const detail: DataFault = { code: 'noSuchSplit', asked: 'x', splits: ['train'] };
  const error = new AppError('bad-config', 'there is no split "x"', 'Known: train.', { detail });
  const sent: unknown = JSON.parse(JSON.stringify(errorRecord(error)));
  expect(fromRecord(errorSchema.parse(sent))).toMatchObject({ code: 'bad-config', detail });
  const other = { ...(sent as object), detail: { code: 'nobodyKnows' } };
  expect(fromRecord(errorSchema.parse(other)).detail).toBeUndefined();
});
