/** Columns are understood under many names, explained, and overruled by the user; what fits nothing is refused by name. */

import { describe, expect, test } from 'vitest';
import { guessMapping } from '../../../src/main/engine/data/mapping.ts';
import { toSample } from '../../../src/main/engine/data/toSample.ts';
import { failure } from './support.ts';

const table = (...values: Record<string, unknown>[]) => values.map((row) => ({ values: row }));
const guess = (values: Record<string, unknown>, chosen = {}) =>
  guessMapping(table(values), 'file.csv', chosen);
const turns = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello' },
];

describe('guesses', () => {
  test.each<[Record<string, unknown>, object, string]>([
    [{ messages: turns, id: 1 }, { messages: 'messages' }, 'high'],
    [{ messages: JSON.stringify(turns) }, { messages: 'messages' }, 'high'],
    [
      { conversations: [{ from: 'gpt', value: 'x' }], system: 's' },
      { messages: 'conversations', system: 'system' },
      'high',
    ],
    [{ thread: turns }, { messages: 'thread' }, 'medium'],
    [
      { instruction: 'a', input: 'b', output: 'c' },
      { prompt: 'instruction', input: 'input', answer: 'output' },
      'high',
    ],
    [{ input: 'a', output: 'b' }, { prompt: 'input', answer: 'output' }, 'high'],
    [{ prompt: 'a', completion: 'b' }, { prompt: 'prompt', answer: 'completion' }, 'high'],
    [{ id: 1, category: 'c', q: 'a', a: 'b', sources: 's' }, { prompt: 'q', answer: 'a' }, 'medium'],
    [{ Question: 'a', 'Best Answer': 'b', Answer: 'c' }, { prompt: 'Question', answer: 'Answer' }, 'high'],
    [{ Fråga: 'a', Svar: 'b' }, { prompt: 'Fråga', answer: 'Svar' }, 'medium'],
    [{ FRAGE: 'a', antwort: 'b' }, { prompt: 'FRAGE', answer: 'antwort' }, 'medium'],
    [{ 問題: 'a', 回答: 'b' }, { prompt: '問題', answer: '回答' }, 'medium'],
    [{ Réponse: 'a', Question: 'b' }, { prompt: 'Question', answer: 'Réponse' }, 'medium'],
    [{ question: 'a', answer: 'b', response: 'c' }, { prompt: 'question', answer: 'answer' }, 'low'],
    [
      { prompt: 'a', chosen: 'b', rejected: 'c' },
      { prompt: 'prompt', answer: 'chosen', rejected: 'rejected' },
      'high',
    ],
    [{ chosen: turns, rejected: turns }, { answer: 'chosen', rejected: 'rejected' }, 'high'],
    [{ text: 'a', id: 1 }, { text: 'text' }, 'high'],
    [{ text: 'a', label: 'b' }, { prompt: 'text', answer: 'label' }, 'medium'],
  ])('%j', (values, columns, confidence) => {
    expect(guess(values)).toMatchObject({ columns, confidence });
    expect(Object.keys(guess(values).columns)).toEqual(Object.keys(columns));
  });

  test('say why', () => {
    expect(guess({ q: 'a', a: 'b', reply: 'c' }).reason).toBe(
      '"q" is asked, "a" is the answer; these could be meant as well: reply',
    );
  });

  test('give way to the user', () => {
    const values = { question: 'a', answer: 'b', summary: 'c', system: 's', text: 't' };
    expect(guess(values, { answer: 'summary', system: '' }).columns).toEqual({
      prompt: 'question',
      answer: 'summary',
    });
    expect(guess(values, { text: 'summary' }).columns).toEqual({ text: 'summary' });
  });

  test('refuse what they cannot use', async () => {
    expect(await failure(() => guess({ foo: 1, bar: 2 }))).toBe(
      'bad-data: file.csv: no usable column, found foo, bar',
    );
    expect(await failure(() => guess({ question: 'a' }))).toBe(
      'bad-data: file.csv: no usable column, found question',
    );
    expect(await failure(() => guess({ q: 1, a: 2 }, { answer: 'b' }))).toBe(
      'bad-data: file.csv: there is no column "b"',
    );
    expect(await failure(() => guess({ q: 1, a: 2 }, { ask: 'q' }))).toBe(
      'bad-config: --map ask=q: unknown field "ask"',
    );
  });
});

describe('rows', () => {
  test('become conversations', () => {
    expect(toSample({ i: 'Sum up', x: 'Text', o: 3 }, { prompt: 'i', input: 'x', answer: 'o' })).toEqual({
      messages: [
        { role: 'user', content: 'Sum up\n\nText' },
        { role: 'assistant', content: '3' },
      ],
    });
    expect(toSample({ t: 'words' }, { text: 't' })).toEqual({ text: 'words' });
  });

  test('keep tools, tool calls and thoughts, and know roles by many names', () => {
    const conversation = [
      { from: 'Human', value: 'Weather?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ function: { name: 'f' } }],
        reasoning_content: 'hm',
      },
      { from: 'observation', value: 'sun' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Su' },
          { type: 'text', text: 'n' },
        ],
      },
    ];
    expect(
      toSample(
        { c: conversation, t: '[{"name":"f"}]', s: 'Be brief' },
        { messages: 'c', tools: 't', system: 's' },
      ),
    ).toEqual({
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ function: { name: 'f' } }],
          reasoning_content: 'hm',
        },
        { role: 'tool', content: 'sun' },
        { role: 'assistant', content: 'Sun' },
      ],
      tools: [{ name: 'f' }],
    });
  });

  test.each<[unknown, string]>([
    ['hello', 'column "m": expected JSON or a conversation as text, found "hello"'],
    [{ a: 1 }, 'column "m": expected a list of turns, found an object'],
    [[], 'column "m": the list of turns is empty'],
    [['hi'], 'column "m", turn 1: expected an object, found text'],
    [
      [turns[0], { role: 'narrator', content: 'x' }],
      'column "m", turn 2: unknown role "narrator", known are system',
    ],
    [
      [{ role: 'user', content: { a: 1 } }],
      'column "m", turn 1: expected text, found an object ("{\\"a\\":1}")',
    ],
    [[{ content: 'x' }], 'column "m", turn 1: unknown role nothing'],
    [[{ role: '__proto__', content: 'x' }], 'column "m", turn 1: unknown role "__proto__"'],
  ])('%j is refused', async (cell, message) => {
    expect(await failure(() => toSample({ m: cell }, { messages: 'm' }))).toContain(`bad-data: ${message}`);
  });
});
