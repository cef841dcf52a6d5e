/** Guesses which columns of a table make the conversation, says why and how surely, and turns a row into a sample. */
import { AppError } from '../../../shared/errors.ts';
import { candidates, type Field, fields, isStandardName, plainName } from './columnNames.ts';
import {
  looksLikeMessages,
  type Message,
  parseJson,
  parseMessages,
  type Sample,
  toText,
} from './conversation.ts';
import type { Row } from './row.ts';

/** Which column holds what. Always one of `messages`, `prompt` with `answer`, or `text`. */
export type Columns = { readonly [F in Field]?: string };

export interface Mapping {
  readonly columns: Columns;
  /** One sentence for the user. */
  readonly reason: string;
  /** `high`: a published format or the user's word; `medium`: names that mean this; `low`: other columns could be meant as well. */
  readonly confidence: 'high' | 'medium' | 'low';
}

const accepted =
  'Accepted: messages or conversations (lists of turns), prompt and completion, instruction/input/output, question and answer (many names), text. ' +
  'Name columns with --map, for example --map prompt=COLUMN --map answer=COLUMN.';

type Choices = { readonly [F in Field]?: string };

/** The first rows of a table and what the user has said about its columns. */
interface Table {
  readonly sample: readonly Pick<Row, 'values'>[];
  /** Columns the user has given no role. */
  readonly free: readonly string[];
  readonly chosen: Choices;
}

/**
 * Guesses from the first rows of a file. `chosen` are the user's own choices by field and go before any guess; an empty name
 * says that the table has no such column. Throws bad-data where no usable column is found or a chosen one does not exist.
 */
export function guessMapping(
  sample: readonly Pick<Row, 'values'>[],
  file: string,
  chosen: Readonly<Record<string, string>> = {},
): Mapping {
  const columns = [...new Set(sample.flatMap((row) => Object.keys(row.values)))];
  checkChosen(chosen, columns, file);
  const taken = new Set(Object.values(chosen));
  const table = { sample, chosen, free: columns.filter((column) => !taken.has(column)) };
  // a choice of one kind rules the other kinds out
  const wants = (...kind: Field[]): boolean =>
    kind.some((field) => table.chosen[field]) ||
    !(['messages', 'prompt', 'answer', 'text'] as const).some((field) => table.chosen[field]);
  const mapping =
    (wants('messages') && guessTurns(table)) ||
    (wants('prompt', 'answer') && guessPair(table)) ||
    (wants('text') && guessText(table));
  if (mapping)
    return { ...mapping, columns: pick({ ...mapping.columns, split: table.chosen.split || undefined }) };
  const found = columns.slice(0, 40).join(', ') || 'no columns at all';
  throw new AppError('bad-data', `${file}: no usable column, found ${found}`, accepted);
}

function guessTurns(table: Table): Mapping | undefined {
  const holdsTurns = (column: string): boolean =>
    table.sample.some((row) => looksLikeMessages(row.values[column]));
  const named = table.chosen.messages ? undefined : candidates('messages', table.free).find(holdsTurns);
  const others = table.free.filter(
    (column) => !candidates('answer', [column])[0] && plainName(column) !== 'rejected',
  );
  const messages = table.chosen.messages || named || others.find(holdsTurns);
  if (!messages) return undefined;
  return {
    columns: pick({ messages, tools: choose(table, 'tools'), system: choose(table, 'system') }),
    reason: `"${messages}" holds lists of turns`,
    confidence: table.chosen.messages || (named && isStandardName(named)) ? 'high' : 'medium',
  };
}

function guessPair(table: Table): Mapping | undefined {
  const answer = choose(table, 'answer');
  const prompt = choose(table, 'prompt', answer);
  if (!answer) return undefined;
  if (!prompt && !table.sample.some((row) => looksLikeMessages(row.values[answer]))) return undefined;
  const input = choose(table, 'input', prompt, answer);
  const rejected = choose(table, 'rejected', answer);
  const columns = pick({ prompt, input, answer, system: choose(table, 'system'), rejected });
  const used = new Set(Object.values(columns));
  const rivals = (['prompt', 'answer'] as const)
    .filter((field) => !table.chosen[field])
    .flatMap((field) => candidates(field, table.free).filter((column) => !used.has(column)));
  const asked = prompt ? `"${prompt}"${input ? ` with "${input}"` : ''} is asked, ` : '';
  const besides = rivals.length > 0 ? `; these could be meant as well: ${rivals.join(', ')}` : '';
  const surely = [prompt, answer].every(
    (column) => !column || isStandardName(column) || !table.free.includes(column),
  );
  return {
    columns,
    reason: `${asked}"${answer}" is ${rejected ? `preferred to "${rejected}"` : 'the answer'}${besides}`,
    confidence: rivals.length > 0 ? 'low' : surely ? 'high' : 'medium',
  };
}

function guessText(table: Table): Mapping | undefined {
  const text = choose(table, 'text');
  if (!text) return undefined;
  const confidence = table.chosen.text || isStandardName(text) ? 'high' : 'medium';
  return { columns: { text }, reason: `"${text}" is plain text, learned as a whole`, confidence };
}

/** The user's column for a field, else the likeliest that has no other role. */
function choose({ chosen, free }: Table, field: Field, ...used: (string | undefined)[]): string | undefined {
  if (chosen[field] !== undefined) return chosen[field] || undefined;
  return candidates(field, free).find((column) => !used.includes(column));
}

function checkChosen(
  chosen: Readonly<Record<string, string>>,
  columns: readonly string[],
  file: string,
): void {
  for (const [field, column] of Object.entries(chosen)) {
    if (!fields.includes(field as Field)) {
      throw new AppError(
        'bad-config',
        `--map ${field}=${column}: unknown field "${field}"`,
        `Known fields: ${fields.join(', ')}.`,
      );
    }
    if (column !== '' && !columns.includes(column)) {
      throw new AppError(
        'bad-data',
        `${file}: there is no column "${column}"`,
        `Columns found: ${columns.slice(0, 40).join(', ')}.`,
      );
    }
  }
}

/** A row as a conversation or a text. Throws bad-data (without the place) where a cell is of the wrong kind. */
export function toSample(values: Row['values'], columns: Columns): Sample {
  const cell = (field: Field): string => {
    const column = columns[field];
    return column === undefined ? '' : toText(values[column], `column "${column}"`);
  };
  if (columns.text) return { text: cell('text') };
  const system = cell('system');
  const start: Message[] = system.trim() === '' ? [] : [{ role: 'system', content: system }];
  if (columns.messages) {
    const messages = parseMessages(values[columns.messages], columns.messages);
    const tools = columns.tools === undefined ? undefined : toTools(values[columns.tools], columns.tools);
    return {
      messages: messages[0]?.role === 'system' ? messages : [...start, ...messages],
      ...(tools && { tools }),
    };
  }
  const answer = columns.answer === undefined ? undefined : values[columns.answer];
  if (Array.isArray(answer) && looksLikeMessages(answer))
    return { messages: [...start, ...parseMessages(answer, columns.answer!)] };
  const question = [cell('prompt'), cell('input')].filter((part) => part.trim() !== '').join('\n\n');
  return {
    messages: [...start, { role: 'user', content: question }, { role: 'assistant', content: cell('answer') }],
  };
}

function toTools(value: unknown, column: string): readonly unknown[] | undefined {
  const tools = typeof value === 'string' && value.trim() !== '' ? parseJson(value, column) : value;
  return Array.isArray(tools) && tools.length > 0 ? tools : undefined;
}

function pick(columns: { readonly [F in Field]?: string | undefined }): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([, column]) => column !== undefined)) as Columns;
}
