/** Answers conversations, for the playground, the endpoint and the command line: the model stays loaded between calls. */

import type { ChatAnswer } from '../../../shared/records/playground.ts';
import type { TaskContext, TaskInput } from '../../../shared/tasks.ts';
import { StopText } from '../infer/stopText.ts';
import { TextStream } from '../infer/textStream.ts';
import { type LoadedModel, loadModel } from './loadedModel.ts';
import { readPrompt } from './prompt.ts';

type Input = TaskInput<'chat'>;

/** How one answer is to be given. */
interface Manner {
  readonly sampling: Input['sampling'];
  readonly stop: readonly string[];
  readonly cut: boolean;
  readonly signal: AbortSignal;
  readonly onReading: (promptTokens: number) => void;
  readonly onText: (text: string) => void;
}

/** The call whose turn it is. */
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

/** What is said where there was no time to say anything. */
const silence = {
  text: '',
  promptTokens: 0,
  tokens: 0,
  tokensPerSecond: 0,
  ending: 'interrupted',
} as const satisfies Omit<ChatAnswer, 'precision'>;

async function answerAll(
  { variants, sampling, stop = [], cut = false, ...place }: Input,
  { signal, onEvent }: TaskContext<'chat'>,
): Promise<ChatAnswer[]> {
  const answers: ChatAnswer[] = [];
  const first = variants.find(({ adapter }) => adapter !== null)?.adapter ?? null;
  const preparing = (variant: number) => ({
    signal,
    onProgress: (share: number) => onEvent({ variant, preparing: share }),
  });
  for (const [variant, each] of variants.entries()) {
    if (signal.aborted) answers.push({ ...silence, precision: place.rounded?.precision ?? 'float32' });
    else
      answers.push(
        await answer(await loadModel(place, first, preparing(variant)), each, {
          ...{ sampling, stop, cut, signal },
          onReading: (promptTokens) => onEvent({ variant, promptTokens }),
          onText: (text) => onEvent({ variant, text }),
        }),
      );
  }
  return answers;
}

async function answer(
  { generator, precision, text: { tokenizer, template, stopIds }, adapter }: LoadedModel,
  variant: Input['variants'][number],
  { sampling, stop, cut, signal, onReading, onText }: Manner,
): Promise<ChatAnswer> {
  const { maxPositions } = generator.model.config;
  const room = cut ? Math.min(sampling.maxTokens, maxPositions >> 2) : 0;
  const prompt = await readPrompt({ tokenizer, template }, variant.messages, { maxPositions, room });
  if (prompt.ids.length < maxPositions) onReading(prompt.ids.length);
  const stream = new TextStream(tokenizer);
  const ended = new StopText(stop);
  const stopped = new AbortController();
  let whole = '';
  const send = (piece: string) => {
    whole += piece;
    if (piece !== '') onText(piece);
  };
  const times: number[] = [];
  const used = variant.adapter === null ? undefined : adapter(variant.adapter);
  const { ids, ending } = await generator.generate(prompt.ids, {
    ...sampling,
    stopIds,
    signal: AbortSignal.any([signal, stopped.signal]),
    strength: variant.strength,
    adapter: used?.inputs,
    async onToken(id) {
      times.push(performance.now());
      if (stopIds.includes(id)) return;
      send(ended.push(await stream.push(id)));
      if (ended.found) stopped.abort();
    },
  });
  send(ended.push(await stream.end()));
  send(ended.end());
  const trainedOn = used?.trainedOn;
  return {
    text: whole,
    promptTokens: prompt.ids.length,
    tokens: ids.length,
    tokensPerSecond: speed(times),
    ending: ended.found ? 'stop' : ending,
    precision,
    ...(prompt.leftOut > 0 && { leftOut: prompt.leftOut }),
    ...(trainedOn !== undefined && { trainedOn }),
  };
}

/** Tokens a second after the first: reading the question is another matter. 0 where there is nothing to measure. */
function speed(times: readonly number[]): number {
  const milliseconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return milliseconds > 0 ? (1000 * (times.length - 1)) / milliseconds : 0;
}
