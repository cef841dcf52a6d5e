/** Texts that are whole conversations become their turns; any other text stays one. */

import { describe, expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { transcriptTurns } from '../../../src/main/engine/data/transcripts.ts';
import { dataCase, failure, learnedFrom, readAs, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const answers = [
  'A door is about two metres tall.<|im_end|>',
  'Mortar binds bricks together.<|im_end|>',
  'A lintel carries the wall above an opening.<|im_end|>',
];
const first = ['user: How tall is a door?', 'assistant: A door is about two metres tall.'];

test('of hh-rlhf the chosen conversations are learned, and the rejected ones named as not used', async () => {
  const file = dataCase('33-hh-rlhf.jsonl');
  expect(await readAs(file)).toEqual({
    columns: { messages: 'chosen', rejected: 'rejected' },
    confidence: 'medium',
    reason:
      '"chosen" holds whole conversations as text, preferred to "rejected"; choose plain text to learn "chosen" as it stands',
    turns: first,
  });
  expect(await learnedFrom(file)).toEqual(answers);
  const { notes, mapping } = await loadDataset(file, smollm2, { ...datasetDefaults, holdout: 0 });
  expect(mapping.basis).toBe('transcripts');
  expect(notes).toEqual([{ code: 'preferences', answer: 'chosen', rejected: 'rejected' }]);
});

test('of guanaco the conversations in the column of texts are learned', async () => {
  const file = dataCase('34-guanaco-text.jsonl');
  expect(await readAs(file)).toMatchObject({ columns: { messages: 'text' }, turns: first });
  expect(await learnedFrom(file)).toEqual(answers);
});

test('they can be learned as plain text, where the user says so', async () => {
  const file = dataCase('34-guanaco-text.jsonl');
  expect(await readAs(file, { text: 'text' })).toMatchObject({
    columns: { text: 'text' },
    turns: ['### Human: How tall is a door?### Assistant: A door is about two metres tall.'],
  });
  const preferred = await readAs(dataCase('33-hh-rlhf.jsonl'), { text: 'chosen' });
  expect(preferred).toMatchObject({
    columns: { text: 'chosen' },
    turns: ['\n\nHuman: How tall is a door?\n\nAssistant: A door is about two metres tall.'],
  });
});

test('a choice of the column keeps what it is', async () => {
  const chosen = await readAs(dataCase('33-hh-rlhf.jsonl'), { messages: 'rejected' });
  expect(chosen).toMatchObject({
    columns: { messages: 'rejected' },
    turns: ['user: How tall is a door?', 'assistant: No.'],
  });
});

test('a row among them that is none is named', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({
    text: i === 11 ? 'Nobody speaks' : 'Human: Q\n\nAssistant: A',
  }));
  const file = write(folder, 'rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  expect(await failure(() => loadDataset(file, smollm2, datasetDefaults))).toBe(
    `bad-data: ${file}, line 12: column "text": expected JSON or a conversation as text, found "Nobody speaks"`,
  );
});

describe('a text is a conversation', () => {
  const said = (text: string) => transcriptTurns(text)?.map(({ role, content }) => `${role}: ${content}`);

  test('with several turns, whatever line breaks they hold', () => {
    expect(said('\n\nHuman: a\n\nb\n\nAssistant: c\n\nHuman: d\n\nAssistant: e: f')).toEqual([
      ...['user: a\n\nb', 'assistant: c', 'user: d', 'assistant: e: f'],
    ]);
    expect(said('User: a\nBot: b\nc\nUser: d\nBot: e')).toEqual([
      ...['user: a', 'assistant: b\nc', 'user: d', 'assistant: e'],
    ]);
  });

  test('with a system prompt, or headings for instruction and response', () => {
    expect(said('System: s\n\nUser: a\n\nAssistant: b')).toEqual(['system: s', 'user: a', 'assistant: b']);
    expect(said('### Instruction:\na\n\n### Response:\nb\n')).toEqual(['user: a', 'assistant: b']);
  });

  test('in which names of other speakers are part of what is said', () => {
    expect(
      said('Human: Write a play.\n\nAssistant: Bot: beep\n\nUser: hm\n\nHuman: More\n\nAssistant: No'),
    ).toEqual([
      ...['user: Write a play.', 'assistant: Bot: beep\n\nUser: hm', 'user: More', 'assistant: No'],
    ]);
  });

  test.each([
    'Human: only a question',
    'Assistant: begins\n\nHuman: the other way round',
    'A story. Human: hello\n\nAssistant: hello',
    'The Human: a species\nThe Assistant: a job',
    'Instruction: a\n\nResponse: b',
    '',
  ])('but %j is none', (text) => expect(transcriptTurns(text)).toBeUndefined());
});

test('a text of a million names is looked at once', () => {
  const turns = transcriptTurns('Human: a\n\nAssistant: b\n\n'.repeat(100_000));
  expect(turns?.length).toBe(200_000);
});
