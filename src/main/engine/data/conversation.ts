/** What a row means once its columns are understood: a conversation or a text, in one spelling whatever the file used. */
import { AppError } from '../../../shared/errors.ts';
import { isJsonObject, nestsTooDeep } from '../formats/json.ts';
import { type CellPlace, cellError } from './cellErrors.ts';
import { isPythonSpelling, parseExactly, rawNumber } from './jsonText.ts';
import { kindOf, quote } from './row.ts';
import { transcriptTurns } from './transcripts.ts';
import { callsIn, turnFields } from './turnFields.ts';

export type Role = 'system' | 'user' | 'assistant' | 'tool';

/**
 * A turn. Further fields (`tool_calls`, `reasoning_content`, `name`, ...) go to the chat template; `weight: 0` and
 * `train: false` say that the turn is only read.
 */
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

/** Whether an answer is to be learned: files mark those that are only read with a weight of 0, or as not to be trained on. */
export function isLearned(message: Message): boolean {
  return message.role === 'assistant' && !isOnlyRead(message);
}

export function isOnlyRead({ weight, train }: Message): boolean {
  return weight === 0 || train === false;
}

/** What those who ask and answer are called where their names are the keys of an exchange. */
const speakers = ['user', 'human', 'assistant', 'gpt', 'chatgpt', 'bot', 'ai'];

/** Keys and kinds that a message names. */
const mostNamed = 20;

/** Under which a list of turns lies in an object of its own. */
const wrappers = ['messages', 'conversations', 'conversation', 'turns'];

/**
 * A list of turns in OpenAI's (`role`, `content`), ShareGPT's (`from`, `value`) or Gemini's (`role`, `parts`) spelling, of pairs
 * of question and answer, of texts by user and assistant in turn, or JSON text of one, or all turns in one text; also where it lies in an object under a
 * name such as `messages`. Throws bad-data.
 */
export function parseMessages(value: unknown, column: string): Message[] {
  if (typeof value === 'string' && !mayBeList(value)) return spokenTurns(value, column);
  const turns = listOfTurns(value, column);
  if (areTexts(turns))
    return turns.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }));
  return turns.flatMap((turn: unknown, i) => {
    const where = { column, turn: i + 1 };
    if (isPair(turn)) return pairTurns(turn, where);
    return exchangeTurns(turn, where) ?? parseTurn(turn, where);
  });
}

function spokenTurns(text: string, column: string): Message[] {
  const turns = transcriptTurns(text);
  if (turns) return turns.map(({ role, content }) => ({ role, content }));
  throw cellError({ code: 'noTranscript', column, found: quote(text) });
}

function listOfTurns(value: unknown, column: string): readonly unknown[] {
  const found = typeof value === 'string' ? parseJson(value, column) : value;
  const turns = unwrapped(found);
  if (!Array.isArray(turns)) throw cellError({ code: 'noTurns', column, found: kindOf(turns) });
  if (turns.length === 0) throw cellError({ code: 'emptyTurns', column });
  return turns;
}

function areTexts(turns: readonly unknown[]): turns is readonly string[] {
  return turns.length > 1 && turns.every((turn) => typeof turn === 'string');
}

function unwrapped(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const inner = wrappers.map((name) => value[name]).find(Array.isArray);
  return inner ?? value;
}

function isPair(turn: unknown): turn is readonly [unknown, unknown] {
  return (
    Array.isArray(turn) &&
    turn.length === 2 &&
    turn.every((part) => part === null || typeof part === 'string')
  );
}

function pairTurns([question, answer]: readonly [unknown, unknown], where: CellPlace): Message[] {
  return [
    { role: 'user', content: toText(question, where) },
    { role: 'assistant', content: toText(answer, where) },
  ];
}

/** `{"human": "...", "assistant": "..."}`: a question and its answer under the names of who says them. */
function exchangeTurns(turn: unknown, where: CellPlace): Message[] | undefined {
  if (!isJsonObject(turn) || turn.role !== undefined || turn.from !== undefined) return undefined;
  const said = (role: Role): string[] =>
    Object.keys(turn).filter((key) => speakers.includes(plainRole(key)) && roles[plainRole(key)] === role);
  const [question, ...questions] = said('user');
  const [answer, ...answers] = said('assistant');
  if (question === undefined || answer === undefined || questions.length + answers.length > 0)
    return undefined;
  if (nestsTooDeep(turn)) throw cellError({ code: 'nestsTooDeep', ...where });
  const others = Object.entries(turn).filter(([key]) => key !== question && key !== answer);
  return [
    { role: 'user', content: toText(turn[question], where) },
    { ...turnFields(Object.fromEntries(others)), role: 'assistant', content: toText(turn[answer], where) },
  ];
}

/**
 * Whether a cell is a list of turns that say who speaks, and whether there is an answer among them; a list of mere texts may be
 * anything.
 */
export function turnsIn(value: unknown): 'none' | 'asked' | 'answered' {
  if (!mayBeList(value)) return 'none';
  try {
    if (areTexts(listOfTurns(value, ''))) return 'none';
    return parseMessages(value, '').some((message) => message.role === 'assistant') ? 'answered' : 'asked';
  } catch {
    return 'none';
  }
}

/** Whether a cell is a list of texts, which user and assistant may have said in turn. */
export function textsIn(value: unknown): boolean {
  try {
    return mayBeList(value) && areTexts(listOfTurns(value, ''));
  } catch {
    return false;
  }
}

/** Why what seems to be a list of turns is none. */
export function whyNoTurns(value: unknown, column: string): AppError | undefined {
  if (!mayBeList(value) || value === null) return undefined;
  try {
    parseMessages(value, column);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function mayBeList(value: unknown): boolean {
  return typeof value === 'string' ? /^\s*[[{]/.test(value) : typeof value === 'object';
}

function plainRole(name: unknown): string {
  return typeof name === 'string' ? name.trim().toLowerCase() : '';
}

function parseTurn(turn: unknown, where: CellPlace): Message {
  if (typeof turn !== 'object' || turn === null || Array.isArray(turn)) {
    throw cellError({ code: 'turnNoObject', ...where, found: kindOf(turn) });
  }
  if (nestsTooDeep(turn)) throw cellError({ code: 'nestsTooDeep', ...where });
  const { role, from, content, value, parts, ...others } = turn as Record<string, unknown>;
  const name = role ?? from;
  const plain = plainRole(name);
  const known = Object.hasOwn(roles, plain) ? roles[plain] : undefined;
  if (!known) {
    const found = typeof name === 'string' ? quote(name) : '';
    throw cellError({ code: 'unknownRole', ...where, kind: kindOf(name), found, roles: Object.keys(roles) });
  }
  const called = plain === 'function_call' ? callsIn(content ?? value) : undefined;
  if (called) return { ...turnFields({ ...others, tool_calls: called }), role: 'assistant', content: '' };
  const extra = turnFields(others);
  if (content === undefined && value === undefined && parts === undefined && !saysSomething(extra)) {
    throw cellError({ code: 'noContent', ...where, keys: Object.keys(turn).slice(0, mostNamed).map(quote) });
  }
  return { ...extra, role: known, content: toText(content ?? value ?? parts, where) };
}

/** A turn without a content may still call a tool or think. */
function saysSomething({ tool_calls, function_call, reasoning_content }: Record<string, unknown>): boolean {
  return [tool_calls, function_call, reasoning_content].some((field) => field !== undefined);
}

/** Text as it is; nothing as empty; numbers as digits; a list of `{type: "text"}` parts joined. */
export function toText(value: unknown, where: CellPlace): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  const digits = rawNumber(value);
  if (digits !== undefined) return digits;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) && value.every(isTextPart)) return value.map((part) => part.text).join('');
  const kinds = partKinds(value);
  if (kinds.length > 0)
    throw cellError({ code: 'otherParts', ...where, kinds: kinds.slice(0, mostNamed).map(quote) });
  const shown = nestsTooDeep(value) ? 'nested without end' : quote(JSON.stringify(value) ?? '');
  throw cellError({ code: 'notText', ...where, found: kindOf(value), shown });
}

/** Throws bad-data where `text` is not JSON. */
export function parseJson(text: string, column: string): unknown {
  try {
    return parseExactly(text);
  } catch (cause) {
    const python = isPythonSpelling(text);
    throw cellError({ code: 'noJson', column, python, found: quote(text) }, cause);
  }
}

/** What the parts of a content are besides text. */
function partKinds(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const kinds = value.map((part: unknown) => (isJsonObject(part) ? part.type : undefined));
  return [...new Set(kinds.filter((kind) => typeof kind === 'string'))].filter((kind) => kind !== 'text');
}

function isTextPart(part: unknown): part is { text: string } {
  return typeof part === 'object' && part !== null && typeof (part as { text?: unknown }).text === 'string';
}
