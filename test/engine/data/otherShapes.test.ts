/** Conversations in less usual shapes are read as a person reads them, and what is none is refused by its name. */

import { describe, expect, test } from 'vitest';
import { parseMessages } from '../../../src/main/engine/data/conversation.ts';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { chatml } from './chatFormats.ts';
import {
  dataCase,
  failure,
  learnedFrom,
  readAs,
  rowsOf,
  smollm2,
  temporaryFolder,
  write,
} from './support.ts';

const folder = temporaryFolder();
const thanks = [
  'user: How tall is a door?',
  'assistant: A door is about two metres tall.',
  'user: Thanks',
  'assistant: You are welcome.',
];
const refusal = (file: string) =>
  failure(() => loadDataset(file, smollm2, { ...datasetDefaults, holdout: 0 })).then((message) =>
    message.replace(file, 'FILE'),
  );

describe('turns without a role', () => {
  test('are texts by user and assistant in turn', async () => {
    expect(await readAs(dataCase('36-ultrachat-data-list.jsonl'))).toMatchObject({
      columns: { messages: 'data' },
      confidence: 'medium',
      turns: thanks,
    });
  });

  test('are pairs of question and answer', async () => {
    expect((await readAs(dataCase('36b-list-of-pairs.jsonl'))).turns).toEqual(thanks);
  });

  test('are objects whose keys are who speaks', async () => {
    expect((await readAs(dataCase('36c-human-assistant-objects.jsonl'))).turns).toEqual([
      ...thanks.slice(0, 3),
      'assistant: Welcome.',
    ]);
    expect(parseMessages([{ Human: 'a?', bot: 'b', id: 7 }], 'm')).toEqual([
      { role: 'user', content: 'a?' },
      { id: 7, role: 'assistant', content: 'b' },
    ]);
    expect(await failure(() => parseMessages([{ human: 'a?', assistant: 'b', gpt: 'c' }], 'm'))).toContain(
      'turn 1: unknown role nothing',
    );
  });

  test('are no texts that stand beside a question and its answer, or under another name', async () => {
    const beside = { question: 'How tall?', answer: 'Two metres', data: ['a door', 'a measure'] };
    const named = write(folder, 'beside.jsonl', JSON.stringify(beside));
    expect((await readAs(named)).turns).toEqual(['user: How tall?', 'assistant: Two metres']);
    const tags = write(folder, 'tags.jsonl', JSON.stringify({ tags: ['door', 'measure'] }));
    expect(await refusal(tags)).toBe('bad-data: FILE: no usable column, found tags');
  });
});

describe('a call spelled as text or as a field of its own is one of the calls', () => {
  const call = { type: 'function', function: { name: 'get_weather', arguments: { town: 'Lund' } } };

  test('in either spelling', () => {
    const text = '{"name": "get_weather", "arguments": {"town": "Lund"}}';
    const expected = [{ role: 'assistant', content: '', tool_calls: [call] }];
    expect(parseMessages([{ from: 'function_call', value: text }], 'm')).toEqual(expected);
    const field = { name: 'get_weather', arguments: '{"town": "Lund"}' };
    expect(parseMessages([{ role: 'assistant', content: null, function_call: field }], 'm')).toEqual(
      expected,
    );
    expect(parseMessages([{ from: 'function_call', value: 'get the weather' }], 'm')).toEqual([
      { role: 'assistant', content: 'get the weather' },
    ]);
  });

  test.each(['30b-sharegpt-function-call.json', '30d-legacy-functions.jsonl'])(
    '%s is learned in the form of the template, and refused where it shows no calls',
    async (name) => {
      const model = modelText(smollm2.tokenizer, chatml);
      const { train } = await loadDataset(dataCase(name), model, { ...datasetDefaults, holdout: 0 });
      const { ids, supervised } = train.at(0);
      const learned = await model.tokenizer.decode(
        ids.filter((_, at) => supervised[at] === 1),
        { keepSpecial: true },
      );
      expect(learned).toBe(
        '<tool_call>{"name": "get_weather", "arguments": {"town": "Lund"}}</tool_call><|im_end|>3 °C.<|im_end|>',
      );
      expect(await refusal(dataCase(name))).toBe(
        "bad-data: FILE, line 1: turn 2: the model's chat template shows no tool calls",
      );
    },
  );
});

describe('what is no JSON is refused by its name', () => {
  test.each([
    [
      '15-nan.jsonl',
      'FILE, line 1, column 55: not valid JSON (a number that JSON does not have), found "NaN}"',
    ],
    [
      '15b-python-repr.jsonl',
      `FILE, line 1, column 2: not valid JSON (spelled as Python prints it), found "'question': 'How tall?', 'answer': 'Two…"`,
    ],
    [
      '24-python-repr-messages.csv',
      'FILE: no usable column, found id, messages; column "messages": expected JSON, found a list or an object as Python prints it: ' +
        `"[{'role': 'user', 'content': 'How tall …"`,
    ],
    [
      '44-anthropic-blocks.jsonl',
      'FILE: no usable column, found system, messages; column "messages", turn 2: expected text, found parts of the kind "tool_use"',
    ],
    [
      '45-openai-parts-thinking.jsonl',
      'FILE: no usable column, found messages; column "messages", turn 1: expected text, found parts of the kind "image_url"',
    ],
  ])('%s', async (name, message) => {
    expect(await refusal(dataCase(name))).toBe(`bad-data: ${message}`);
  });

  test('a row with NaN can be skipped, and the others are as they are written', async () => {
    const { skipped, train } = await loadDataset(dataCase('15-nan.jsonl'), smollm2, {
      ...datasetDefaults,
      holdout: 0,
      badRows: 'skip',
    });
    expect([skipped.bad.map(({ row }) => row), [...train.rows]]).toEqual([[1], [2, 3]]);
    const infinite = write(folder, 'infinite.jsonl', '{"q": "a?", "a": -Infinity}');
    expect(await refusal(infinite)).toBe(
      'bad-data: FILE, line 1, column 18: not valid JSON (a number that JSON does not have), found "-Infinity}"',
    );
  });

  test('a table of lists as Python prints them says how to mend it', async () => {
    const error = await loadDataset(dataCase('24-python-repr-messages.csv'), smollm2).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ hint: expect.stringContaining('json.dumps') });
  });
});

describe('characters that end lines elsewhere', () => {
  const rows = [
    { question: 'How tall?', answer: 'Two metres' },
    { question: 'How wide?', answer: 'One metre' },
  ];

  test('a carriage return alone ends a row', async () => {
    const found = await rowsOf(dataCase('16c-cr-only.jsonl'));
    expect(found).toEqual(rows.map((values, i) => ({ values, line: i + 1 })));
    const list = write(folder, 'returns.json', JSON.stringify(rows, null, 1).replaceAll('\n', '\r'));
    expect((await rowsOf(list)).map(({ values }) => values)).toEqual(rows);
  });

  test('a line separator and a next line within a text are text', async () => {
    expect(await rowsOf(dataCase('16d-line-separator.jsonl'))).toEqual([
      { values: { question: 'How\u2028tall?', answer: 'Two\u0085metres' }, line: 1 },
    ]);
    expect(await learnedFrom(dataCase('16d-line-separator.jsonl'))).toEqual(['Two\u0085metres<|im_end|>']);
  });
});
