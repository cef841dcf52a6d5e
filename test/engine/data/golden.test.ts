/** Ids and labels of the 503 FAQ rows are those that PyTorch was given, whichever file form they come in. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { fixture, golden, sampleCsv, smollm2 } from './support.ts';

const sha256 = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

describe.each([
  ['csv', sampleCsv],
  ['Alpaca', fixture('data/construction-faq-en-alpaca.jsonl')],
  ['ShareGPT', fixture('data/construction-faq-en-sharegpt.jsonl')],
])('the FAQ data as %s', (_name, file) => {
  test('gives the golden ids and labels', async () => {
    const { train, ...summary } = await loadDataset(file, smollm2, { ...datasetDefaults, holdout: 0 });
    const examples = Array.from(train.lengths, (_, i) => train.at(i));
    const ids = examples.map((example) => [...example.ids]);
    const labels = examples.map((example) =>
      [...example.ids].map((id, i) => (example.supervised[i] ? id : -100)),
    );
    expect(ids.slice(0, 5)).toEqual(golden.first_examples.map((example) => example.ids));
    expect(labels.slice(0, 5)).toEqual(golden.first_examples.map((example) => example.labels));
    expect(sha256(ids)).toBe(golden.sha256_of_all_ids);
    expect(sha256(labels)).toBe(golden.sha256_of_all_labels);
    expect(summary).toMatchObject({
      rowsUsed: golden.rows,
      tokens: golden.tokens,
      labels: golden.supervised,
      longest: golden.longest,
      rows: golden.rows,
      cut: [],
      skipped: { empty: [], beyond: [], bad: [], copies: [] },
      notes: [],
    });
  });
});

test('odd texts encode to the golden ids', async () => {
  const encoded = await smollm2.tokenizer.encodeBatch(
    golden.odd_texts.map(({ text }) => text),
    { addSpecialTokens: false },
  );
  expect(encoded.map(({ ids }) => [...ids])).toEqual(golden.odd_texts.map(({ ids }) => ids));
});
