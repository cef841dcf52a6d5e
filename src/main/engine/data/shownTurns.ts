/** Makes sure that a chat template shows what every turn says: what it leaves out would be missing without a word. */
import { AppError } from '../../../shared/errors.ts';
import { isJsonObject } from '../formats/json.ts';
import type { ChatTemplate } from './chatTemplate.ts';
import type { Conversation, Message } from './conversation.ts';

type Missing = 'calls' | 'thoughts' | 'answer' | 'turn';

/** By the roles of a conversation's turns, those that are not shown, for each template. */
const known = new WeakMap<ChatTemplate, Map<string, readonly number[]>>();
const mostKnown = 1000;

/**
 * `text`: the conversation rendered. Questions and answers are shown by every template; it is the others that some leave out.
 * @throws AppError `bad-data` with the first turn that is missing
 */
export function requireTurnsShown(template: ChatTemplate, conversation: Conversation, text: string): void {
  const { messages } = conversation;
  messages.forEach((message, turn) => {
    if (namesCalled(message).some((name) => !text.includes(name))) throw notShown(message, turn, 'calls');
  });
  const unsure = [...messages.keys()].filter((turn) => mayBeLeftOut(conversation, turn));
  if (unsure.length === 0) return;
  const missing = leftOut(template, conversation, unsure);
  const first = unsure.find((turn) => missing.includes(turn));
  if (first !== undefined) throw notShown(messages[first]!, first, 'turn');
}

/** The error of a turn, by its index, of which something is not shown. */
export function notShown({ role }: Message, turn: number, what: Missing): AppError {
  const words = {
    calls: 'no tool calls',
    thoughts: 'no thoughts',
    answer: 'nothing of this answer',
    turn: `nothing of a turn of the role ${JSON.stringify(role)} here`,
  };
  return new AppError(
    'bad-data',
    `turn ${turn + 1}: the model's chat template shows ${words[what]}`,
    'Choose a model that was made for such turns, leave them out of the data, or skip bad rows.',
    { detail: { code: 'notShown', turn: turn + 1, what, role } },
  );
}

/** Names of the functions that an answer calls. */
export function namesCalled({ tool_calls: calls }: Message): string[] {
  if (!Array.isArray(calls)) return [];
  const names = calls
    .filter(isJsonObject)
    .map(({ name, function: called }) => (isJsonObject(called) ? called.name : name));
  return names.filter((name) => typeof name === 'string');
}

/** Tools' results, system prompts within a conversation or beside tools, and questions after questions. */
function mayBeLeftOut({ messages, tools }: Conversation, turn: number): boolean {
  const { role, content } = messages[turn]!;
  if (content.trim() === '') return false;
  if (role === 'system') return turn > 0 || tools !== undefined;
  return role === 'tool' || (role === 'user' && messages[turn - 1]?.role === 'user');
}

/** Seen by rendering the same roles with words that stand nowhere else. */
function leftOut(
  template: ChatTemplate,
  conversation: Conversation,
  unsure: readonly number[],
): readonly number[] {
  const { messages, tools } = conversation;
  const roles = messages.map(({ role, tool_calls }) => (tool_calls ? `${role}+` : role));
  const key = `${tools ? 'tools' : ''} ${roles.join(' ')} ${unsure.join(' ')}`;
  let cache = known.get(template);
  if (!cache || cache.size > mostKnown) {
    cache = new Map();
    known.set(template, cache);
  }
  let missing = cache.get(key);
  if (!missing) {
    const marked = messages.map((message, turn) =>
      unsure.includes(turn) ? { ...message, content: markOf(turn) } : message,
    );
    try {
      const text = template.render({ ...conversation, messages: marked }, false);
      missing = unsure.filter((turn) => !text.includes(markOf(turn)));
    } catch {
      return missingByContent(conversation, template.render(conversation, false), unsure);
    }
    cache.set(key, missing);
  }
  return missing;
}

function markOf(turn: number): string {
  return `turn${turn}of7f3a`;
}

/** For a template that takes no other words: what each turn says is looked for itself, in their order. */
function missingByContent(
  { messages }: Conversation,
  text: string,
  unsure: readonly number[],
): readonly number[] {
  let from = 0;
  return unsure.filter((turn) => {
    const content = messages[turn]!.content.trim();
    const at = text.indexOf(content, from);
    if (at >= 0) from = at + content.length;
    return at < 0;
  });
}
