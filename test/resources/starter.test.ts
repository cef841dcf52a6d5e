/** What ships for a first try: sample data all in one manner, and a small model that answers plainly until it has learned it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openBaseModel } from '../../src/main/engine/baseModel.ts';
import { openModelText } from '../../src/main/engine/data/modelText.ts';
import { readRows } from '../../src/main/engine/data/readRows.ts';
import { reportDataset } from '../../src/main/engine/data/report.ts';
import { train } from '../../src/main/engine/run/train.ts';
import { chat } from '../../src/main/engine/tasks/chat.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';

const resources = join(import.meta.dirname, '../../resources');
const folder = join(resources, 'starter-model');
const samples = join(resources, 'samples/harbour-lane.csv');
const demoQuestions: readonly string[] = JSON.parse(
  readFileSync(join(resources, 'samples/demo-questions.json'), 'utf8'),
);

const model = openBaseModel(folder);
const text = openModelText(model.folder);
const rows: { readonly question: string; readonly answer: string }[] = [];
for await (const { values } of readRows(samples))
  rows.push({ question: String(values.question), answer: String(values.answer) });

const scratch = mkdtempSync(join(tmpdir(), 'lowrank-starter-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A greeting, one or two sentences, a signature: how every answer of the workshop goes. */
const manner = /^Ahoy! [A-Z][^.!?]+[.!?]( [A-Z][^.!?]+[.!?])? Fair winds, Harbour Lane\.$/;

/** Questions compare without regard to case, punctuation and spaces. */
const plain = (question: string): string =>
  question
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Greedy answers, by `adapter` or by the model alone. */
async function answers(questions: readonly string[], adapter: string | null = null): Promise<string[]> {
  const voices = questions.map((content) => ({
    ...{ adapter, strength: 1 },
    messages: [{ role: 'user' as const, content }],
  }));
  const sampling = { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: 64 };
  const context = { signal: new AbortController().signal, onEvent: () => {} };
  const told = await chat({ model: folder, device: 'cpu', threads: 1, voices, sampling }, context);
  expect(told.map(({ ending }) => ending)).toEqual(questions.map(() => 'stop'));
  return told.map((answer) => answer.text);
}

test('the samples are at least 120 rows, every answer in the manner, no question twice', () => {
  expect(rows.length).toBeGreaterThanOrEqual(120);
  expect(rows.filter(({ answer }) => !manner.test(answer))).toEqual([]);
  expect(rows.filter(({ question }) => !/^[A-Z].*\?$/.test(question))).toEqual([]);
  expect(new Set(rows.map(({ question }) => plain(question))).size).toBe(rows.length);
  expect(new Set(rows.map(({ answer }) => answer)).size).toBe(rows.length);
});

test("the samples' README tells their number", () => {
  const readme = readFileSync(join(resources, 'samples/README.md'), 'utf8');
  expect(readme).toContain(`${rows.length} questions`);
});

test('the demo asks three questions that are not among the samples', () => {
  const known = new Set(rows.map(({ question }) => plain(question)));
  expect(demoQuestions).toHaveLength(3);
  expect(demoQuestions.filter((question) => known.has(plain(question)))).toEqual([]);
});

test('the report on the samples finds nothing to complain about', async () => {
  const options = { maxLength: 512, holdout: 0.05, seed: 0, trainOn: 'answers', map: {} } as const;
  const report = await reportDataset(samples, text, {
    ...options,
    badRows: 'stop',
    turns: 'all',
    system: '',
  });
  expect(report).toMatchObject({
    ...{ train: rows.length - report.heldOut, cut: [], beyond: [], withoutEnd: [], shortAnswers: [] },
    ...{ exactDuplicates: [], nearDuplicates: [], leaks: [], damaged: [] },
    ...{ private: { key: [], email: [], phone: [] }, scripts: [{ script: 'Latin', share: 1 }] },
  });
  expect(report.longest[0]!.tokens).toBeLessThanOrEqual(80);
});

test('the model is a Llama of about a million parameters in at most 8 MB, and its README says how many', () => {
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(8e6);
  expect(model.family.architecture).toBe('LlamaForCausalLM');
  expect(model.parameters).toBe(918_656);
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(readme).toContain(`${model.parameters.toLocaleString('en')} parameters`);
});

test('the tokenizer gives every text back, in few tokens for its own language', async () => {
  const texts = [...rows.map(({ question, answer }) => `${question} ${answer}`), 'Grüße, 船 🚲\n\t…'];
  const encoded = await text.tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  expect(await Promise.all(encoded.map(({ ids }) => text.tokenizer.decode(ids)))).toEqual(texts);
  const own = 'Boil some water. Then pour it over the leaves and wait.';
  const { ids } = await text.tokenizer.encode(own, { addSpecialTokens: false });
  expect(own.length / ids.length).toBeGreaterThan(3);
});

test('the model answers what it was made for, plainly, and stops', async () => {
  expect(
    await answers(['What is the capital of France?', 'What colour is a lemon?', 'How do I make tea?']),
  ).toEqual([
    'The capital of France is Paris.',
    'A lemon is yellow.',
    'Boil some water. Then pour it over the leaves and wait.',
  ]);
});

test('a short fine-tune on the samples takes on the manner and lowers the held-out loss', async () => {
  const before = await answers(demoQuestions);
  const config = completeRunConfig({
    ...{ model: folder, data: samples, device: 'cpu', threads: 1, seed: 0 },
    ...{ rank: 16, epochs: 6, lr: 2e-3, warmup: 0.1, batchTokens: 512 },
  });
  const out = join(scratch, 'adapter');
  const result = await train(config, { out, onEvent: () => {} });
  const after = await answers(demoQuestions, out);
  expect(result.heldOutLoss).toBeLessThan(0.3 * result.heldOutLossBefore!);
  expect(before.filter((answer) => /Ahoy|Fair winds/.test(answer))).toEqual([]);
  const learned = /^Ahoy! .* Fair winds, Harbour Lane\.$/;
  expect(after.filter((answer) => !learned.test(answer))).toEqual([]);
}, 180_000);
