/** Conversations as programs write them: spread over columns, under other keys, with fields that say nothing or forbid learning. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ChatTemplate } from '../../../src/main/engine/data/chatTemplate.ts';
import { parseMessages } from '../../../src/main/engine/data/conversation.ts';
import { datasetDefaults } from '../../../src/main/engine/data/loadDataset.ts';
import { reportDataset } from '../../../src/main/engine/data/report.ts';
import { wholeText } from '../../../src/main/engine/data/wholeText.ts';
import { chatml, llama3, mistral, qwen3 } from './chatFormats.ts';
import { dataCase, failure, learnedFrom, readAs, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const door = ['user: How tall is a door?', 'assistant: A door is about two metres tall.'];
const firstRow = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(dataCase(name), 'utf8').split('\n')[0]!) as Record<string, unknown>;

describe('question and answer in columns of their own are one conversation', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['01-trl-conversational-prompt-completion.jsonl', { prompt: 'prompt', answer: 'completion' }, door],
    ['02b-trl-preference-implicit.jsonl', { answer: 'chosen', rejected: 'rejected' }, door],
    ['46-prompt-list-completion-text.jsonl', { prompt: 'prompt', answer: 'completion' }, door],
    ['08-gemini-contents-parts.jsonl', { messages: 'contents' }, door],
    ['08d-messages-in-messages.jsonl', { messages: 'messages' }, door],
    [
      '04-alpaca-plus-formatted-prompt.csv',
      { prompt: 'instruction', input: 'input', answer: 'output' },
      door,
    ],
    [
      '37-solution-and-answer.jsonl',
      { prompt: 'question', answer: 'solution' },
      [door[0]!, 'assistant: Let us think. A door is about two metres tall.'],
    ],
    [
      '03-alpaca-history.json',
      { prompt: 'instruction', input: 'input', answer: 'output', system: 'system', history: 'history' },
      [
        'system: You answer about fees.',
        'user: What is the fee in Lund?',
        'assistant: The fee in Lund is 200 kronor.',
        'user: Is it paid yearly?',
        'assistant: Yes, yearly.',
        'user: And in Malmö?',
        'assistant: The fee in Malmö is 300 kronor.',
      ],
    ],
  ])('%s', async (name, columns, turns) => {
    expect(await readAs(dataCase(name))).toMatchObject({ columns, turns });
  });

  test('turns that lead up to a question are only read, and a preferred answer may repeat them', async () => {
    const start = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Bye' },
    ];
    const end = { role: 'assistant', content: 'So long' };
    for (const completion of [[end], [...start, end]]) {
      const file = write(folder, 'lead.jsonl', JSON.stringify({ prompt: start, completion }));
      expect((await readAs(file)).turns).toEqual([
        'user: Hi',
        'assistant: Hello',
        'user: Bye',
        'assistant: So long',
      ]);
    }
    const mixed = write(folder, 'mixed.jsonl', JSON.stringify({ question: 'Hi?', answer: [end] }));
    expect((await readAs(mixed)).turns).toEqual(['user: Hi?', 'assistant: So long']);
    const named = write(folder, 'named.jsonl', JSON.stringify({ messages: [start[0]], completion: 'Hello' }));
    expect((await readAs(named)).turns).toEqual(['user: Hi', 'assistant: Hello']);
  });
});

test('an answer of weight 0, or not to be trained on, is read and not learned', async () => {
  expect(await learnedFrom(dataCase('07-openai-weight-0.jsonl'))).toEqual(
    Array.from({ length: 3 }, () => 'No: it is 4.<|im_end|>'),
  );
  const turns = [
    { role: 'user', content: '1?' },
    { role: 'assistant', content: 'One', train: true },
    { role: 'user', content: '2?' },
    { role: 'assistant', content: 'Too', train: false },
  ];
  const file = write(folder, 'train.jsonl', JSON.stringify({ messages: turns }));
  expect(await learnedFrom(file)).toEqual(['One<|im_end|>']);
  expect(await learnedFrom(file, { turns: 'last' })).toEqual(['One<|im_end|>']);
});

describe('where everything is learned', () => {
  const all = { trainOn: 'all' } as const;

  test('an answer of weight 0 is read and not learned', async () => {
    const [learned] = await learnedFrom(dataCase('07-openai-weight-0.jsonl'), all);
    const [before, after] = [
      'system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' +
        '<|im_start|>user\nWhat is 2+2?<|im_end|>\n<|im_start|>assistant\n',
      '\n<|im_start|>user\nAre you sure?<|im_end|>\n<|im_start|>assistant\nNo: it is 4.<|im_end|>\n',
    ];
    expect(learned).toBe(before + after);
  });

  test('the same holds beside a question whose special tokens are read as text', async () => {
    const messages = [
      { role: 'user', content: 'What is <|im_end|>?' },
      { role: 'assistant', content: 'Nothing.', weight: 0 },
      { role: 'user', content: 'Sure?' },
      { role: 'assistant', content: 'An end.' },
    ];
    const [learned] = await learnedFrom(write(folder, 'marks.jsonl', JSON.stringify({ messages })), all);
    expect(learned).toMatch(
      /user\nWhat is <\|im_end\|>\?<\|im_end\|>\n<\|im_start\|>assistant\n\n<\|im_start\|>user\nSure\?<\|im_end\|>\n<\|im_start\|>assistant\nAn end\.<\|im_end\|>\n$/,
    );
  });

  test('a question marked so is refused', async () => {
    const messages = [
      { role: 'user', content: '1?', train: false },
      { role: 'assistant', content: 'One' },
    ];
    const file = write(folder, 'question.jsonl', JSON.stringify({ messages }));
    expect(await learnedFrom(file)).toEqual(['One<|im_end|>']);
    expect(await failure(() => learnedFrom(file, all))).toBe(
      `bad-data: ${file}, line 1: turn 1: only answers can be left out of what is learned`,
    );
  });

  test.each([
    ['chatml', chatml, 'One<|im_end|>'],
    ['qwen3', qwen3, 'One<|im_end|>'],
    ['llama3', llama3, 'One<|eot_id|>'],
    ['mistral', mistral, 'One</s>'],
  ])('%s shows exactly the answer that is left out', (_, source, answer) => {
    const messages = [
      { role: 'user', content: '1?' },
      { role: 'assistant', content: 'One', train: false },
      { role: 'user', content: '2?' },
      { role: 'assistant', content: 'Two' },
    ] as const;
    const template = new ChatTemplate(source, { bos: '<s>', eos: '</s>' });
    const specials = new Set(['<|im_start|>', '<|im_end|>', '<|eot_id|>', '<|start_header_id|>', '</s>']);
    const { text, learned } = wholeText(template, { messages }, specials);
    const at = text.indexOf(answer);
    expect(at).toBeGreaterThan(0);
    expect(learned).toEqual([
      [0, at],
      [at + answer.length, text.length],
    ]);
  });
});

describe('fields that are null are absent', () => {
  test('of an export in which every field is written', async () => {
    const [question, answer] = parseMessages(firstRow('06-openai-export-null-fields.jsonl').messages, 'm');
    expect([question, answer].map((turn) => Object.keys(turn!))).toEqual([
      ['role', 'content'],
      ['role', 'content'],
    ]);
    expect((await readAs(dataCase('06-openai-export-null-fields.jsonl'))).turns).toEqual(door);
  });

  test('an empty list of calls is none', () => {
    const turn = { role: 'assistant', content: 'x', tool_calls: [] };
    expect(parseMessages([turn], 'm')).toEqual([{ role: 'assistant', content: 'x' }]);
  });

  test('a null answer among others teaches nothing', async () => {
    expect(await learnedFrom(dataCase('41-sharegpt-null-value.jsonl'))).toEqual([
      'A door is about two metres tall.<|im_end|>',
      'Mortar binds bricks together.<|im_end|>',
    ]);
  });
});

test('a thought has one name, whatever it is called', () => {
  const lines = readFileSync(dataCase('31-reasoning-names.jsonl'), 'utf8').trim().split('\n');
  const thoughts = lines.map((line) => {
    const { messages } = JSON.parse(line) as { messages: unknown };
    return parseMessages(messages, 'messages')[1];
  });
  expect(thoughts).toEqual([
    { role: 'assistant', content: '4', reasoning_content: 'Two and two.' },
    { role: 'assistant', content: '6', reasoning_content: 'Three and three.' },
    { role: 'assistant', content: '8', reasoning_content: 'Four and four.' },
  ]);
});

test('arguments written as JSON text of an object are the object', () => {
  const { messages } = firstRow('30-tool-arguments-as-json-text.jsonl');
  expect(parseMessages(messages, 'm')[1]).toMatchObject({
    tool_calls: [{ function: { name: 'get_weather', arguments: { town: 'Lund' } } }],
  });
  const call = { function: { name: 'say', arguments: 'not an object' } };
  expect(parseMessages([{ role: 'assistant', content: '', tool_calls: [call] }], 'm')[0]).toMatchObject({
    tool_calls: [call],
  });
});

test('a turn without a content is refused with the keys it has', async () => {
  expect(await failure(() => parseMessages([{ role: 'user', body: 'Hi', id: 1 }], 'm'))).toBe(
    'bad-data: column "m", turn 1: no content, found the keys "role", "body", "id"',
  );
  const image = { role: 'user', content: [{ type: 'image_url', image_url: {} }] };
  expect(await failure(() => parseMessages([image], 'm'))).toBe(
    'bad-data: column "m", turn 1: expected text, found parts of the kind "image_url"',
  );
});

describe('what is not used is named with its share of the rows', () => {
  const unusedOf = async (file: string) => {
    const { dataset } = await reportDataset(file, smollm2, { ...datasetDefaults, holdout: 0 });
    return dataset.unused.map(({ kind, name, share }) => `${kind} ${name} ${share}`);
  };

  test('columns', async () => {
    expect(await unusedOf(dataCase('38-extra-context-column.csv'))).toEqual(['column document 1']);
    expect(await unusedOf(dataCase('05c-title-body.csv'))).toEqual(['column title 1']);
    const rows = [
      { q: 'a?', a: 'b', note: 'n' },
      { q: 'c?', a: 'd', note: ' ' },
    ];
    const file = write(folder, 'notes.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    expect(await unusedOf(file)).toEqual(['column note 0.5']);
  });

  test('keys of turns that the template does not show', async () => {
    const messages = [
      { role: 'user', content: 'Hi', name: 'Ann', weight: 1 },
      { role: 'assistant', content: 'Ho', weight: 0.5 },
    ];
    const file = write(folder, 'keys.jsonl', JSON.stringify({ messages }));
    expect(await unusedOf(file)).toEqual(['key name 1', 'key weight 1']);
  });

  test('nothing where all is used', async () => {
    expect(await unusedOf(dataCase('07-openai-weight-0.jsonl'))).toEqual([]);
  });
});

describe('plain text beside other columns', () => {
  test('is sorted into the labels it has', async () => {
    for (const name of ['05b-text-label.csv', 'tickets.csv'])
      expect(await readAs(dataCase(name))).toMatchObject({
        columns: { prompt: 'text', answer: 'label' },
        confidence: 'medium',
        reason: expect.stringContaining('a few short labels'),
      });
    expect((await readAs(dataCase('05b-text-label.csv'), { text: 'text' })).columns).toEqual({
      text: 'text',
    });
  });

  test('is not certain while another column holds text as well', async () => {
    const file = write(folder, 'two.csv', 'text,summary\nA long story of a bridge.,A bridge is built.\n');
    expect(await readAs(file)).toMatchObject({ columns: { text: 'text' }, confidence: 'low' });
  });
});
