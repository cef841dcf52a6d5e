/** Finds what the assistant says in a rendered conversation by rendering its beginnings, so that any template will do. */

import { AnswerPlacer, type MissingThought } from './answerPlace.ts';
import type { ChatTemplate } from './chatTemplate.ts';
import { type Conversation, isLearned, type Message } from './conversation.ts';
import { endOfTurn } from './endOfTurn.ts';
import { namesCalled, notShown, requireTurnsShown } from './shownTurns.ts';

/** UTF-16 offsets, end exclusive: an answer with its end-of-turn token. */
export type Span = readonly [start: number, end: number];

export interface Rendered {
  readonly text: string;
  readonly answers: readonly Span[];
}

/** Which answers of a conversation are learned. */
export type Turns = 'all' | 'last';

/**
 * The texts to train on. Usually one that holds every answer; where the template shows the turns before an answer differently
 * once the conversation goes on (it moves the system prompt), or leaves out its thought, that answer gets a text of its own
 * which ends with it, as the model sees it when it has to give it. Empty answers are context only.
 * Throws bad-data where the template refuses the turns or shows nothing of an answer.
 */
export function renderAnswers(
  template: ChatTemplate,
  conversation: Conversation,
  specials: ReadonlySet<string>,
  turns: Turns,
  missingThought: MissingThought = 'empty',
): Rendered[] {
  const { messages } = conversation;
  const answers = messages.flatMap((message, i) => (isLearned(message) && hasContent(message) ? [i] : []));
  const wanted = turns === 'last' ? answers.slice(-1) : answers;
  const last = wanted.at(-1);
  if (last === undefined) return [];
  const upTo = (count: number): Conversation => ({ ...conversation, messages: messages.slice(0, count) });
  const whole = template.render(upTo(last + 1), false);
  requireTurnsShown(template, upTo(last + 1), whole);
  const placer = new AnswerPlacer(template, missingThought);
  const together: Span[] = [];
  const alone: Rendered[] = [];
  for (const turn of wanted) {
    const shown = turn === last ? whole : template.render(upTo(turn + 1), false);
    const { text, start, asked, own } = placer.place(upTo(turn + 1), shown);
    const end = endOfTurn(text, start, specials);
    requireShown(messages[turn]!, text.slice(start, end), turn, specials);
    if (whole.startsWith(text.slice(0, end))) together.push([start, end]);
    else if (whole.startsWith(asked) && whole.startsWith(text.slice(own(), end), asked.length))
      together.push([asked.length, asked.length + end - own()]);
    else alone.push({ text, answers: [[start, end]] });
  }
  return together.length === 0 ? alone : [...alone, { text: whole, answers: together }];
}

/** An answer of only white space teaches nothing; one that calls a tool or thinks does. */
function hasContent({ content, tool_calls, reasoning_content }: Message): boolean {
  return content.trim() !== '' || Boolean(tool_calls) || Boolean(reasoning_content);
}

/** What a template leaves out would be learned as silence. */
function requireShown(message: Message, answer: string, turn: number, specials: ReadonlySet<string>): void {
  const missing = namesCalled(message).some((name) => !answer.includes(name))
    ? 'calls'
    : !isSilent(answer, specials)
      ? undefined
      : message.content.trim() === ''
        ? 'thoughts'
        : 'answer';
  if (missing !== undefined) throw notShown(message, turn, missing);
}

/** Whether an answer is no more than its end-of-turn token, perhaps with an empty thought. */
function isSilent(answer: string, specials: ReadonlySet<string>): boolean {
  const bare = answer.replace(/<think>\s*<\/think>/, '').trim();
  return bare === '' || specials.has(bare);
}
