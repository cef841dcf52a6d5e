/** What a row means once its columns are understood: a conversation or a text, in one spelling whatever the file used. */
import { AppError } from '../../../shared/errors.ts';
import { nestsTooDeep } from '../formats/json.ts';
import { kindOf, quote } from './row.ts';

export type Role = 'system' | 'user' | 'assistant' | 'tool';

/** A turn. Further fields (`tool_calls`, `reasoning_content`, `name`, ...) go to the chat template as they are. */
export interface Message {
  readonly role: Role;
  readonly content: string;
  readonly [extra: string]: unknown;
}

export interface Conversation {
  readonly messages: readonly Message[];
  /** Function descriptions for templates that list them. */
  readonly tools?: readonly unknown[];
}

/** A conversation, or a plain text in which every token is learned. */
export type Sample = Conversation | { readonly text: string };

const roles: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  prompter: 'user',
  customer: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bot: 'assistant',
  ai: 'assistant',
  model: 'assistant',
  agent: 'assistant',
  function_call: 'assistant',
  tool: 'tool',
  function: 'tool',
  observation: 'tool',
  ipython: 'tool',
};

/** A list of turns in OpenAI's (`role`, `content`) or ShareGPT's (`from`, `value`) spelling, or JSON text of one. Throws bad-data. */
export function parseMessages(value: unknown, column: string): Message[] {
  const turns = typeof value === 'string' ? parseJson(value, column) : value;
  if (!Array.isArray(turns))
    throw wrong(`column "${column}": expected a list of turns, found ${kindOf(turns)}`);
  if (turns.length === 0) throw wrong(`column "${column}": the list of turns is empty`);
  return turns.map((turn: unknown, i) => parseTurn(turn, `column "${column}", turn ${i + 1}`));
}

/** Whether a cell looks like a list of turns, without saying what is wrong with it. */
export function looksLikeMessages(value: unknown): boolean {
  try {
    return parseMessages(value, '').some((message) => message.role === 'assistant');
  } catch {
    return false;
  }
}

function parseTurn(turn: unknown, where: string): Message {
  if (typeof turn !== 'object' || turn === null || Array.isArray(turn)) {
    throw wrong(`${where}: expected an object, found ${kindOf(turn)}`);
  }
  if (nestsTooDeep(turn)) throw wrong(`${where}: lists or objects nest too deep`);
  const { role, from, content, value, ...extra } = turn as Record<string, unknown>;
  const name = role ?? from;
  const known =
    typeof name === 'string' && Object.hasOwn(roles, name.toLowerCase())
      ? roles[name.toLowerCase()]
      : undefined;
  if (!known) {
    const found = typeof name === 'string' ? quote(name) : kindOf(name);
    throw wrong(`${where}: unknown role ${found}, known are ${Object.keys(roles).join(', ')}`);
  }
  return { ...extra, role: known, content: toText(content ?? value, where) };
}

/** Text as it is; nothing as empty; numbers as digits; a list of `{type: "text"}` parts joined. */
export function toText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) && value.every(isTextPart)) return value.map((part) => part.text).join('');
  const found = nestsTooDeep(value) ? 'nested without end' : quote(JSON.stringify(value) ?? '');
  throw wrong(`${where}: expected text, found ${kindOf(value)} (${found})`);
}

/** Throws bad-data where `text` is not JSON. */
export function parseJson(text: string, column: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrong(`column "${column}": expected JSON, found ${quote(text)}`, cause);
  }
}

function isTextPart(part: unknown): part is { text: string } {
  return typeof part === 'object' && part !== null && typeof (part as { text?: unknown }).text === 'string';
}

function wrong(message: string, cause?: unknown): AppError {
  const hint =
    'A turn is {"role": "user" or "assistant" or "system", "content": "..."}; mend the row or skip bad rows.';
  return new AppError('bad-data', message, hint, { cause });
}
