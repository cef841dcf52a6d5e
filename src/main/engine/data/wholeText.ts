/** What is learned where every token is to be learned: the whole conversation, but for answers that its file says not to learn. */

import { AppError } from '../../../shared/errors.ts';
import { commonStart } from './answerPlace.ts';
import type { Span } from './assistantSpans.ts';
import type { ChatTemplate } from './chatTemplate.ts';
import { type Conversation, isOnlyRead, type Message } from './conversation.ts';
import { requireTurnsShown } from './shownTurns.ts';

export interface WholeText {
  readonly text: string;
  readonly learned: 'all' | readonly Span[];
}

/** An answer that no row has. */
const other: Message = { role: 'assistant', content: '\uefff' };

/** Throws bad-data where the template refuses the turns, and where what is only read is no answer. */
export function wholeText(
  template: ChatTemplate,
  conversation: Conversation,
  specials: ReadonlySet<string>,
): WholeText {
  const { messages } = conversation;
  const text = template.render(conversation, false);
  requireTurnsShown(template, conversation, text);
  const onlyRead = [...messages.keys()].filter((i) => isOnlyRead(messages[i]!));
  if (onlyRead.length === 0) return { text, learned: 'all' };
  const spans = onlyRead.map((turn): Span => {
    if (messages[turn]!.role !== 'assistant') throw notAnAnswer(turn);
    const changed = template.render({ ...conversation, messages: messages.with(turn, other) }, false);
    return answerIn(text, changed, specials);
  });
  return { text, learned: besides(spans, text.length) };
}

/** What another answer changes, and the token behind it that ends the turn. */
function answerIn(text: string, changed: string, specials: ReadonlySet<string>): Span {
  const start = commonStart(text, changed);
  const shorter = Math.min(text.length, changed.length) - start;
  let same = 0;
  while (same < shorter && text.at(-1 - same) === changed.at(-1 - same)) same++;
  const end = text.length - same;
  if (end === start) return [start, end];
  const behind = end + /^ */.exec(text.slice(end, end + 8))![0].length;
  const ending = [...specials].find((token) => text.startsWith(token, behind));
  return [start, ending === undefined ? end : behind + ending.length];
}

/** What lies between the spans, which do not overlap. */
function besides(ascending: readonly Span[], length: number): Span[] {
  const starts = [0, ...ascending.map(([, end]) => end)];
  const ends = [...ascending.map(([start]) => start), length];
  return starts.map((start, i): Span => [start, ends[i]!]).filter(([start, end]) => end > start);
}

function notAnAnswer(turn: number): AppError {
  return new AppError(
    'bad-data',
    `turn ${turn + 1}: only answers can be left out of what is learned`,
    'Learn the answers only, take the marks out of the data, or skip bad rows.',
    { detail: { code: 'onlyReadNoAnswer', turn: turn + 1 } },
  );
}
