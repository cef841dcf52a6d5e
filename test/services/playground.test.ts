/** Chat with the tiny model and an adapter really trained on it: who answers, how loudly, how it stops, what is kept. */

import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import {
  acceptRun,
  adapterMethods,
  listAdapterTrees,
  purgeVersions,
} from '../../src/main/services/adapters/index.ts';
import { weightCache } from '../../src/main/services/home/home.ts';
import { Playground, playgroundMethods } from '../../src/main/services/playground/index.ts';
import { nodeProcesses, type ProcessHost } from '../../src/main/services/process/processes.ts';
import { writeSettings } from '../../src/main/store/settings.ts';
import type { Input } from '../../src/shared/api.ts';
import type { Preference } from '../../src/shared/records/playground.ts';
import { addModel, addRun, failureOf, openTestHome, type Sent, trainAdapter } from './support.ts';

let adapter: string;
beforeAll(async () => {
  adapter = await trainAdapter();
});

const greedy = { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: 12 };
const messages = [{ role: 'user' as const, content: 'What is 3 and 4?' }];

/** A home with the tiny model, an adapter on it, and a playground that counts its processes. */
function open(idle?: number) {
  const { context, told } = openTestHome();
  const modelId = addModel(context);
  const version = acceptRun(context, addRun(context, adapter, { name: 'Sums' }));
  const started: number[] = [];
  const processes: ProcessHost = {
    ...nodeProcesses,
    start(entry, options) {
      const child = nodeProcesses.start(entry, options);
      started.push(child.pid ?? 0);
      return child;
    },
  };
  const playground = new Playground({ ...context, processes }, idle);
  const methods = playgroundMethods(playground, context);
  const chat = (request: Partial<Input<'playground.chat'>>) =>
    methods['playground.chat']({ id: 'question', modelId, variants: [base], sampling: greedy, ...request });
  const base = { adapterVersionId: null, strength: 1, messages };
  const tuned = (strength = 1) => ({ adapterVersionId: version, strength, messages });
  return { context, told, modelId, version, playground, methods, started, chat, base, tuned };
}

const streamed = (told: readonly Sent[], id: string, variant: number) =>
  told
    .filter(({ event }) => event === 'playground.token')
    .map(({ payload }) => payload as { id: string; variant: number; text: string })
    .filter((token) => token.id === id && token.variant === variant)
    .map(({ text }) => text);

test('base and adapter answer side by side, in pieces that add up; strength 0 is the base', async () => {
  const { chat, base, tuned, told, playground, started } = open();
  const [plain, adapted, silent] = await chat({ variants: [base, tuned(), tuned(0)] });
  for (const [variant, answer] of [plain, adapted, silent].entries()) {
    expect(streamed(told, 'question', variant).join('')).toBe(answer?.text);
    expect(streamed(told, 'question', variant).length).toBeGreaterThan(1);
    expect(answer?.tokens).toBeGreaterThan(1);
    expect(answer?.tokensPerSecond).toBeGreaterThan(1);
  }
  expect(silent?.text).toBe(plain?.text);
  expect(adapted?.text).not.toBe(plain?.text);

  const [half, again] = await chat({ variants: [tuned(0.3), tuned()] });
  expect(half?.text).not.toBe(adapted?.text);
  expect(again?.text).toBe(adapted?.text);
  // One process for all: the model was loaded once.
  expect(started.length).toBe(1);
  playground.close();
});

test('the same seed draws the same answer, another one another', async () => {
  const { chat, playground } = open();
  const drawn = async (seed: number) =>
    (await chat({ sampling: { ...greedy, temperature: 2, seed } }))[0]?.text;
  const [first, same, other] = [await drawn(1), await drawn(1), await drawn(2)];
  expect(same).toBe(first);
  expect(other).not.toBe(first);
  playground.close();
});

test('a stopped answer keeps what was said; variants that had not begun say nothing', async () => {
  const { chat, base, tuned, context, playground, methods, told } = open();
  const unsubscribe = context.subscribe((event) => {
    if (event === 'playground.token') void methods['playground.stop']({ id: 'long' });
  });
  const sampling = { ...greedy, temperature: 3, maxTokens: 200 };
  const [stopped, silent] = await chat({ id: 'long', variants: [base, tuned()], sampling });
  unsubscribe();
  expect(stopped?.ending).toBe('interrupted');
  expect(stopped?.text).not.toBe('');
  expect(stopped?.tokens).toBeLessThan(200);
  expect(streamed(told, 'long', 0).join('')).toBe(stopped?.text);
  expect(silent).toEqual({
    text: '',
    precision: 'int8',
    promptTokens: 0,
    tokens: 0,
    tokensPerSecond: 0,
    ending: 'interrupted',
  });
  // The model is still there for the next question.
  expect((await chat({}))[0]?.tokens).toBeGreaterThan(1);
  playground.close();
});

test('questions at once wait for each other, and each gets its own tokens', async () => {
  const { chat, base, tuned, told, playground } = open();
  const [[one], [two]] = await Promise.all([
    chat({ id: 'a', variants: [base] }),
    chat({ id: 'b', variants: [tuned()] }),
  ]);
  expect(streamed(told, 'a', 0).join('')).toBe(one?.text);
  expect(streamed(told, 'b', 0).join('')).toBe(two?.text);
  expect(two?.text).not.toBe(one?.text);
  const twice = failureOf(() => Promise.all([chat({ id: 'c' }), chat({ id: 'c' })]));
  expect((await twice).code).toBe('exists');
  playground.close();
});

test('a program asks without a page: text comes to its callback, its signal ends the answer, and nobody is told', async () => {
  const { playground, modelId, base, tuned, told } = open();
  const pieces: string[][] = [[], []];
  const answers = await playground.chat(
    { modelId, variants: [base, tuned()], sampling: greedy },
    { onText: (variant, text) => pieces[variant]?.push(text) },
  );
  expect(pieces.map((each) => each.join(''))).toEqual(answers.map(({ text }) => text));
  const controller = new AbortController();
  const [stopped] = await playground.chat(
    { modelId, variants: [base], sampling: { ...greedy, temperature: 3, maxTokens: 200 } },
    { signal: controller.signal, onText: () => controller.abort() },
  );
  expect(stopped?.ending).toBe('interrupted');
  expect(told.filter(({ event }) => event === 'playground.token')).toEqual([]);
  playground.close();
});

test('the model leaves memory when nobody asks, and a process that died is replaced', async () => {
  const { chat, playground, started } = open(50);
  const [before] = await chat({});
  expect(playground.warm).toBe(true);
  await expect.poll(() => playground.warm).toBe(false);
  expect((await chat({}))[0]?.text).toBe(before?.text);
  expect(started.length).toBe(2);

  const dying = failureOf(() => chat({ sampling: { ...greedy, temperature: 3, maxTokens: 200 } }));
  process.kill(started[1]!, 'SIGKILL');
  expect((await dying).message).toContain("the engine's process was ended from outside");
  expect((await chat({}))[0]?.text).toBe(before?.text);
  expect(started.length).toBe(3);
  playground.close();
});

test('what cannot be answered says why', async () => {
  const { chat, context, playground, tuned } = open();
  const long = {
    adapterVersionId: null,
    strength: 1,
    messages: [{ role: 'user' as const, content: 'so '.repeat(400) }],
  };
  const tooLong = await failureOf(() => chat({ variants: [long] }));
  expect([tooLong.code, tooLong.message]).toEqual([
    'bad-config',
    expect.stringContaining('reads at most 256'),
  ]);
  expect((await failureOf(() => chat({ modelId: 'none' }))).code).toBe('not-found');
  const other = addModel(context, 'other');
  const foreign = await failureOf(() => chat({ modelId: other, variants: [tuned()] }));
  expect(foreign.message).toBe('Sums v1 was trained on tiny, not on this model.');
  playground.close();
});

test('a conversation that outgrew the window is answered from where it fits, and says what it lost', async () => {
  const { chat, base, playground, modelId } = open();
  const turn = (content: string) => [
    { role: 'user' as const, content },
    { role: 'assistant' as const, content: 'so '.repeat(30) },
  ];
  const last = { role: 'user' as const, content: 'What is 3 and 4?' };
  const said = [{ role: 'system' as const, content: 'Be brief.' }, ...turn('One?'), ...turn('Two?')];
  const old = Array.from({ length: 6 }, () => turn('Long ago?')).flat();
  const [cut] = await chat({ variants: [{ ...base, messages: [said[0]!, ...old, ...said.slice(1), last] }] });
  const [first, ...rest] = [...old, ...said.slice(1), last].slice(cut?.leftOut);
  expect([cut!.leftOut! > 0, cut!.leftOut! % 2, first?.role]).toEqual([true, 0, 'user']);
  // What is left is all that was read, and one turn more would not have had room.
  const [kept] = await chat({ variants: [{ ...base, messages: [said[0]!, first!, ...rest] }] });
  expect([kept?.leftOut, kept?.text, kept?.promptTokens]).toEqual([undefined, cut?.text, cut?.promptTokens]);
  expect(cut!.promptTokens + greedy.maxTokens).toBeLessThanOrEqual(256);
  expect(cut!.promptTokens + greedy.maxTokens).toBeGreaterThan(256 - 80);
  // Whoever does not ask for it is refused instead, with the numbers.
  const whole = [said[0]!, ...old, ...said.slice(1), last];
  const variants = [{ ...base, messages: whole }];
  const refused = await failureOf(() => playground.chat({ modelId, variants, sampling: greedy }));
  expect(refused.detail).toMatchObject({ code: 'promptTooLong', most: 256 });
  playground.close();
});

test('answers come from weights in 8 bits until the settings say otherwise, and say so', async () => {
  const { context, chat, tuned, told, playground } = open();
  const precisionOf = async (id: string) => (await chat({ id, variants: [tuned()] }))[0]?.precision;
  expect(await precisionOf('first')).toBe('int8');
  const prepared = told.filter(({ event }) => event === 'playground.preparing');
  expect(prepared.at(-1)?.payload).toEqual({ id: 'first', share: 1 });
  expect(readdirSync(weightCache(context.home)).length).toBe(1);
  writeSettings(context.store, { fastAnswers: false });
  expect(await precisionOf('second')).toBe('float32');
  playground.close();
});

test('a model that has no room in memory is not begun, and the run that takes it is named', async () => {
  const { context, modelId, base } = open();
  const playground = new Playground(context, undefined, () => 100_000);
  const ask = () => failureOf(() => playground.chat({ modelId, variants: [base], sampling: greedy }));
  expect((await ask()).message).toBe('tiny needs 213 kB of memory to answer, and 100 kB are free');
  const run = addRun(context, adapter, { name: 'Night' });
  context.store.run(context.store.query.updateTable('runs').set({ state: 'paused' }).where('id', '=', run));
  expect((await ask()).detail).toEqual({
    ...{ code: 'noRoomToAnswer', model: 'tiny', needed: 212_800, free: 100_000 },
  });
  context.store.run(context.store.query.updateTable('runs').set({ state: 'running' }).where('id', '=', run));
  expect((await ask()).message).toContain('while the run "Night" trains');
  expect(playground.warm).toBe(false);
});

test('prompt sets are kept, replaced and removed', async () => {
  const { methods } = open();
  await methods['playground.savePromptSet']({
    id: 'b',
    name: 'Roofs',
    prompts: ['Why slate?', 'How steep?'],
  });
  await methods['playground.savePromptSet']({ id: 'a', name: 'Doors', prompts: [] });
  await methods['playground.savePromptSet']({ id: 'b', name: 'Roofing', prompts: ['Why slate?'] });
  expect(await methods['playground.promptSets']()).toEqual([
    { id: 'a', name: 'Doors', prompts: [] },
    { id: 'b', name: 'Roofing', prompts: ['Why slate?'] },
  ]);
  await methods['playground.removePromptSet']({ id: 'a' });
  expect((await methods['playground.promptSets']()).map(({ id }) => id)).toEqual(['b']);
});

test('blind tests count for their version until taken back or until it is gone for good', async () => {
  const { context, told, version, methods } = open();
  const adapters = adapterMethods(context);
  const tally = () => listAdapterTrees(context.store).adapters[0]?.versions[0]?.tally;
  const rate = (id: string, preferred: Preference, adapterVersionId = version) =>
    methods['playground.rate']({ id, adapterVersionId, strength: 1, prompt: 'What is 3 and 4?', preferred });
  expect(tally()).toEqual({ adapter: 0, base: 0, equal: 0 });
  const before = told.length;
  await rate('a', 'adapter');
  await rate('b', 'adapter');
  await rate('c', 'base');
  await rate('d', 'equal');
  expect(told.slice(before).map(({ event }) => event)).toEqual(Array(4).fill('adapters.changed'));
  expect(tally()).toEqual({ adapter: 2, base: 1, equal: 1 });
  const { tally: known } = await adapters['adapters.updateVersion']({ id: version, rating: 4 });
  expect(known).toEqual({ adapter: 2, base: 1, equal: 1 });
  await methods['playground.unrate']({ id: 'c' });
  expect(tally()).toEqual({ adapter: 2, base: 0, equal: 1 });

  const unknown = await failureOf(() => rate('e', 'base', 'nobody'));
  expect([unknown.code, unknown.hint]).toEqual(['not-found', 'Choose another version to test.']);
  await adapters['adapters.removeVersion']({ id: version });
  expect((await failureOf(() => rate('f', 'base'))).code).toBe('not-found');
  await adapters['adapters.restoreVersion']({ id: version });
  expect(tally()).toEqual({ adapter: 2, base: 0, equal: 1 });

  // Its run stays, and with it the version's row; what people thought of it does not.
  await adapters['adapters.removeVersion']({ id: version });
  purgeVersions(context, Date.now() + 1);
  expect(context.store.all(context.store.query.selectFrom('ratings').selectAll())).toEqual([]);
});
