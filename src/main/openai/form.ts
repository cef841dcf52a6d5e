/** Answers in the form that OpenAI's clients read, whole and in chunks, for chats and for completions. */
import type { ChatAnswer } from '../../shared/records/playground.ts';

/** What every part of an answer repeats. */
export interface Head {
  readonly id: string;
  /** Seconds. */
  readonly created: number;
  /** As it was asked for. */
  readonly model: string;
}

type Reason = 'stop' | 'length';

/** The two routes: how their answers differ. */
export interface Form {
  readonly prefix: string;
  whole(head: Head, answers: readonly ChatAnswer[]): object;
  /** The first chunk of an answer, where there is one before its text. */
  first(head: Head): object | null;
  text(head: Head, index: number, text: string): object;
  last(head: Head, index: number, answer: ChatAnswer): object;
  /** After all answers, where it was asked for. */
  usage(head: Head, answers: readonly ChatAnswer[]): object;
}

const reasonOf = ({ ending }: ChatAnswer): Reason => (ending === 'length' ? 'length' : 'stop');

function usageOf(answers: readonly ChatAnswer[]) {
  const sum = (of: (answer: ChatAnswer) => number) => answers.reduce((total, each) => total + of(each), 0);
  const [prompt, completion] = [sum(({ promptTokens }) => promptTokens), sum(({ tokens }) => tokens)];
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function chatChunk(head: Head, index: number, delta: object, reason: Reason | null = null) {
  const choice = { index, delta, logprobs: null, finish_reason: reason };
  return { ...head, object: 'chat.completion.chunk', choices: [choice] };
}

export const chatForm: Form = {
  prefix: 'chatcmpl',
  whole: (head, answers) => ({
    ...head,
    object: 'chat.completion',
    choices: answers.map((answer, index) => ({
      index,
      message: { role: 'assistant', content: answer.text, refusal: null },
      logprobs: null,
      finish_reason: reasonOf(answer),
    })),
    usage: usageOf(answers),
  }),
  first: (head) => chatChunk(head, 0, { role: 'assistant', content: '', refusal: null }),
  text: (head, index, content) => chatChunk(head, index, { content }),
  last: (head, index, answer) => chatChunk(head, index, {}, reasonOf(answer)),
  usage: (head, answers) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [],
    usage: usageOf(answers),
  }),
};

function textChoice(index: number, text: string, reason: Reason | null = null) {
  return { index, text, logprobs: null, finish_reason: reason };
}

export const completionForm: Form = {
  prefix: 'cmpl',
  whole: (head, answers) => ({
    ...head,
    object: 'text_completion',
    choices: answers.map((answer, index) => textChoice(index, answer.text, reasonOf(answer))),
    usage: usageOf(answers),
  }),
  first: () => null,
  text: (head, index, text) => ({ ...head, object: 'text_completion', choices: [textChoice(index, text)] }),
  last: (head, index, answer) => ({
    ...head,
    object: 'text_completion',
    choices: [textChoice(index, '', reasonOf(answer))],
  }),
  usage: (head, answers) => ({ ...head, object: 'text_completion', choices: [], usage: usageOf(answers) }),
};
