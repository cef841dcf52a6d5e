/** Rows of which the model's template would leave out a turn are named, whichever turn it is. */

import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/main/engine/data/conversation.ts';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { modelText } from '../../../src/main/engine/data/modelText.ts';
import { chatml, gemma, llama3, qwen3 } from './chatFormats.ts';
import { dataCase, failure, smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();
const options = { ...datasetDefaults, holdout: 0 };
const call = { type: 'function', function: { name: 'look', arguments: { at: 'door' } } };
const user: Message = { role: 'user', content: 'How tall is it?' };
const calls: Message = { role: 'assistant', content: '', tool_calls: [call] };
const tool: Message = { role: 'tool', content: 'two metres' };
const answer: Message = { role: 'assistant', content: 'Two metres.' };
const tools = [{ type: 'function', function: { name: 'look', description: 'd', parameters: {} } }];

/** Shows questions and answers only, and system prompts where they come first. */
const bare = `{% for m in messages %}{% if m.role in ['user', 'assistant'] or (m.role == 'system' and loop.first) %}<|im_start|>{{ m.role }}
{{ m.content }}{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %}<|im_end|>
{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}`;
/** Knows a tool's results by JSON only. */
const picky = bare.replace(
  "or (m.role == 'system' and loop.first)",
  "or (m.role == 'tool' and (m.content.startswith('{') or raise_exception('no JSON')))",
);

async function read(template: string, messages: readonly object[], more = {}): Promise<string> {
  const model = modelText(smollm2.tokenizer, template);
  const file = write(folder, 'row.jsonl', JSON.stringify({ messages, ...more }));
  const load = () => loadDataset(file, model, { ...options, ...more });
  return (await failure(load)).replace(file, 'FILE');
}

async function isRead(template: string, messages: readonly object[], more = {}): Promise<number> {
  const model = modelText(smollm2.tokenizer, template);
  const file = write(folder, 'row.jsonl', JSON.stringify({ messages, ...more }));
  return (await loadDataset(file, model, { ...options, ...more })).rowsUsed;
}

const hidden = (turn: number, role: string) =>
  `bad-data: FILE, line 1: turn ${turn}: the model's chat template shows nothing of a turn of the role "${role}" here`;

test.each(['tool', 'function', 'observation', 'ipython'])('a result under the role %s', async (role) => {
  expect(await read(bare, [user, calls, { role, content: 'two metres' }, answer])).toBe(hidden(3, 'tool'));
});

test('a system prompt, or what a developer says, in the midst of a conversation', async () => {
  for (const role of ['system', 'developer'])
    expect(await read(bare, [user, answer, { role, content: 'Rhyme.' }, user, answer])).toBe(
      hidden(3, 'system'),
    );
});

test('the second of two system prompts; a template that shows both has the row read', async () => {
  const file = dataCase('43-several-system-turns.jsonl');
  const model = modelText(smollm2.tokenizer, bare);
  expect((await failure(() => loadDataset(file, model, options))).replace(file, 'FILE')).toBe(
    hidden(2, 'system'),
  );
  expect((await loadDataset(file, smollm2, options)).rowsUsed).toBe(2);
});

test('also where every token is learned', async () => {
  expect(await read(bare, [user, calls, tool, answer], { trainOn: 'all' })).toBe(hidden(3, 'tool'));
});

test('a call that only the last answer follows is missed too where only that answer is learned', async () => {
  const silent = bare.replace(/{% for c in .*?{% endfor %}/, '');
  expect(await read(silent, [user, calls, user, answer], { turns: 'last' })).toBe(
    "bad-data: FILE, line 1: turn 2: the model's chat template shows no tool calls",
  );
});

test('results that a template takes in one form only are looked for as they are', async () => {
  const result = { role: 'tool', content: '{"metres": 2}' };
  expect(await isRead(picky, [user, calls, result, answer])).toBe(1);
});

describe('what well-known templates show is read', () => {
  test.each([
    ['ChatML', chatml],
    ['Qwen 3', qwen3],
    ['Llama 3', llama3],
  ])('%s', async (_name, template) => {
    expect(await isRead(template, [user, calls, tool, answer], { tools })).toBe(1);
    expect(await isRead(template, [{ role: 'system', content: 'Be brief.' }, user, answer])).toBe(1);
  });

  test('a result without a text says nothing that could be left out', async () => {
    expect(await isRead(bare, [user, calls, { role: 'tool', content: '' }, answer])).toBe(1);
  });

  test('Gemma has a system prompt in the first question, and refuses the others in its own words', async () => {
    expect(await isRead(gemma, [{ role: 'system', content: 'Be brief.' }, user, answer])).toBe(1);
    expect(await read(gemma, [user, answer, { role: 'system', content: 'Rhyme.' }, user, answer])).toContain(
      'bad-data: FILE, line 1:',
    );
  });
});

test('rows of the same roles are each read or refused alike', async () => {
  const model = modelText(smollm2.tokenizer, bare);
  const rows = [
    [user, answer],
    [user, calls, tool, answer],
    [user, answer],
    [user, calls, { ...tool, content: 'one metre' }, answer],
  ].map((messages) => JSON.stringify({ messages }));
  const file = write(folder, 'rows.jsonl', rows.join('\n'));
  const { skipped } = await loadDataset(file, model, { ...options, badRows: 'skip' });
  expect(skipped.bad.map(({ row, detail }) => [row, detail])).toEqual(
    [2, 4].map((row) => [
      row,
      expect.objectContaining({ code: 'notShown', turn: 3, what: 'turn', role: 'tool' }),
    ]),
  );
});
