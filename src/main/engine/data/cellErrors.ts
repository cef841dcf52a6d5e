/** Says in English what is wrong with a cell, from the facts that others say in other words. */
import type { CellFault } from '../../../shared/dataFaults.ts';
import { AppError } from '../../../shared/errors.ts';
import { kindWords } from './row.ts';

/** A cell, or a turn that lies in it. */
export interface CellPlace {
  readonly column: string;
  /** From 1. */
  readonly turn?: number;
}

type Words = { readonly [C in CellFault['code']]: (fault: Extract<CellFault, { code: C }>) => string };

const words: Words = {
  noTurns: ({ found }) => `expected a list of turns, found ${kindWords[found]}`,
  emptyTurns: () => 'the list of turns is empty',
  turnNoObject: ({ found }) => `expected an object, found ${kindWords[found]}`,
  nestsTooDeep: () => 'lists or objects nest too deep',
  unknownRole: ({ found, kind, roles }) =>
    `unknown role ${kind === 'text' ? found : kindWords[kind]}, known are ${roles.join(', ')}`,
  noContent: ({ keys }) => `no content, found the keys ${keys.join(', ')}`,
  notText: ({ found, shown }) => `expected text, found ${kindWords[found]} (${shown})`,
  otherParts: ({ kinds }) => `expected text, found parts of the kind ${kinds.join(', ')}`,
  noJson: ({ python, found }) =>
    `expected JSON, found ${python ? 'a list or an object as Python prints it: ' : ''}${found}`,
  noTranscript: ({ found }) => `expected JSON or a conversation as text, found ${found}`,
  noAnswer: () => 'nobody answers: there is no turn of the assistant to learn',
  noTools: ({ found }) => `expected a list of function descriptions, found ${kindWords[found]}`,
};

const usualHint =
  'A turn is {"role": "user" or "assistant" or "system", "content": "..."}; mend the row or skip bad rows.';
const textHint = 'Write text into that column, choose another one with --map, or skip bad rows.';
const pythonHint =
  'Write the column with json.dumps, or save the table as .jsonl or .parquet, which keep lists.';

/** The error of a cell, without the row it is in: `bad-data`. */
export function cellError(fault: CellFault, cause?: unknown): AppError {
  const { column, turn, code } = fault;
  const where = `column "${column}"${turn === undefined ? '' : `, turn ${turn}`}`;
  const what = (words[code] as (fault: CellFault) => string)(fault);
  const hint =
    code === 'noJson' && fault.python
      ? pythonHint
      : code === 'notText' && turn === undefined
        ? textHint
        : usualHint;
  return new AppError('bad-data', `${where}: ${what}`, hint, { cause, detail: fault });
}
