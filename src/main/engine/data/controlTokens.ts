/** Keeps special tokens that stand in the texts of rows apart from those the template writes, so that they are read as text. */

import type { Span } from './assistantSpans.ts';
import type { Conversation, Message } from './conversation.ts';
import type { ModelText } from './modelText.ts';

/** Private-use characters, as transformers takes for this. */
const [opening, closing] = ['\u{f0000}', '\u{f0001}'];
const marks = new RegExp(`${opening}([^${closing}]*)${closing}|[${opening}${closing}]`, 'gu');

const patterns = new WeakMap<ModelText, RegExp>();

/** All special tokens, and other added ones that the template writes; longer ones are found before those within them. */
function patternOf(model: ModelText): RegExp {
  let pattern = patterns.get(model);
  if (!pattern) {
    const { tokenizer, template } = model;
    const others = [...tokenizer.added].filter(
      (token) => token.trim() !== '' && template.source.includes(token),
    );
    const tokens = [...new Set([...tokenizer.specials, ...others])].sort((a, b) => b.length - a.length);
    pattern = new RegExp(
      tokens.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|') || '(?!)',
      'g',
    );
    patterns.set(model, pattern);
  }
  return pattern;
}

/** What people and tools say; the template writes the other turns' tokens, or the row means them. */
const isOthersText = ({ role }: Message): boolean => role === 'user' || role === 'tool';

/** Whether a question or a tool's result holds text that the model reads as a special token. */
export function holdsControlTokens({ messages }: Conversation, model: ModelText): boolean {
  const pattern = patternOf(model);
  return messages.some((message) => isOthersText(message) && message.content.search(pattern) >= 0);
}

/** Whether an answer or a system prompt spells a special token, which is then read as the token. */
export function answersHoldSpecials({ messages }: Conversation, { tokenizer }: ModelText): boolean {
  return messages.some(
    (message) =>
      !isOthersText(message) && [...tokenizer.specials].some((token) => message.content.includes(token)),
  );
}

/** Whether a plain text holds special tokens besides those that every text begins and ends with: it is a rendered conversation. */
export function isRendered(text: string, model: ModelText): boolean {
  const { bos = '', eos = '' } = model.tokenizer;
  const from = text.startsWith(bos) ? bos.length : 0;
  const trimmed = text.trimEnd();
  const inner = text.slice(from, trimmed.endsWith(eos) ? trimmed.length - eos.length : undefined);
  return inner.search(patternOf(model)) >= 0;
}

/** The conversation with marks around such texts; the same object where there are none. */
export function markControlTokens(conversation: Conversation, model: ModelText): Conversation {
  if (!holdsControlTokens(conversation, model)) return conversation;
  const pattern = patternOf(model);
  const messages = conversation.messages.map((message) =>
    isOthersText(message)
      ? { ...message, content: message.content.replace(pattern, `${opening}$&${closing}`) }
      : message,
  );
  return { ...conversation, messages };
}

/** A rendered text without marks: where the marked parts are, and how offsets into the marked text move. */
export function unmark(marked: string): { text: string; plain: Span[]; moved: (offset: number) => number } {
  const plain: Span[] = [];
  const removed: number[] = [];
  let [text, at] = ['', 0];
  for (const found of marked.matchAll(marks)) {
    text += marked.slice(at, found.index);
    removed.push(found.index);
    const inner = found[1];
    if (inner !== undefined) {
      plain.push([text.length, text.length + inner.length]);
      removed.push(found.index + opening.length + inner.length);
      text += inner;
    }
    at = found.index + found[0].length;
  }
  const moved = (offset: number): number =>
    offset - removed.reduce((sum, mark) => sum + Math.min(opening.length, Math.max(0, offset - mark)), 0);
  return { text: text + marked.slice(at), plain, moved };
}
