/** Chat for the playground: the model stays loaded between calls, adapters come and go as inputs of its graph. */

import type { ChatAnswer } from '../../../shared/records/playground.ts';
import type { TaskContext, TaskInput } from '../../../shared/tasks.ts';
import { foreignBase } from '../adapters/foreignBase.ts';
import type { AdapterInputs } from '../adapters/kind.ts';
import { kindOf } from '../adapters/kinds.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { type ModelText, openModelText } from '../data/modelText.ts';
import { readAdapter } from '../formats/peft.ts';
import { loadAdapter } from '../infer/adapter.ts';
import { Generator, type GeneratorSetup } from '../infer/generate.ts';
import { TextStream } from '../infer/textStream.ts';
import { chooseDevice } from '../runtime/devices.ts';
import type { Device } from '../runtime/session.ts';

type Input = TaskInput<'chat'>;

/** Adapters whose matrices are kept. */
const keptAdapters = 4;

interface Loaded {
  /** What decides whether it can be used again. */
  readonly key: string;
  readonly generator: Generator;
  readonly text: ModelText;
  /** By their folders, the one used last at the end. */
  readonly adapters: Map<string, LoadedAdapter>;
}

interface LoadedAdapter {
  readonly inputs: AdapterInputs;
  /** The base it was trained on, where that is another one. */
  readonly trainedOn: string | undefined;
}

/** What this process has in memory, and the call whose turn it is. */
let loaded: Loaded | undefined;
let fastest: Device | undefined;
let turn: Promise<unknown> = Promise.resolve();

/**
 * Answers each variant's conversation, one after the other, so that the speeds told are what each can do alone.
 * Calls wait for each other: a model is never unloaded under an answer.
 * @throws AppError what loading the model or an adapter throws; `bad-config` for a conversation that is too long
 */
export function chat(input: Input, context: TaskContext<'chat'>): Promise<ChatAnswer[]> {
  const answers = turn.then(() => answerAll(input, context));
  turn = answers.catch(() => {});
  return answers;
}

async function answerAll(
  { variants, sampling, ...where }: Input,
  { signal, onEvent }: TaskContext<'chat'>,
): Promise<ChatAnswer[]> {
  const answers: ChatAnswer[] = [];
  for (const [variant, each] of variants.entries()) {
    if (signal.aborted) answers.push({ text: '', tokens: 0, tokensPerSecond: 0, ending: 'interrupted' });
    else {
      const onText = (text: string) => onEvent({ variant, text });
      answers.push(await answer(await load(where, each.adapter), each, sampling, signal, onText));
    }
  }
  return answers;
}

async function answer(
  { generator, text, adapters }: Loaded,
  { adapter, strength, messages }: Input['variants'][number],
  { temperature, topK, topP, seed, maxTokens }: Input['sampling'],
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<ChatAnswer> {
  const { tokenizer, template, stopIds } = text;
  const prompt =
    typeof messages === 'string'
      ? await tokenizer.encode(messages, { addSpecialTokens: true })
      : await tokenizer.encode(template.render({ messages }, true), { addSpecialTokens: false });
  const stream = new TextStream(tokenizer);
  let whole = '';
  let told = Promise.resolve();
  const tell = (piece: string) => {
    whole += piece;
    if (piece !== '') onText(piece);
  };
  const times: number[] = [];
  const used = adapter === null ? undefined : loadedAdapter(generator, adapters, adapter);
  const { ids, ending } = await generator.generate(prompt.ids, {
    temperature,
    topK,
    topP,
    seed,
    maxTokens,
    stopIds,
    signal,
    strength,
    adapter: used?.inputs,
    onToken: (id) => {
      times.push(performance.now());
      if (!stopIds.includes(id)) told = told.then(async () => tell(await stream.push(id)));
    },
  });
  await told;
  tell(await stream.end());
  const trainedOn = used?.trainedOn;
  return {
    text: whole,
    tokens: ids.length,
    tokensPerSecond: speed(times),
    ending,
    ...(trainedOn !== undefined && { trainedOn }),
  };
}

/** Tokens a second after the first: reading the question is another matter. 0 where there is nothing to measure. */
function speed(times: readonly number[]): number {
  const milliseconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return milliseconds > 0 ? (1000 * (times.length - 1)) / milliseconds : 0;
}

function loadedAdapter(
  { model }: Generator,
  adapters: Map<string, LoadedAdapter>,
  path: string,
): LoadedAdapter {
  const known = adapters.get(path) ?? openAdapter(model, path);
  adapters.delete(path);
  adapters.set(path, known);
  const [oldest] = adapters.keys();
  if (adapters.size > keptAdapters && oldest !== undefined) adapters.delete(oldest);
  return known;
}

function openAdapter(model: BaseModel, path: string): LoadedAdapter {
  const adapter = readAdapter(path);
  return { inputs: loadAdapter(model, adapter), trainedOn: foreignBase(model, adapter) };
}

/** @param adapter the one that is asked first, or none */
async function load(
  { model: path, device = 'auto', threads }: Omit<Input, 'variants' | 'sampling'>,
  adapter: string | null,
) {
  const key = JSON.stringify([path, device, threads]);
  if (loaded?.key === key) return loaded;
  const before = loaded;
  loaded = undefined;
  await before?.generator.release();
  const model = openBaseModel(path);
  const text = openModelText(model.folder);
  const expected = adapter === null ? undefined : readAdapter(adapter);
  const setup = expected && { kind: kindOf(expected), whole: Object.fromEntries(expected.whole) };
  loaded = { key, generator: await generatorOn(model, device, threads, setup), text, adapters: new Map() };
  return loaded;
}

/** On the device asked for; left open, on the fastest, or where that has no room left, as beside a run, on the processor. */
async function generatorOn(
  model: BaseModel,
  setting: string,
  threads: number | undefined,
  setup: GeneratorSetup | undefined,
): Promise<Generator> {
  const on = (device: Device) =>
    Generator.load(model, { device, ...(threads !== undefined && { threads }) }, setup);
  if (setting !== 'auto') return await on((await chooseDevice(setting)).device);
  fastest ??= (await chooseDevice('auto')).device;
  try {
    return await on(fastest);
  } catch (error) {
    if (fastest.kind === 'cpu') throw error;
    return await on({ kind: 'cpu' });
  }
}
