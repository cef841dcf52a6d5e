/** Finds the rows in a JSON file that is one object: `{"version": ..., "data": [rows]}`, `{"train": [rows], "test": [rows]}`. */
import { visit } from 'jsonc-parser';
import { splitOf } from '../../../shared/datasetFiles.ts';
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import { candidates } from './columnNames.ts';
import { turnsIn } from './conversation.ts';
import { rowsOfTable } from './jsonTable.ts';
import type { Reading, SourceNotes } from './reading.ts';
import type { FoundRow } from './row.ts';
import { chooseSplits } from './splits.ts';

/** What programs call the list of rows. */
const usual = ['data', 'rows', 'items', 'examples', 'instances', 'records', 'entries', 'questions'];
/** Lists that belong to a row. */
const ofRows = ['tools', 'functions', 'history'];

/** Names of the members that hold lists of rows; none where the object is a row itself. */
function listsOfRows(object: JsonObject): string[] {
  const isRow = Object.entries(object).some(
    ([name, value]) =>
      turnsIn(value) !== 'none' ||
      areTurns(value) ||
      (!Array.isArray(value) &&
        (['prompt', 'answer', 'text'] as const).some((field) => candidates(field, [name])[0])),
  );
  if (isRow) return [];
  return Object.keys(object).filter((name) => {
    const value = object[name];
    return Array.isArray(value) && isJsonObject(value[0]) && !ofRows.includes(name);
  });
}

/** A list of what seem to be turns, whatever is wrong with them. */
function areTurns(value: unknown): boolean {
  const [first] = Array.isArray(value) ? (value as unknown[]) : [];
  return isJsonObject(first) && [first.role, first.from].some((name) => typeof name === 'string');
}

/** Whether an object holds rows rather than being one. */
export function holdsRows(object: JsonObject): boolean {
  return listsOfRows(object).length > 0 || rowsOfTable(object) !== undefined;
}

/** The rows of a table by columns, or of the lists that are chosen; what else the object holds is told as left out. @param line on which it begins */
export function* wrappedRows(
  object: JsonObject,
  text: string,
  line: number,
  { reading, notes }: { readonly reading: Reading; readonly notes: SourceNotes },
): Generator<FoundRow> {
  const lists = listsOfRows(object);
  if (lists.length === 0) {
    for (const values of rowsOfTable(object) ?? [object]) yield { values, line };
    return;
  }
  const splits = lists.filter((name) => splitOf(name) !== undefined);
  const used =
    splits.length > 0
      ? chooseSplits(splits, reading.split, notes)
      : { train: [longest(object, lists)], heldOut: [] };
  const read = [...used.train, ...used.heldOut];
  for (const name of Object.keys(object))
    if (!read.includes(name)) notes.left({ kind: splits.includes(name) ? 'split' : 'part', name });
  for (const name of read) {
    const rows = object[name] as readonly unknown[];
    const at = linesOfElements(text, name);
    for (const [i, values] of rows.entries())
      yield {
        values: isJsonObject(values) ? values : { [name]: values },
        line: line + (at[i] ?? 0),
        ...(used.heldOut.includes(name) && { heldOut: true }),
      };
  }
}

function longest(object: JsonObject, lists: readonly string[]): string {
  const lengthOf = (name: string): number => (object[name] as readonly unknown[]).length;
  const named = usual.find((name) => lists.includes(name));
  return named ?? lists.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
}

/** 0-based lines on which the elements of the list `name` begin. */
function linesOfElements(text: string, name: string): number[] {
  const found: number[] = [];
  let depth = 0;
  let property: string | undefined;
  const begin = (_offset: number, _length: number, line: number): void => {
    if (depth === 2 && property === name) found.push(line);
    depth++;
  };
  const end = (): void => {
    depth--;
  };
  visit(text, {
    onObjectProperty: (key) => {
      if (depth === 1) property = key;
    },
    onObjectBegin: begin,
    onArrayBegin: begin,
    onObjectEnd: end,
    onArrayEnd: end,
    onLiteralValue: (_value, _offset, _length, line) => {
      if (depth === 2 && property === name) found.push(line);
    },
  });
  return found;
}
