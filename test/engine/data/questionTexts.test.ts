/** A text of questions and answers by name is read as such, whole and in turn; any other text stays plain text. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { questionNames } from '../../../src/main/engine/data/questionTexts.ts';
import { SourceNotes } from '../../../src/main/engine/data/reading.ts';
import { readRows } from '../../../src/main/engine/data/readRows.ts';
import type { Row } from '../../../src/main/engine/data/row.ts';
import { noteSentence } from '../../../src/shared/dataNotes.ts';
import { dataCase, temporaryFolder, write } from './support.ts';

const folder = temporaryFolder();

async function read(file: string) {
  const notes = new SourceNotes();
  const rows: Row[] = [];
  for await (const row of readRows(file, { notes })) rows.push(row);
  return { rows, notes: notes.found().notes };
}

test('what Word saved as text is its questions and answers, and the title above is named', async () => {
  const { rows, notes } = await read(dataCase('Fragen aus Word.txt'));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.map(({ values }) => Object.keys(values).join())).toEqual(rows.map(() => 'question,answer'));
  expect(rows.every(({ values }) => values.question !== '' && values.answer !== '')).toBe(true);
  expect([rows[0]!.line, rows[1]!.line]).toEqual([5, 8]);
  expect(notes.map(noteSentence)).toEqual([
    'Fragen aus Word.txt: 3 lines above the first question are not read.',
  ]);
});

test.each([
  ['Q: Why?\nA: So.', 'q', 'a'],
  ['**Question 1:** Why?\n\n**Answer:** So.', 'question', 'answer'],
  ['1. Pregunta: ¿Por qué?\nRespuesta: Así.', 'pregunta', 'respuesta'],
  ['Вопрос: почему?\nОтвет: так.', 'вопрос', 'ответ'],
  ['问：为什么？\n答：因为。', '问', '答'],
])('%j, three times, is told by its names', (pair, question, answer) => {
  expect(questionNames(Array(3).fill(pair).join('\n\n'))).toEqual({ question, answer });
});

test.each([
  ['two pairs', 'Q: a\nA: b\nQ: a\nA: b'],
  ['questions alone', 'Q: a\nQ: b\nQ: c\nQ: d\nQ: e\nQ: f\n'],
  ['an answer before its question', 'A: b\nQ: a\nA: b\nQ: a\nA: b\nQ: a'],
  ['names within lines', 'He asked Q: a\nand heard A: b\n'.repeat(4)],
])('%s stay plain text', (_, text) => {
  expect(questionNames(text)).toBeUndefined();
});

test('answers of several paragraphs stay whole, over any number of portions, and one that is missing is empty', async () => {
  const answer = `First.\n\n${'More words. '.repeat(300).trim()}`;
  const pairs = Array.from({ length: 40 }, (_, i) => `Question: Number ${i}?\nAnswer: ${answer}`);
  const { rows } = await read(write(folder, 'long.txt', `${pairs.join('\n\n')}\n\nQuestion: Open?\n`));
  expect(rows.map(({ values }) => values)).toEqual([
    ...pairs.map((_, i) => ({ question: `Number ${i}?`, answer })),
    { question: 'Open?', answer: '' },
  ]);
  expect(rows[1]!.line).toBe(6);
});

test('in a folder of texts each stays one column of text', async () => {
  const texts = join(folder, 'texts');
  mkdirSync(texts);
  write(texts, 'a.txt', 'Q: a\nA: b\n\n'.repeat(3));
  write(texts, 'b.txt', 'Plain.');
  const { rows } = await read(texts);
  expect(rows.map(({ values }) => Object.keys(values))).toEqual([['text'], ['text']]);
});
