/** Whatever people write: every form of a table gives the same conversation, and from file to batch no token is lost or wrongly learned. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetDefaults, loadDataset } from '../../../src/main/engine/data/loadDataset.ts';
import { guessMapping } from '../../../src/main/engine/data/mapping.ts';
import { planSteps } from '../../../src/main/engine/data/pack.ts';
import { toSample } from '../../../src/main/engine/data/toSample.ts';
import { smollm2, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();

/** Texts as people write them and as they do not: emoji, combining marks, quotes, line breaks, brackets, other scripts. */
const written = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('"', '\n', ',', '\\', '}', '👩‍👩‍👧', 'e\u0301', '\u202e', '表', ' ', "'"),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))
  // A special token's name in a text is that token, which is another matter.
  .filter((text) => text.isWellFormed() && !text.includes('<|'));
/** With something to learn, and no white space at its ends that could melt with the template's own. */
const answered = written.map((text) => text.trim()).filter((text) => text !== '');

test('every form of a row is the same conversation', () => {
  const forms: ((q: string, a: string) => Record<string, unknown>)[] = [
    (q, a) => ({ prompt: q, completion: a }),
    (q, a) => ({ instruction: q, input: '', output: a }),
    (q, a) => ({ id: 7, q, a, sources: 's' }),
    (q, a) => ({ Frage: q, Antwort: a }),
    (q, a) => ({
      messages: [
        { role: 'user', content: q },
        { role: 'assistant', content: a },
      ],
    }),
    (q, a) => ({
      messages: JSON.stringify([
        { role: 'user', content: q },
        { role: 'assistant', content: a },
      ]),
    }),
    (q, a) => ({
      conversations: [
        { from: 'human', value: q },
        { from: 'gpt', value: a },
      ],
    }),
    (q, a) => ({
      messages: [
        { role: 'user', content: [{ type: 'text', text: q }] },
        { role: 'assistant', content: a },
      ],
    }),
  ];
  fc.assert(
    fc.property(answered, answered, (question, answer) => {
      const expected = [
        { role: 'user', content: question },
        { role: 'assistant', content: answer },
      ];
      for (const form of forms) {
        const values = form(question, answer);
        const { columns } = guessMapping([{ values }], 'file');
        expect(toSample(values, columns)).toEqual({ messages: expected });
      }
    }),
    { seed: 4, numRuns: 200 },
  );
});

test('an instruction keeps its input, whatever both hold', () => {
  fc.assert(
    fc.property(answered, answered, answered, (instruction, input, output) => {
      const values = { instruction, input, output };
      const { columns } = guessMapping([{ values }], 'file');
      expect(toSample(values, columns)).toEqual({
        messages: [
          { role: 'user', content: `${instruction}\n\n${input}` },
          { role: 'assistant', content: output },
        ],
      });
    }),
    { seed: 4, numRuns: 200 },
  );
});

/** A talk: what is asked and answered, some answers empty. */
const talks = fc.array(
  fc.tuple(answered, fc.oneof({ weight: 4, arbitrary: answered }, { weight: 1, arbitrary: fc.constant('') })),
  {
    minLength: 1,
    maxLength: 4,
  },
);

test('from the file to the batch, exactly the answers and their ends are learned', async () => {
  const { tokenizer, template } = smollm2;
  const decode = (ids: Int32Array) => tokenizer.decode(ids, { keepSpecial: true });
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(talks, { minLength: 1, maxLength: 6 }), async (rows) => {
      const conversations = rows.map((turns) =>
        turns.flatMap(([question, answer]) => [
          { role: 'user' as const, content: question },
          { role: 'assistant' as const, content: answer },
        ]),
      );
      fc.pre(rows.flat().some(([, answer]) => answer !== ''));
      const lines = conversations.map((messages) => `${JSON.stringify({ messages })}\n`).join('');
      const file = write(folder, `talks-${number++}.jsonl`, lines);
      const { train } = await loadDataset(file, smollm2, { ...datasetDefaults, holdout: 0 });

      const seen = new Map<number, Int32Array>();
      for (let i = 0; i < train.lengths.length; i++) {
        const { ids, supervised, row } = train.at(i);
        expect(seen.has(row)).toBe(false);
        seen.set(row, ids);
        const turns = rows[row - 1]!;
        const last = turns.findLastIndex(([, answer]) => answer !== '');
        const whole = template.render({ messages: conversations[row - 1]!.slice(0, 2 * last + 2) }, false);
        expect(await decode(ids)).toBe(whole);
        const learned = await decode(ids.filter((_, at) => supervised[at] === 1));
        const answers = turns.map(([, answer]) => answer).filter((answer) => answer !== '');
        expect(learned).toBe(answers.map((answer) => `${answer}<|im_end|>`).join(''));
      }
      const withAnswer = rows.flatMap((turns, i) =>
        turns.some(([, answer]) => answer !== '') ? [i + 1] : [],
      );
      expect([...seen.keys()]).toEqual(withAnswer);

      const plan = { batchTokens: 256, microTokens: 128, packing: true, seed: 1, epoch: 0 };
      const packed = planSteps(train.lengths, plan).steps.flat(2);
      expect(packed.toSorted((a, b) => a - b)).toEqual([...train.lengths.keys()]);
    }),
    { seed: 4, numRuns: 60 },
  );
});
