/** Turns a row into a sample, once it is known which column holds what. */
import { cellError } from './cellErrors.ts';
import type { Field } from './columnNames.ts';
import {
  type Conversation,
  type Message,
  parseJson,
  parseMessages,
  type Sample,
  toText,
  turnsIn,
} from './conversation.ts';
import type { Columns } from './mapping.ts';
import { kindOf, type Row } from './row.ts';

/** A row as a conversation or a text. Throws bad-data (without the place) where a cell is of the wrong kind. */
export function toSample(values: Row['values'], columns: Columns): Sample {
  const held = (field: Field): unknown => {
    const column = columns[field];
    return column === undefined ? undefined : values[column];
  };
  const cell = (field: Field): string => toText(held(field), { column: columns[field] ?? '' });
  if (columns.text) return { text: cell('text') };
  const tools = columns.tools === undefined ? undefined : toTools(held('tools'), columns.tools);
  const messages = columns.messages
    ? parseMessages(held('messages'), columns.messages)
    : [...historyTurns(values, columns), ...pairTurns(values, columns)];
  const system = cell('system');
  const hasSystem = messages[0]?.role === 'system' || system.trim() === '';
  return {
    messages: hasSystem ? messages : [{ role: 'system', content: system }, ...messages],
    ...(tools && { tools }),
  } satisfies Conversation;
}

/** What was said before the question, as pairs or turns. */
function historyTurns(values: Row['values'], { history }: Columns): Message[] {
  if (history === undefined) return [];
  const value = values[history];
  if (value === null || value === undefined || value === '') return [];
  return Array.isArray(value) && value.length === 0 ? [] : parseMessages(value, history);
}

/** Question and answer, each a text or a list of turns; an answer that repeats the question's turns stands alone. */
function pairTurns(values: Row['values'], columns: Columns): Message[] {
  const { prompt, input, answer } = columns;
  const text = (column: string | undefined): string =>
    column === undefined ? '' : toText(values[column], { column });
  const answered = turnsOf(values, answer);
  const asked = turnsOf(values, prompt);
  const end = answered ?? [{ role: 'assistant', content: text(answer) } as const];
  if (asked === undefined && answered && text(prompt) === '') return [...answered];
  const question = [asked ? '' : text(prompt), text(input)].filter((part) => part.trim() !== '').join('\n\n');
  const start = asked ?? [];
  const begin: readonly Message[] =
    asked && question === '' ? start : [...start, { role: 'user', content: question }];
  return beginsWith(end, begin) ? [...end] : [...begin, ...end];
}

function turnsOf(values: Row['values'], column: string | undefined): readonly Message[] | undefined {
  if (column === undefined || turnsIn(values[column]) === 'none') return undefined;
  return parseMessages(values[column], column);
}

function beginsWith(turns: readonly Message[], beginning: readonly Message[]): boolean {
  return beginning.every(
    ({ role, content }, i) => turns[i]?.role === role && turns[i]?.content.trim() === content.trim(),
  );
}

/** A list of descriptions, or a single one. Throws bad-data for anything else. */
function toTools(value: unknown, column: string): readonly unknown[] | undefined {
  const tools = typeof value === 'string' && value.trim() !== '' ? parseJson(value, column) : value;
  if (tools === null || tools === undefined || tools === '') return undefined;
  if (typeof tools !== 'object') throw cellError({ code: 'noTools', column, found: kindOf(tools) });
  const list: readonly unknown[] = Array.isArray(tools) ? tools : [tools];
  return list.length > 0 ? list : undefined;
}
