/** Finds what the assistant says in a rendered conversation by rendering its beginnings, so that any template will do. */

import { AppError } from '../../../shared/errors.ts';
import type { ChatTemplate } from './chatTemplate.ts';
import { type Conversation, isLearned, type Message } from './conversation.ts';
import { quote } from './row.ts';

/** UTF-16 offsets, end exclusive: an answer with its end-of-turn token. */
export type Span = readonly [start: number, end: number];

export interface Rendered {
  readonly text: string;
  readonly answers: readonly Span[];
}

/** Which answers of a conversation are learned. */
export type Turns = 'all' | 'last';

/**
 * The texts to train on. Usually one that holds every answer; where the template shows an answer differently once the
 * conversation goes on (it drops old reasoning, or moves the system prompt), that answer gets a text of its own which ends
 * with it, as the model sees it when it has to give it. Empty answers are context only. Throws bad-data.
 */
export function renderAnswers(
  template: ChatTemplate,
  conversation: Conversation,
  specials: ReadonlySet<string>,
  turns: Turns,
): Rendered[] {
  const { messages } = conversation;
  const answers = messages.flatMap((message, i) => (isLearned(message) && hasContent(message) ? [i] : []));
  const wanted = turns === 'last' ? answers.slice(-1) : answers;
  if (wanted.length === 0) return [];
  const upTo = (count: number): Conversation => ({ ...conversation, messages: messages.slice(0, count) });
  const whole = template.render(upTo(wanted.at(-1)! + 1), false);
  const together: Span[] = [];
  const alone: Rendered[] = [];
  for (const turn of wanted) {
    const asked = template.render(upTo(turn), true);
    const through = turn === wanted.at(-1) ? whole : template.render(upTo(turn + 1), false);
    if (!through.startsWith(asked)) throw unfaithful(asked, through, turn);
    const span: Span = [asked.length, endOfTurn(through, asked.length, specials)];
    if (whole.startsWith(through.slice(0, span[1]))) together.push(span);
    else alone.push({ text: through, answers: [span] });
  }
  return [...alone, { text: whole, answers: together }];
}

/** An answer of only white space teaches nothing; one that calls a tool or thinks does. */
function hasContent({ content, tool_calls, reasoning_content }: Message): boolean {
  return content.trim() !== '' || Boolean(tool_calls) || Boolean(reasoning_content);
}

/**
 * After the answer come its end-of-turn token and things that belong to the template: white space, an end of the whole text.
 * The first special token of that tail is the end of the turn; without one the answer ends with its last character.
 */
function endOfTurn(text: string, start: number, specials: ReadonlySet<string>): number {
  let tail = Math.max(start, text.trimEnd().length);
  let end = tail;
  for (;;) {
    const special = specialBefore(text, start, tail, specials);
    if (special === undefined) return end;
    end = tail;
    tail = Math.max(start, text.slice(0, tail - special.length).trimEnd().length);
  }
}

function specialBefore(
  text: string,
  start: number,
  end: number,
  specials: ReadonlySet<string>,
): string | undefined {
  const length = lengthsOf(specials).find(
    (some) => some <= end - start && specials.has(text.slice(end - some, end)),
  );
  return length === undefined ? undefined : text.slice(end - length, end);
}

const knownLengths = new WeakMap<ReadonlySet<string>, readonly number[]>();

/** The few lengths that special tokens have: looked up for every answer, so worked out once. */
function lengthsOf(specials: ReadonlySet<string>): readonly number[] {
  let lengths = knownLengths.get(specials);
  if (!lengths) {
    lengths = [...new Set([...specials].map((token) => token.length))].filter((length) => length > 0);
    knownLengths.set(specials, lengths);
  }
  return lengths;
}

function unfaithful(asked: string, through: string, turn: number): AppError {
  let same = 0;
  while (same < asked.length && asked[same] === through[same]) same++;
  const message =
    `turn ${turn + 1}: the model's chat template asks for an answer with ${quote(asked.slice(same))} ` +
    `but shows a given answer with ${quote(through.slice(same))}`;
  const hint =
    'What is asked must be the beginning of what is learned: use a chat template that agrees with itself.';
  return new AppError('bad-data', message, hint);
}
