/** Guesses which columns of a table make the conversation, and says why and how surely. */
import { cellFaultSchema } from '../../../shared/dataFaults.ts';
import { AppError } from '../../../shared/errors.ts';
import { cellError } from './cellErrors.ts';
import { contentsOf, isLabel, isProse } from './columnContents.ts';
import {
  candidates,
  type Field,
  fields,
  isLabelName,
  isStandardName,
  plainName,
  stemCandidates,
} from './columnNames.ts';
import { textsIn, turnsIn, whyNoTurns } from './conversation.ts';
import type { Row } from './row.ts';
import { isTranscript } from './transcripts.ts';

/** Which column holds what. Always one of `messages`, `prompt` with `answer`, `answer` as turns, or `text`. */
export type Columns = { readonly [F in Field]?: string };

export interface Mapping {
  readonly columns: Columns;
  /** One sentence for the user. */
  readonly reason: string;
  /** `chosen`: the user's word; `high`: a published format; `medium`: names that mean this; `low`: other columns could be meant as well. */
  readonly confidence: 'chosen' | 'high' | 'medium' | 'low';
  /** What the guess was made from. */
  readonly basis: 'turns' | 'transcripts' | 'names' | 'stems' | 'contents' | 'labels' | 'text';
  /** Columns that could be meant as well. */
  readonly rivals: readonly string[];
}

const accepted =
  'Accepted: messages or conversations (lists of turns), prompt and completion, instruction/input/output, question and answer (many names), text. ' +
  'Name columns with --map, for example --map prompt=COLUMN --map answer=COLUMN.';

type Sample = readonly Pick<Row, 'values'>[];

/** The first rows of a table and what the user has said about its columns. */
interface Table {
  readonly sample: Sample;
  /** Columns the user has given no role. */
  readonly free: readonly string[];
  readonly chosen: Columns;
}

/**
 * Guesses from the first rows of a file. `chosen` are the user's own choices by field and go before any guess; an empty name
 * says that the table has no such column. Throws bad-data where no usable column is found or a chosen one does not exist.
 */
export function guessMapping(
  sample: Sample,
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
    (wants('messages') && (guessNamedTurns(table) || guessTranscripts(table))) ||
    (wants('prompt', 'answer') && guessPair(table)) ||
    (wants('messages') && guessOtherTurns(table)) ||
    (wants('prompt', 'answer') && (guessByStems(table) || guessLabel(table))) ||
    (wants('text') && guessText(table)) ||
    (wants('prompt', 'answer') && guessByContents(table));
  if (mapping) {
    const columns = pick({ ...mapping.columns, split: table.chosen.split || undefined });
    return {
      ...mapping,
      columns,
      confidence: isChosen(columns, table.chosen) ? 'chosen' : mapping.confidence,
    };
  }
  const found = columns.slice(0, 40).join(', ') || 'no columns at all';
  const why =
    candidates('messages', columns)
      .flatMap((column) => sample.map(({ values }) => whyNoTurns(values[column], column)))
      .find((error) => error !== undefined) ?? onlyAsked(table);
  const fault = why && cellFaultSchema.safeParse(why.detail).data;
  throw new AppError(
    'bad-data',
    `${file}: no usable column, found ${found}${why ? `; ${why.message}` : ''}`,
    why?.hint ?? accepted,
    { detail: { code: 'noUsableColumn', columns: columns.slice(0, 40), ...(fault && { why: fault }) } },
  );
}

/** Whether all that makes the conversation or the text is the user's word. */
function isChosen(columns: Columns, chosen: Columns): boolean {
  const main = (['messages', 'prompt', 'answer', 'text'] as const).filter((field) => columns[field]);
  return main.every((field) => chosen[field] === columns[field]);
}

function onlyAsked(table: Table): AppError | undefined {
  const column = table.free.find((each) => holdsTurns(table, each, 'asked'));
  return column === undefined ? undefined : cellError({ code: 'noAnswer', column });
}

function holdsTurns({ sample }: Table, column: string, ...kinds: readonly string[]): boolean {
  return sample.some((row) => kinds.includes(turnsIn(row.values[column])));
}

function guessNamedTurns(table: Table): Mapping | undefined {
  const named = candidates('messages', table.free).find((column) => holdsTurns(table, column, 'answered'));
  const messages = table.chosen.messages || named;
  if (!messages) return undefined;
  const surely = table.chosen.messages || isStandardName(messages);
  return turnsMapping(table, messages, surely ? 'high' : 'medium');
}

/** Texts, or pairs of them, in a column of any name may be something else than questions and answers. */
function guessOtherTurns(table: Table): Mapping | undefined {
  const named = [
    ...candidates('messages', table.free),
    ...table.free.filter((column) => plainName(column) === 'data'),
  ];
  const texts = named.find((column) => table.sample.some(({ values }) => textsIn(values[column])));
  const holdsPairs = (column: string): boolean =>
    table.sample.some(({ values }) => /^\s*\[\s*\[/.test(JSON.stringify(values[column]) ?? ''));
  const turns = table.free.find(
    (column) =>
      !(['answer', 'rejected', 'history'] as const).some((field) => candidates(field, [column])[0]) &&
      holdsTurns(table, column, 'answered') &&
      !holdsPairs(column),
  );
  const messages = turns ?? texts;
  return messages === undefined ? undefined : turnsMapping(table, messages, 'medium');
}

function turnsMapping(table: Table, messages: string, confidence: Mapping['confidence']): Mapping {
  const columns = pick({ messages, tools: choose(table, 'tools'), system: choose(table, 'system') });
  if (holdsTranscripts(table, messages)) return transcriptsMapping(table, columns, messages);
  return { columns, reason: `"${messages}" holds lists of turns`, confidence, basis: 'turns', rivals: [] };
}

/** A column of texts that are conversations as a whole, such as `Human: ... Assistant: ...`. */
function guessTranscripts(table: Table): Mapping | undefined {
  const named = (['messages', 'text', 'answer'] as const).flatMap((field) => candidates(field, table.free));
  const messages = [...named, ...table.free].find((column) => holdsTranscripts(table, column));
  return messages === undefined ? undefined : transcriptsMapping(table, { messages }, messages);
}

function transcriptsMapping(table: Table, columns: Columns, messages: string): Mapping {
  const rejected = table.chosen.rejected || plainName(messages) === 'chosen' ? choose(table, 'rejected') : '';
  const preferred = rejected ? `, preferred to "${rejected}"` : '';
  return {
    columns: pick({ ...columns, rejected: rejected || undefined }),
    reason: `"${messages}" holds whole conversations as text${preferred}; choose plain text to learn "${messages}" as it stands`,
    confidence: 'medium',
    basis: 'transcripts',
    rivals: [],
  };
}

function holdsTranscripts({ sample }: Table, column: string): boolean {
  const cells = sample.map(({ values }) => values[column]).filter((cell) => cell !== '' && cell !== null);
  return cells.length > 0 && cells.filter(isTranscript).length >= mostlyTranscripts * cells.length;
}

/** Share of the rows: among published conversations some are broken. */
const mostlyTranscripts = 0.9;

function guessPair(table: Table): Mapping | undefined {
  const answer = chooseAnswer(table);
  const prompt = choosePrompt(table, answer);
  if (!answer) return undefined;
  if (!prompt && !holdsTurns(table, answer, 'answered')) return undefined;
  return pairMapping(table, prompt, answer);
}

/** A worked solution beside a bare result is what there is to learn. */
function chooseAnswer(table: Table): string | undefined {
  const first = choose(table, 'answer');
  if (table.chosen.answer !== undefined || first === undefined || plainName(first) !== 'answer') return first;
  const solution = table.free.find((column) => plainName(column) === 'solution');
  if (!solution) return first;
  const [short, long] = [first, solution].map((column) => contentsOf(column, table.sample).mean);
  return long! > short! ? solution : first;
}

/** Beside `output`, `instruction` is what is asked, and `prompt` the same once more in one text. */
function choosePrompt(table: Table, answer: string | undefined): string | undefined {
  const instruction = table.free.find((column) => plainName(column) === 'instruction');
  if (table.chosen.prompt === undefined && instruction && answer && plainName(answer) === 'output')
    return instruction;
  const named = choose(table, 'prompt', answer);
  if (named || table.chosen.prompt !== undefined) return named;
  return candidates('messages', table.free).find((column) => holdsTurns(table, column, 'asked'));
}

function pairMapping(
  table: Table,
  prompt: string | undefined,
  answer: string,
  why?: string,
  alike: readonly string[] = [],
): Mapping {
  const input = choose(table, 'input', prompt, answer);
  const rejected = choose(table, 'rejected', answer);
  const optional = { system: choose(table, 'system'), history: choose(table, 'history'), rejected };
  const tools = choose(table, 'tools');
  const columns = pick({ prompt, input, answer, ...optional, tools });
  const used = new Set(Object.values(columns));
  const formatted = plainName(prompt ?? '') === 'instruction' ? 'prompt' : '';
  const named = (['prompt', 'answer'] as const)
    .filter((field) => !table.chosen[field])
    .flatMap((field) => candidates(field, table.free));
  const rivals = [...new Set([...named, ...alike])].filter(
    (column) => !used.has(column) && (formatted === '' || plainName(column) !== formatted),
  );
  const asked = prompt ? `"${prompt}"${input ? ` with "${input}"` : ''} is asked, ` : '';
  const besides = rivals.length > 0 ? `; these could be meant as well: ${rivals.join(', ')}` : '';
  const surely = [prompt, answer].every(
    (column) => !column || isStandardName(column) || !table.free.includes(column),
  );
  return {
    columns,
    reason: `${asked}"${answer}" is ${rejected ? `preferred to "${rejected}"` : 'the answer'}${why ?? ''}${besides}`,
    confidence: rivals.length > 0 ? 'low' : surely ? 'high' : 'medium',
    basis: 'names',
    rivals,
  };
}

/**
 * Names of which a word for question or answer is part, and cells that hold sentences. Where only one of the two is named so,
 * the other is the column called text, or the only one left that holds sentences.
 */
function guessByStems(table: Table): Mapping | undefined {
  const prose = table.free.filter((column) => isProse(contentsOf(column, table.sample)));
  const likely = (field: 'prompt' | 'answer', ...used: (string | undefined)[]): string[] => {
    const named = choose(table, field, ...used);
    const alike = stemCandidates(field, prose).filter((column) => !used.includes(column));
    return [...new Set(named === undefined || named === '' ? alike : [named, ...alike])];
  };
  const [namedAnswer, ...answers] = likely('answer');
  const [namedPrompt, ...prompts] = likely('prompt', namedAnswer, ...answers);
  const beside = (other: string | undefined): string | undefined => {
    const rest = prose.filter((column) => column !== other && !isLabelName(column));
    return candidates('text', rest)[0] ?? (rest.length === 1 ? rest[0] : undefined);
  };
  // alone, a name says too little of a column of single words, or of letters, as a table without names has them
  const sides = [namedAnswer, namedPrompt].filter((name) => name !== undefined);
  const [side] = sides;
  if (side === undefined) return undefined;
  if (sides.length === 1 && (side.length === 1 || !prose.includes(side))) return undefined;
  const prompt = namedPrompt ?? (table.chosen.prompt === undefined ? beside(namedAnswer) : undefined);
  const answer = namedAnswer ?? (table.chosen.answer === undefined ? beside(namedPrompt) : undefined);
  if (!answer || !prompt) return undefined;
  const both = namedAnswer !== undefined && namedPrompt !== undefined;
  const why = both ? ', as their names say' : '';
  const mapping = pairMapping(table, prompt, answer, why, [...prompts, ...answers]);
  const confidence = both && mapping.rivals.length === 0 ? 'medium' : 'low';
  return { ...mapping, confidence, basis: both ? 'stems' : 'names' };
}

/** A text beside a column of a few short labels is there to be sorted. */
function guessLabel(table: Table): Mapping | undefined {
  if (table.chosen.prompt !== undefined || table.chosen.answer !== undefined) return undefined;
  const text = choose(table, 'text');
  if (!text) return undefined;
  const label = table.free.find(
    (column) =>
      column !== text &&
      isLabel(contentsOf(column, table.sample), table.sample.length) &&
      isLabelName(column),
  );
  if (!label) return undefined;
  return {
    columns: pick({ prompt: text, answer: label, system: choose(table, 'system') }),
    reason: `"${text}" is asked and "${label}", which holds a few short labels, is the answer; choose plain text to learn "${text}" as a whole`,
    confidence: 'medium',
    basis: 'labels',
    rivals: [],
  };
}

function guessText(table: Table): Mapping | undefined {
  const text = choose(table, 'text');
  if (!text) return undefined;
  const beside = table.free.filter(
    (column) => column !== text && !table.chosen.text && isProse(contentsOf(column, table.sample)),
  );
  const sure = table.chosen.text || isStandardName(text) ? 'high' : 'medium';
  const besides = beside.length > 0 ? `; not used, though they hold text too: ${beside.join(', ')}` : '';
  return {
    columns: { text },
    reason: `"${text}" is plain text, learned as a whole${besides}`,
    confidence: beside.length > 0 ? 'low' : sure,
    basis: 'text',
    rivals: beside,
  };
}

/** The column of questions by their marks, and beside it the one with the longest sentences. */
function guessByContents(table: Table): Mapping | undefined {
  const prose = table.free.map((column) => contentsOf(column, table.sample)).filter(isProse);
  const asking = prose.filter(({ asked }) => asked >= 0.3).sort((a, b) => b.asked - a.asked)[0];
  const prompt = table.chosen.prompt || asking?.column;
  const answering = prose
    .filter(({ column, asked }) => column !== prompt && asked < 0.3)
    .sort((a, b) => b.mean - a.mean)[0];
  const answer = table.chosen.answer || answering?.column;
  if (!prompt || !answer) return undefined;
  const marks =
    asking?.column === prompt
      ? `: ${Math.round(100 * asking.asked)} % of "${prompt}" end with a question mark`
      : '';
  return { ...pairMapping(table, prompt, answer, marks), confidence: 'low', basis: 'contents' };
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
        { detail: { code: 'unknownField', field, fields: [...fields] } },
      );
    }
    if (column !== '' && !columns.includes(column)) {
      throw new AppError(
        'bad-data',
        `${file}: there is no column "${column}"`,
        `Columns found: ${columns.slice(0, 40).join(', ')}.`,
        { detail: { code: 'noSuchColumn', field, column, columns: columns.slice(0, 40) } },
      );
    }
  }
}

function pick(columns: { readonly [F in Field]?: string | undefined }): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([, column]) => column !== undefined)) as Columns;
}
