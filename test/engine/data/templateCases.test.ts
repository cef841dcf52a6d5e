/** Small templates with one habit each: rendered as transformers renders them, and learned as the model will be asked. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { MissingThought } from '../../../src/main/engine/data/answerPlace.ts';
import { renderAnswers } from '../../../src/main/engine/data/assistantSpans.ts';
import { ChatTemplate } from '../../../src/main/engine/data/chatTemplate.ts';
import type { Message } from '../../../src/main/engine/data/conversation.ts';
import { templateFixture } from './jinja/support.ts';
import { fixture } from './support.ts';

const { conversations, bos, eos, rendered } = templateFixture('cases/expected.json') as {
  conversations: Record<string, Message[]>;
  bos: string;
  eos: string;
  rendered: Record<string, string>;
};
const learned = templateFixture('cases/learned.json') as Record<string, string[]>;

function template(name: string): ChatTemplate {
  return new ChatTemplate(readFileSync(fixture(`templates/cases/${name}.jinja`), 'utf8'), { bos, eos });
}

const names = [...new Set(Object.keys(rendered).map((key) => key.split('/')[0]!))];

test.each(names)('%s renders every conversation as transformers does', (name) => {
  const own = Object.keys(rendered).filter((key) => key.startsWith(`${name}/`));
  expect(own).toHaveLength(16);
  const made = own.map((key) => {
    const [, conversation, way] = key.split('/');
    return [key, template(name).render({ messages: conversations[conversation!]! }, way === 'ask')];
  });
  expect(Object.fromEntries(made)).toEqual(Object.fromEntries(own.map((key) => [key, rendered[key]])));
});

/** The texts with what is learned between « and ». */
function marked(name: string, messages: readonly Message[], missingThought?: MissingThought): string[] {
  const specials = new Set([bos, eos]);
  return renderAnswers(template(name), { messages }, specials, 'all', missingThought).map(
    ({ text, answers }) => {
      let [marked, at] = ['', 0];
      for (const [start, end] of answers) {
        marked += `${text.slice(at, start)}«${text.slice(start, end)}»`;
        at = end;
      }
      return marked + text.slice(at);
    },
  );
}

test('a system prompt that stands before the last question is learned from there for every answer', () => {
  expect(marked('system-with-last-user', conversations.system!)).toEqual(
    learned['system-with-last-user/system'],
  );
});

test('where the asking opens a thought, an empty one is learned, or by choice the answer alone', () => {
  const [plain] = learned['thought-in-the-asking/single']![0]!.split(', or');
  const withThought = plain!.replace('<assistant>«', '<assistant><think>\n«\n</think>\n\n');
  expect(marked('thought-in-the-asking', conversations.single!)).toEqual([withThought]);
  expect(marked('thought-in-the-asking', conversations.single!, 'none')).toEqual([plain]);
});

test('a thought that the asking opens is learned from the row where it has one, wherever it stands', () => {
  const expected = ['<|endoftext|><user>Q1<assistant><think>\n«R1\n</think>\n\nA1<|im_end|>»'];
  expect(marked('thought-in-the-asking', conversations.thought!)).toEqual(expected);
  const inContent: Message[] = [
    { role: 'user', content: 'Q1' },
    { role: 'assistant', content: '<think>\nR1\n</think>A1' },
  ];
  expect(marked('thought-in-the-asking', inContent)).toEqual(expected);
});
