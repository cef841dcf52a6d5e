/** A plain text has the model's first token once, whether or not the file brings it. */

import { expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { temporaryFolder, tokenizerJson, write } from './support.ts';

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
  const file = write(temporaryFolder(), 'texts.jsonl', rows);
  const { train } = await loadDataset(file, model, { ...datasetDefaults, holdout: 0 });
  const ids = Array.from(train.lengths, (_, i) => [...train.at(i).ids]);
  const { ids: words } = await model.tokenizer.encode('Plain words', { addSpecialTokens: false });
  expect(ids).toEqual(texts.map(() => [1, ...words, 2]));
});
