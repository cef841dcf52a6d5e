/** From file to examples: every row is accounted for, options do what they say, and hopeless files end in a clear error. */

import { describe, expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { failure, sampleCsv, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const plain = { ...datasetDefaults, holdout: 0 };
const jsonl = (name: string, rows: readonly unknown[]): string =>
  write(folder, name, rows.map((row) => JSON.stringify(row)).join('\n'));
const textOf = async (
  set: { at(i: number): { ids: Int32Array; supervised: Uint8Array } },
  i = 0,
): Promise<string[]> => {
  const { ids, supervised } = set.at(i);
  const decode = (some: Int32Array) => smollm2.tokenizer.decode(some, { keepSpecial: true });
  return [await decode(ids), await decode(ids.filter((_, at) => supervised[at]))];
};

test('the FAQ data is split, each row once', async () => {
  const { train, heldOut, ...rest } = await loadDataset(sampleCsv, smollm2);
  expect([train.lengths.length, heldOut.lengths.length]).toEqual([478, 25]);
  expect(rest).toMatchObject({
    rows: 503,
    rowsUsed: 503,
    tokens: 51037,
    labels: 30545,
    longest: 169,
  });
  expect(rest.mapping.columns).toEqual({ prompt: 'q', answer: 'a' });
  const rowsOf = (set: typeof train) => Array.from(set.lengths, (_, i) => set.at(i).row);
  expect([...rowsOf(train), ...rowsOf(heldOut)].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 503 }, (_, i) => i + 1),
  );
});

test('rows that teach nothing are skipped and listed', async () => {
  const long = 'word '.repeat(200);
  const file = jsonl('skips.jsonl', [
    { q: 'a', a: 'b' },
    { q: 'a', a: ' ' },
    { q: long, a: 'b' },
    { q: 'a', a: long },
    { q: 'a' },
    { q: 'a', a: { no: 1 } },
  ]);
  const { train, skipped, cut, rows, rowsUsed } = await loadDataset(file, smollm2, {
    ...plain,
    maxLength: 100,
    badRows: 'skip',
  });
  expect(skipped).toMatchObject({
    empty: [2, 5],
    placeholders: [],
    beyond: [3],
    bad: [
      { row: 6, message: `${file}, line 6: column "a": expected text, found an object ("{\\"no\\":1}")` },
    ],
    copies: [],
  });
  expect([cut, rows, rowsUsed]).toEqual([[4], 6, 2]);
  expect([...train.lengths]).toEqual([34, 100]);
  expect(await failure(() => loadDataset(file, smollm2, plain))).toBe(`bad-data: ${skipped.bad[0]!.message}`);
});

describe('options', () => {
  const file = jsonl('one.jsonl', [{ prompt: 'Hi', completion: 'Yo', system: 'Rhyme' }]);

  test('system prompts are the column’s, the fixed one, or the template’s', async () => {
    const texts = await Promise.all(
      [
        plain,
        { ...plain, map: { system: '' } },
        { ...plain, map: { system: '' }, system: 'Fixed' },
        { ...plain, system: 'Fixed' },
      ].map(
        async (options) =>
          (await textOf((await loadDataset(file, smollm2, options)).train))[0]!.split('<|im_end|>')[0],
      ),
    );
    expect(texts).toEqual([
      '<|im_start|>system\nRhyme',
      '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face',
      '<|im_start|>system\nFixed',
      '<|im_start|>system\nRhyme',
    ]);
  });

  test('everything is learned but the first token where asked for', async () => {
    const { train } = await loadDataset(file, smollm2, { ...plain, trainOn: 'all' });
    const [all, learned] = await textOf(train);
    expect(all).toBe(`<|im_start|>${learned}`);
  });

  test('a model without a template is trained on plain headings that end', async () => {
    const base = modelText(smollm2.tokenizer, undefined);
    const { train, notes } = await loadDataset(file, base, plain);
    expect(await textOf(train)).toEqual([
      '<|im_start|>Rhyme\n\n### Instruction:\nHi\n\n### Response:\nYo<|im_end|>\n\n',
      'Yo<|im_end|>',
    ]);
    expect(notes).toEqual([{ code: 'noTemplate' }]);
  });

  test('plain text is cut into pieces that together are the text and its end', async () => {
    const text = Array.from({ length: 25 }, (_, i) => `${i}`).join(' ');
    const { train, cut } = await loadDataset(jsonl('text.jsonl', [{ text }, { text: '' }]), smollm2, {
      ...plain,
      maxLength: 30,
    });
    const pieces = await Promise.all(Array.from(train.lengths, async (_, i) => (await textOf(train, i))[0]));
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...train.lengths)).toBe(30);
    expect(pieces.join('')).toBe(`${text}<|im_end|>`);
    expect(cut).toEqual([]);
  });

  test('a column says what is held out, copies of training rows excepted', async () => {
    const splits = ['train', 'test', 'Validation', 'train', 'held-out', 'eval', 'other'];
    const rows = splits.map((part, i) => ({ q: `${i}`, a: i === 5 ? 'x' : `${i % 4}`, part }));
    const file = jsonl('split.jsonl', [
      ...rows,
      { q: '3', a: '3', part: 'test' },
      { q: '1', a: '1', part: 'test' },
    ]);
    const { train, heldOut, skipped } = await loadDataset(file, smollm2, {
      ...plain,
      map: { split: 'part' },
    });
    expect([...train.rows]).toEqual([1, 4, 7]);
    expect([...heldOut.rows]).toEqual([2, 3, 5, 6]);
    expect(skipped.copies).toEqual([8, 9]);
  });

  test('preferences are learned from the preferred answer', async () => {
    const { train, notes } = await loadDataset(
      jsonl('dpo.jsonl', [{ prompt: 'Hi', chosen: 'Yes', rejected: 'No' }]),
      smollm2,
      plain,
    );
    expect((await textOf(train))[1]).toBe('Yes<|im_end|>');
    expect(notes).toEqual([{ code: 'preferences', answer: 'chosen', rejected: 'rejected' }]);
  });
});

describe('hopeless files', () => {
  test.each<[string, string, string]>([
    ['empty.csv', '', 'no rows found'],
    ['header.csv', 'q,a\n', 'no rows found'],
    ['columns.csv', 'foo,bar\n1,2\n', 'no usable column, found foo, bar'],
    [
      'answers.csv',
      'q,a\n1,\n2, \n',
      'none of the 2 rows can be trained on: 2 have nothing to learn: an empty answer or one only to be read',
    ],
    ['ragged.csv', 'q,a\n1,2\n3\n', 'line 3: expected 2 fields (q, a), found 1'],
    [
      'broken.jsonl',
      '{"q":"1","a":"2"}\n{"q":"1",\n',
      'line 2, column 10: not valid JSON (property name expected)',
    ],
  ])('%s', async (name, content, message) => {
    const file = write(folder, name, content);
    const error = await failure(() => loadDataset(file, smollm2, plain));
    expect(error.replace(`${file}, `, '').replace(`${file}: `, '')).toContain(`bad-data: ${message}`);
  });

  test('a conversation the template refuses is named by line', async () => {
    const strict = modelText(
      smollm2.tokenizer,
      "{% if messages[1].role != 'user' %}{{ raise_exception('system first') }}{% endif %}x",
    );
    const file = jsonl('strict.jsonl', [{ prompt: 'a', completion: 'b' }]);
    expect(await failure(() => loadDataset(file, strict, plain))).toBe(
      `bad-data: ${file}, line 1: the model's chat template refuses the turns user, assistant: system first`,
    );
  });
});
