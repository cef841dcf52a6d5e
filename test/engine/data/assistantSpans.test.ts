/** What is learned is the answers with their end of turn and nothing else, also where a template changes what it shows. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderAnswers, type Turns } from '../../../src/main/engine/data/assistantSpans.ts';
import { ChatTemplate } from '../../../src/main/engine/data/chatTemplate.ts';
import type { Message } from '../../../src/main/engine/data/conversation.ts';
import { draft, type Example, encodeRows } from '../../../src/main/engine/data/encodeExamples.ts';
import { collect, failure, smollm2 } from './support.ts';

const specials = new Set(['</s>', '<end>', '<eos>']);
const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });

function learned(source: string, messages: readonly Message[], turns: Turns = 'all'): [string, string[]][] {
  const template = new ChatTemplate(source, { bos: '<s>', eos: '</s>' });
  return renderAnswers(template, { messages }, specials, turns).map(({ text, answers }) => [
    text,
    answers.map(([start, end]) => text.slice(start, end)),
  ]);
}

const talk = [user('one'), assistant('two'), user('three'), assistant('four')];
const simple =
  "{% for m in messages %}{{ m.role }}:{{ m.content | trim }}{% if m.role == 'assistant' %}</s>{% endif %}{{ '\\n' }}{% endfor %}" +
  '{% if add_generation_prompt %}assistant:{% endif %}';

describe('answers', () => {
  test('with their end of turn, without what follows it', () => {
    expect(learned(simple, talk)).toEqual([
      ['user:one\nassistant:two</s>\nuser:three\nassistant:four</s>\n', ['two</s>', 'four</s>']],
    ]);
    expect(learned(simple, talk, 'last')[0]![1]).toEqual(['four</s>']);
  });

  test('what comes after the last of them is left out, and empty ones are context', () => {
    expect(learned(simple, [...talk, user('five')])).toEqual(learned(simple, talk));
    expect(learned(simple, [user('one'), assistant('  '), user('three'), assistant('four')])).toEqual([
      ['user:one\nassistant:</s>\nuser:three\nassistant:four</s>\n', ['four</s>']],
    ]);
    expect(learned(simple, [user('one'), assistant('')])).toEqual([]);
  });

  test('a whole-text end after the turn is not part of it', () => {
    const source = `${simple.replaceAll('</s>', '<end>')}{% if not add_generation_prompt %}<eos>{% endif %}`;
    expect(learned(source, talk)).toEqual([
      ['user:one\nassistant:two<end>\nuser:three\nassistant:four<end>\n<eos>', ['two<end>', 'four<end>']],
    ]);
  });

  test('without an end token they end with their last character', () => {
    expect(learned(simple.replace('</s>', ''), talk)[0]![1]).toEqual(['two', 'four']);
  });

  test('an answer that is shown differently later gets a text of its own', () => {
    const thoughtful =
      "{% for m in messages %}{{ m.role }}:{% if m.role == 'assistant' and loop.last %}<think></think>{% endif %}" +
      "{{ m.content }}{% if m.role == 'assistant' %}</s>{% endif %}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}";
    expect(learned(thoughtful, talk)).toEqual([
      ['user:one\nassistant:<think></think>two</s>\n', ['<think></think>two</s>']],
      [
        'user:one\nassistant:two</s>\nuser:three\nassistant:<think></think>four</s>\n',
        ['<think></think>four</s>'],
      ],
    ]);
  });

  test('a template that asks for something else than it shows is refused', async () => {
    const source = simple.replace('assistant:{% endif %}', 'assistant:<think>\n{% endif %}');
    expect(await failure(() => learned(source, talk))).toBe(
      'bad-data: turn 2: the model\'s chat template asks for an answer with "<think>\\n" but shows a given answer with "two</s>\\n"',
    );
  });
});

describe('templates', () => {
  test('refuse in their own words', async () => {
    const source =
      "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}";
    const render = () =>
      new ChatTemplate(source, {}).render({ messages: [{ role: 'system', content: 's' }] }, false);
    expect(await failure(render)).toBe(
      "bad-data: the model's chat template refuses the turns system: System role not supported",
    );
  });

  test('that cannot be parsed are named', async () => {
    expect(await failure(() => new ChatTemplate('{% for %}', {}))).toMatch(/^bad-model: .* cannot be parsed/);
  });

  test('see the same day for ever', () => {
    const render = (source: string) =>
      new ChatTemplate(source, { bos: '<s>' }).render({ messages: [] }, false);
    expect(render('{{ bos_token }}{{ strftime_now("%d %B %Y") }}')).toBe('<s>01 January 2026');
    expect(render('\n{{ eos_token }}x')).toBe('\nx');
  });
});

describe('labels', () => {
  const encode = async (messages: readonly Message[], maxLength = 10_000): Promise<readonly Example[]> => {
    const sample = { messages };
    async function* rows() {
      yield {
        row: 1,
        content: '',
        marked: false,
        drafts: draft(sample, smollm2, { trainOn: 'answers', turns: 'all' }),
      };
    }
    const [row] = await collect(encodeRows(rows(), smollm2.tokenizer, maxLength));
    return row!.examples;
  };

  test('cover the answers and no token of a prompt, whatever the words', async () => {
    const words = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((text) => text.trim() !== '');
    const turns = fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(turns, async (pairs) => {
        const messages = pairs.flatMap(([q, a]) => [user(q), assistant(a)]);
        const [example] = await encode(messages);
        const { ids, supervised } = example!;
        // each run of labels, decoded, is an answer with its end; special tokens cut the text, so nothing runs together
        const runs: number[][] = [];
        ids.forEach((id, i) => {
          if (!supervised[i]) return;
          if (!supervised[i - 1]) runs.push([]);
          runs.at(-1)!.push(id);
        });
        const texts = await Promise.all(
          runs.map((run) => smollm2.tokenizer.decode(run, { keepSpecial: true })),
        );
        expect(texts).toEqual(pairs.map(([, a]) => `${a}<|im_end|>`));
        const whole = smollm2.template.render({ messages }, false);
        expect(await smollm2.tokenizer.decode(ids, { keepSpecial: true })).toBe(whole);
      }),
      { numRuns: 100 },
    );
  });

  test('stop where the text is cut', async () => {
    const [whole] = await encode(talk);
    const [cut] = await encode(talk, whole!.ids.length - 3);
    expect(cut!.ids).toEqual(whole!.ids.slice(0, -3));
    expect(cut!.supervised).toEqual(whole!.supervised.slice(0, -3));
    expect(await encode(talk, 20)).toEqual([]);
  });
});
