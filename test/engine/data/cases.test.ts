/** Files as people have them, which other tests do not look at: each becomes the right training text. */

import { expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { type ModelText, modelText } from '../../../src/main/engine/data/modelText.ts';
import { Tokenizer } from '../../../src/main/engine/data/tokenizer.ts';
import { chatml, gemma, llama3, qwen3 } from './chatFormats.ts';
import { dataCase, learnedFrom, readAs, rowsOf, smollm2, tokenizerJson } from './support.ts';

const options = { ...datasetDefaults, holdout: 0 };
const answers = [
  'A door is about two metres tall.',
  'Mortar binds bricks together.',
  'A lintel carries the wall above an opening.',
];

/** What the model reads of a file's first row. */
async function firstText(file: string, model: ModelText): Promise<string> {
  const { train } = await loadDataset(dataCase(file), model, options);
  return model.tokenizer.decode(train.at(0).ids, { keepSpecial: true });
}

test('lines that end in one way and another are rows all the same', async () => {
  expect(await learnedFrom(dataCase('16b-crlf-cr.jsonl'))).toEqual([
    'Two metres<|im_end|>',
    'One metre<|im_end|>',
  ]);
});

test('lists of turns written as JSON into a table are conversations', async () => {
  const file = dataCase('24b-json-conversations.csv');
  expect(await readAs(file)).toMatchObject({
    columns: { messages: 'conversations' },
    turns: ['user: How tall is a door?', 'assistant: A door is about two metres tall.'],
  });
  expect(await learnedFrom(file)).toEqual(answers.map((answer) => `${answer}<|im_end|>`));
});

test('special tokens in questions are text, in answers they are tokens, and both are told', async () => {
  const file = dataCase('20-control-tokens-in-user-text.jsonl');
  const { notes } = await loadDataset(file, smollm2, options);
  expect(notes).toEqual([
    { code: 'specialTokens', rows: [1], readAs: 'text' },
    { code: 'specialTokensInAnswers', rows: [2, 3] },
  ]);
  // an answer that brings its own end is learned up to it, and not to a second one
  expect((await learnedFrom(file)).slice(0, 2)).toEqual(['Hello.<|im_end|>', 'It binds bricks.<|im_end|>']);
});

test('a text that begins and ends with the model’s tokens gets them once', async () => {
  const json = JSON.parse(
    tokenizerJson.replaceAll('"<|im_start|>"', '"<s>"').replaceAll('"<|im_end|>"', '"</s>"'),
  ) as object;
  const post_processor = {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
  };
  const text = JSON.stringify({ ...json, post_processor });
  const mistral = modelText(new Tokenizer(text, 'tokenizer.json', { bos: '<s>', eos: '</s>' }), undefined);
  expect(await firstText('21-text-with-template-and-bos.jsonl', mistral)).toBe(
    '<s>[INST] How tall is a door? [/INST] A door is about two metres tall. </s>',
  );
});

test('parquet’s whole numbers, bytes and repeated texts are read as they were written', async () => {
  const rows = async (file: string) => (await rowsOf(dataCase(file))).map(({ values }) => values);
  expect((await rows('29b-int64.parquet'))[0]).toMatchObject({ answer: '1234567890123456789' });
  expect(await learnedFrom(dataCase('29b-int64.parquet'))).toEqual(
    ['1234567890123456789', '2', '3'].map((digits) => `${digits}<|im_end|>`),
  );
  for (const file of ['29d-binary.parquet', '29e-dictionary-large.parquet'])
    expect((await rows(file)).map(({ answer }) => answer)).toEqual(answers);
});

test('a tool described alone is a list of one', async () => {
  const model = modelText(smollm2.tokenizer, chatml);
  const text = await firstText('30c-tools-one-object.jsonl', model);
  expect(text).toContain('"name": "get_weather"');
  expect(text).toContain('{"name": "get_weather", "arguments": {"town": "Lund"}}');
  for (const template of [llama3, qwen3])
    expect(await firstText('30c-tools-one-object.jsonl', modelText(smollm2.tokenizer, template))).toContain(
      '"get_weather"',
    );
});

test('where the model’s template has no system role, the prompt stands in the first question', async () => {
  const text = await firstText('32-gemma-system.jsonl', modelText(smollm2.tokenizer, gemma));
  expect(text).toContain('user\nBe brief.\n\nHow tall is a door?');
  expect(text).toContain('model\nA door is about two metres tall.');
});

test('rows without a thought are told where the model is asked with one opened', async () => {
  const asking = qwen3.replace(
    /(add_generation_prompt %}[\s\S]*?<\|im_start\|>assistant\\n)/,
    '$1<think>\\n',
  );
  const model = modelText(smollm2.tokenizer, asking);
  const file = dataCase('08d-messages-in-messages.jsonl');
  const notes = async (missingThought: 'empty' | 'none') =>
    (await loadDataset(file, model, { ...options, missingThought })).notes;
  expect(model.template.habits.opensThought).toBe(true);
  expect(await notes('empty')).toEqual([{ code: 'thoughtsMissing', rows: [1, 2, 3], learned: 'empty' }]);
  expect(await notes('none')).toEqual([{ code: 'thoughtsMissing', rows: [1, 2, 3], learned: 'none' }]);
  const thinking = dataCase('31-reasoning-names.jsonl');
  expect((await loadDataset(thinking, model, options)).notes).toEqual([]);
});
