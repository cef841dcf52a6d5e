/** A plain text has the model's first and last token once, whether or not the file brings them. */

import { expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { noteSentence } from '../../../src/shared/dataNotes.ts';
import { dataCase, smollm2, temporaryFolder, tokenizerJson, write } from './support.ts';

const folder = temporaryFolder();
const start = '<|im_start|>';
const json = JSON.stringify({
  ...(JSON.parse(tokenizerJson) as object),
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: start, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { [start]: { id: start, ids: [1], tokens: [start] } },
  },
});
const model = modelText(new Tokenizer(json, 'tokenizer.json', { bos: start, eos: '<|im_end|>' }), undefined);

test('its first token stands once, its last one too', async () => {
  const texts = ['Plain words', `${start}Plain words`, `${start}Plain words<|im_end|>`];
  const rows = texts.map((text) => JSON.stringify({ text })).join('\n');
  const file = write(folder, 'texts.jsonl', rows);
  const { train, notes } = await loadDataset(file, model, { ...datasetDefaults, holdout: 0 });
  expect(notes).toEqual(model.notes);
  const ids = Array.from(train.lengths, (_, i) => [...train.at(i).ids]);
  const { ids: words } = await model.tokenizer.encode('Plain words', { addSpecialTokens: false });
  expect(ids).toEqual(texts.map(() => [1, ...words, 2]));
});

test('a text that is a rendered conversation ends with the last token it brings', async () => {
  const { train, notes } = await loadDataset(dataCase('21b-text-chatml.jsonl'), smollm2, {
    ...datasetDefaults,
    holdout: 0,
  });
  const { ids, supervised } = train.at(0);
  const text =
    '<|im_start|>user\nHow tall is a door?<|im_end|>\n<|im_start|>assistant\nA door is about two metres tall.<|im_end|>';
  expect(await model.tokenizer.decode(ids, { keepSpecial: true })).toBe(text);
  expect(notes).toEqual([{ code: 'renderedText', rows: [1, 2, 3] }]);
  expect(notes.map(noteSentence)).toEqual([
    '3 rows are plain text with special tokens of the model: if they are conversations, their questions are learned as well (1, 2, 3).',
  ]);
  expect([...supervised]).toEqual([0, ...Array.from({ length: ids.length - 1 }, () => 1)]);
});

test('half of a character and a zero are kept as far as the tokenizer can, and named', async () => {
  const { dataset, damaged, train } = await reportDataset(dataCase('39-surrogates-nul.jsonl'), model, {
    ...datasetDefaults,
    holdout: 0,
    map: { text: 'answer' },
  });
  expect([train, dataset.rowsUsed, damaged]).toEqual([2, 2, [1]]);
  const { train: examples } = await loadDataset(dataCase('39-surrogates-nul.jsonl'), model, {
    ...datasetDefaults,
    holdout: 0,
    map: { text: 'answer' },
  });
  const texts = [0, 1].map((i) => model.tokenizer.decode(examples.at(i).ids));
  expect(await Promise.all(texts)).toEqual(['\0b\ufffd', 'So.']);
});
