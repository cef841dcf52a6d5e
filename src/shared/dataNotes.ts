/** What is worth knowing about how a dataset is read and learned, as codes and facts, and each in an English sentence. */
import { z } from 'zod';
import { english } from './numbers.ts';

function note<C extends string, F extends z.ZodRawShape>(code: C, facts: F) {
  return z.object({ code: z.literal(code), ...facts });
}

const sheet = z.string();
/** Numbers of rows, counted from 1 through all files. */
const rows = z.array(z.int());
/** Such as C7; the first few, and how many there are. */
const cells = { cells: z.array(z.string()), count: z.int() };

/** Odd about the file. */
export const sourceNoteSchema = z.discriminatedUnion('code', [
  /** The table has no line of column names; they are called by letters. */
  note('noHeader', { columns: z.array(z.string()) }),
  /** `rows`: how many above the names of the columns are not read. */
  note('rowsAbove', { sheet, rows: z.int() }),
  /** Of a text of questions and answers: what stands above the first question is not read. */
  note('textAbove', { file: z.string(), lines: z.int() }),
  note('sheetWithoutHeader', { sheet }),
  /** `cells`: numbers of hidden rows, which are read all the same. */
  note('hiddenRows', { sheet, ...cells }),
  /** Formulas whose result was never saved. */
  note('formulasWithoutResult', { sheet, ...cells }),
  note('errorCells', { sheet, ...cells }),
  /** Cells in columns without a name. */
  note('strayCells', { sheet, ...cells }),
]);

export type SourceNote = z.infer<typeof sourceNoteSchema>;

export const dataNoteSchema = z.discriminatedUnion('code', [
  // Of the model.
  note('noTemplate', {}),
  note('noEndToken', {}),
  /** The plainest conversation cannot be rendered; `message` in English. */
  note('templateFails', { message: z.string() }),

  // Of rows.
  /** Special tokens in what is asked, read as plain text or as the tokens. */
  note('specialTokens', { rows, readAs: z.enum(['text', 'tokens']) }),
  /** Special tokens in answers or system prompts, read as the tokens. */
  note('specialTokensInAnswers', { rows }),
  /** The template has no system role: the prompt stands before the first question. */
  note('systemInQuestion', { rows }),
  /** The template leaves thoughts out. */
  note('thoughtsLeftOut', { rows }),
  /** The template asks with an opened thought that the answers do not have: an empty one is learned, or none at all. */
  note('thoughtsMissing', { rows, learned: z.enum(['empty', 'none']) }),
  /** Plain text with the model's special tokens, learned as a whole. */
  note('renderedText', { rows }),
  /** Among other answers there is one that is empty: it is only read. */
  note('emptyAnswers', { rows }),

  // Of the dataset.
  /** The columns of a preference: `answer` is learned, `rejected` is not used. */
  note('preferences', { answer: z.string(), rejected: z.string() }),
  /** `unused` of the `rows` rows of the second file cannot be measured with. */
  note('heldOutUnused', { file: z.string(), rows: z.int(), unused: z.int() }),
  /** Rows were compared for likeness up to this number. */
  note('comparedInPart', { rows: z.int() }),
]);

export type DataNote = z.infer<typeof dataNoteSchema>;

/** One sentence, or two, in English. */
export function noteSentence(note: DataNote | SourceNote): string {
  switch (note.code) {
    case 'noHeader':
      return `The table has no line of column names: they are called ${note.columns.join(', ')}.`;
    case 'rowsAbove':
      return `${sheetOf(note)}: ${note.rows === 1 ? '1 row above the names of the columns is' : `${note.rows} rows above the names of the columns are`} not read.`;
    case 'textAbove':
      return `${note.file}: ${note.lines === 1 ? '1 line above the first question is' : `${note.lines} lines above the first question are`} not read.`;
    case 'sheetWithoutHeader':
      return `${sheetOf(note)} has no row of column names: they are called by their letters.`;
    case 'hiddenRows':
      return `${sheetOf(note)}: rows that are hidden are read as well: ${listOf(note)}.`;
    case 'formulasWithoutResult':
      return `${sheetOf(note)}: formulas whose result was never saved count as empty: ${listOf(note)}. Open the workbook in a spreadsheet program and save it.`;
    case 'errorCells':
      return `${sheetOf(note)}: cells that hold an error count as empty: ${listOf(note)}.`;
    case 'strayCells':
      return `${sheetOf(note)}: cells in columns without a name are not read: ${listOf(note)}.`;
    case 'noTemplate':
      return 'The model has no chat template: it is trained with plain "### Instruction" and "### Response" headings.';
    case 'noEndToken':
      return 'The chat template puts no end token after an answer: the model may not learn to stop.';
    case 'templateFails':
      return note.message;
    case 'specialTokens':
      return `${rowsOf(note, 'holds', 'hold')} special tokens of the model in what is asked: ${note.readAs === 'text' ? 'they are read as plain text' : 'they are read as the tokens, as the run is set to'} ${first(note)}.`;
    case 'specialTokensInAnswers':
      return `${rowsOf(note, 'holds', 'hold')} special tokens of the model in an answer or a system prompt: they are read as the tokens ${first(note)}.`;
    case 'systemInQuestion':
      return `${rowsOf(note, 'has', 'have')} a system prompt, which the model knows no place for: it stands before the first question ${first(note)}.`;
    case 'thoughtsLeftOut':
      return `${rowsOf(note, 'holds', 'hold')} a thought, which the chat template leaves out ${first(note)}.`;
    case 'thoughtsMissing':
      return `${rowsOf(note, 'has', 'have')} no thought where the model is asked for one: ${note.learned === 'empty' ? 'an empty one is learned' : 'it is asked without one'} ${first(note)}.`;
    case 'renderedText':
      return `${rowsOf(note, 'is', 'are')} plain text with special tokens of the model: if they are conversations, their questions are learned as well ${first(note)}.`;
    case 'emptyAnswers':
      return `${rowsOf(note, 'holds', 'hold')} an empty answer among others: it is read and not learned ${first(note)}.`;
    case 'preferences':
      return `The file holds preferences: "${note.answer}" is learned, "${note.rejected}" is not used.`;
    case 'heldOutUnused':
      return `${note.unused} of the ${note.rows} rows of ${note.file} cannot be measured with.`;
    case 'comparedInPart':
      return `Rows were compared for likeness up to number ${english.number(note.rows)}.`;
  }
}

function sheetOf({ sheet }: { readonly sheet: string }): string {
  return `Sheet ${JSON.stringify(sheet)}`;
}

function listOf({ cells, count }: { readonly cells: readonly string[]; readonly count: number }): string {
  return `${cells.join(', ')}${count > cells.length ? `, … (${count})` : ''}`;
}

function rowsOf({ rows }: { readonly rows: readonly number[] }, one: string, several: string): string {
  return rows.length === 1 ? `1 row ${one}` : `${english.number(rows.length)} rows ${several}`;
}

function first({ rows }: { readonly rows: readonly number[] }): string {
  return `(${rows.slice(0, 5).join(', ')}${rows.length > 5 ? ', ...' : ''})`;
}
