/** The report says what is in a file: counted right on a small one with every fault, and readable on the sample data. */

import { expect, test } from 'vitest';
import { reportText } from '../../../src/main/cli/reportText.ts';
import { datasetDefaults } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { sampleCsv, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const long = (i: number): string =>
  `Tell me number ${i}: ${Array.from({ length: 12 }, (_, k) => `word${(i * 37 + k * 11) % 101}`).join(' ')}`;
const jsonl = (rows: readonly object[], name: string): string =>
  write(folder, name, rows.map((row) => JSON.stringify(row)).join('\n'));

test('every fault is found where it is', async () => {
  const rows = [
    { q: 'One?', a: 'The first answer, of a good length for a model to learn from, is here.' },
    { q: 'One?', a: 'the first answer of a good length for a model to learn from is here' },
    { q: 'One!', a: 'The first answer, of a good length for a model to learn from, is now.' },
    { q: 'Two?', a: 'Yes.' },
    { q: 'Three?', a: '' },
    { q: 'Four?', a: 'Write to anna.berg@example.org, please.' },
    { q: 'Five?', a: 'Call +46 70 123 45 67 before noon.' },
    { q: 'Six?', a: `The key is sk-proj-${'Ab1'.repeat(10)} today.` },
    { q: 'Seven?', a: 'A bell \u0007 and a hole \ufffd here.' },
    { q: 'Восемь?', a: 'Ответ на восьмой вопрос.' },
    { q: 'Nine?', a: 'many words '.repeat(40) },
    { q: 'many words '.repeat(40), a: 'Ten, at the end of it.' },
    { q: 'Eleven?', a: { wrong: true } },
  ];
  const report = await reportDataset(jsonl(rows, 'faults.jsonl'), smollm2, {
    ...datasetDefaults,
    holdout: 0,
    maxLength: 100,
    badRows: 'skip',
  });
  expect(report).toMatchObject({
    dataset: { rows: 13, rowsUsed: 11, skipped: { empty: [5], bad: [{ row: 13 }] } },
    exactDuplicates: [2],
    nearDuplicates: [{ row: 3, of: 1 }],
    shortAnswers: [4],
    private: { email: [6], phone: [7], key: [8] },
    damaged: [9],
    cut: [11],
    beyond: [12],
    withoutEnd: [],
    leaks: [],
  });
  expect(report.scripts.map(({ script }) => script)).toEqual(['Latin', 'Cyrillic']);
  expect(report.longest[0]!.row).toBe(12);
  expect(report.histogram.reduce((sum, { examples }) => sum + examples, 0)).toBe(11);
  expect(report.costs.at(-2)!.cut).toBe(1);
  expect(report.costs.at(-1)!.cut).toBe(0);
  expect(reportText(report)).toContain('1 row with what looks like an e-mail address: 6\n');
});

test('a held-out question that is trained on as well is a leak', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    q: long(i % 20),
    a: `${i < 20 ? 'First' : 'Second'} answer to number ${i % 20}.`,
  }));
  const report = await reportDataset(jsonl(rows, 'leaks.jsonl'), smollm2, {
    ...datasetDefaults,
    holdout: 0.1,
  });
  expect(report.heldOut).toBe(4);
  expect(report.leaks.length).toBe(4);
  const clean = rows.slice(0, 20);
  expect(
    await reportDataset(jsonl(clean, 'clean.jsonl'), smollm2, { ...datasetDefaults, holdout: 0.1 }),
  ).toMatchObject({ heldOut: 2, leaks: [] });
});

test('a template without an end token shows in every row', async () => {
  const endless = modelText(
    smollm2.tokenizer,
    "{% for m in messages %}{{ m.role + ':\n' + m.content + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ 'assistant:\n' }}{% endif %}",
  );
  const { withoutEnd, dataset } = await reportDataset(
    jsonl([{ q: 'A?', a: 'B' }], 'one.jsonl'),
    endless,
    datasetDefaults,
  );
  expect(withoutEnd).toEqual([1]);
  expect(dataset.notes).toEqual([{ code: 'noEndToken' }]);
});

test('plain text has no questions, and is scanned all the same', async () => {
  const report = await reportDataset(
    write(folder, 'text.txt', 'Mail me: a@b.example.com'),
    smollm2,
    datasetDefaults,
  );
  expect(report).toMatchObject({ train: 1, private: { email: [1] }, shortAnswers: [], leaks: [] });
});

test('the sample data reads well', async () => {
  const text = reportText(await reportDataset(sampleCsv, smollm2, datasetDefaults));
  expect(text.replace(sampleCsv, 'construction-faq-en.csv')).toMatchInlineSnapshot(`
    "construction-faq-en.csv

    Rows:      503, all used
    Examples:  478 to train on, 25 held out
    Columns:   prompt = q, answer = a: "q" is asked, "a" is the answer (confidence medium)
    Tokens:    51,037, of which 30,545 (60 %) are learned
    Packing:   0.9 % of each training step stays empty
    Scripts:   Latin 100 %

    Length of an example in tokens: 50 % up to 98, 90 % up to 133, 95 % up to 140, 99 % up to 156, 100 % up to 169

                                                            what a limit there would cut
       up to  examples                                      examples      tokens
          64         4  ##                                      99 %        37 %
          72        13  #####                                   97 %        29 %
          80        54  ####################                    86 %        22 %
          88        85  ################################        69 %        16 %
          96        87  ################################        52 %        11 %
         104        72  ###########################             37 %       7.3 %
         112        49  ###################                     28 %       4.7 %
         120        41  ################                        19 %       2.9 %
         128        30  ############                            14 %       1.5 %
         136        32  ############                           7.2 %       0.7 %
         144        19  #######                                3.4 %       0.3 %
         152        10  ####                                   1.4 %       0.1 %
         160         4  ##                                     0.6 %     0.031 %
         168         2  #                                      0.2 %     0.002 %
         176         1  #                                       none        none

    The longest: row 387 (line 388) with 169 tokens, 325 (line 326) with 166, 275 (line 276) with 161, 342 (line 343) with 160, 336 (line 337) with 157

    Worth a look:
      column "id", filled in 100 % of the rows, is not used
      column "category", filled in 100 % of the rows, is not used
      column "sources", filled in 100 % of the rows, is not used
      1 row with what looks like a phone number: 368 (line 369)

    Row 1 (line 2) as the model reads it; it learns what stands between « and »:
      <|im_start|>system
      You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
      <|im_start|>user
      What is a bygglov (building permit)?<|im_end|>
      <|im_start|>assistant
      «A bygglov is an official decision from the municipality's building committee granting
      permission to build, under the … handled by the City Planning Administration. Zaragoza AB
      assists throughout the entire application process.<|im_end|>»

    Row 3 (line 4) as the model reads it; it learns what stands between « and »:
      <|im_start|>system
      You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
      <|im_start|>user
      What does a building permit cost?<|im_end|>
      <|im_start|>assistant
      «The fee is calculated according to the municipal tariff and varies considerably: approx.
      25,000-50,000 SEK for a … SEK for a facade change. A planning fee is added when the detailed
      plan is less than 10 years old.<|im_end|>»

    Row 4 (line 5) as the model reads it; it learns what stands between « and »:
      <|im_start|>system
      You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
      <|im_start|>user
      What drawings are required for a building permit?<|im_end|>
      <|im_start|>assistant
      «Mandatory: site plan (scale 1:400), floor plan per storey (1:100), elevation drawings of
      all 4 facades (1:100), section … (new-build survey map) is also required. Drawings must be
      professionally produced and submitted as PDF.<|im_end|>»
    "
  `);
});

test('columns are even, and halves of doublings where a long tail would squeeze all others into one', async () => {
  const limitsOf = async (words: readonly number[]) => {
    const rows = words.map((count, i) => ({ q: `Question ${i}?`, a: 'word '.repeat(count) }));
    const { histogram } = await reportDataset(jsonl(rows, `${words.length}.jsonl`), smollm2, {
      ...datasetDefaults,
      holdout: 0,
    });
    return histogram.map(({ limit }) => limit);
  };
  const even = await limitsOf([10, 20, 30, 100]);
  expect(new Set(even.slice(1).map((limit, i) => limit - even[i]!))).toEqual(new Set([4]));
  expect(even.length).toBeGreaterThan(20);
  expect(await limitsOf([10, 12, 14, 16, 1500])).toEqual([
    ...[48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048],
  ]);
});
