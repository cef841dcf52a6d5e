/** Finds the rows in a JSON file that is a table by columns, as pandas and others write it. */
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import { candidates } from './columnNames.ts';

/**
 * The rows of one object that is a whole table: `{"question": ["..."], ...}`, `{"question": {"0": "..."}, ...}`,
 * `{"0": {"question": "..."}, ...}` or `{"columns": ["question"], "data": [["..."]]}`. Undefined where it is none of these.
 */
export function rowsOfTable(table: JsonObject): JsonObject[] | undefined {
  return ofRecords(table) ?? ofLists(table) ?? ofIndexed(table);
}

function ofRecords({ columns, data }: JsonObject): JsonObject[] | undefined {
  if (!isList(columns) || !isList(data) || columns.length === 0 || data.length === 0) return undefined;
  if (!columns.every((name) => typeof name === 'string')) return undefined;
  if (!data.every((row) => isList(row) && row.length === columns.length)) return undefined;
  return (data as unknown[][]).map((row) => rowOf(columns as string[], (_, i) => row[i]));
}

/** Lists of the same length, of which one has the name of a column. */
function ofLists(table: JsonObject): JsonObject[] | undefined {
  const names = Object.keys(table);
  const lists = Object.values(table);
  if (!lists.every(isList) || names.length < 2 || !names.some(isColumn)) return undefined;
  const [first] = lists;
  if (first!.length === 0 || lists.some((list) => list.length !== first!.length || list.some(isJsonObject)))
    return undefined;
  return first!.map((_, at) => rowOf(names, (name) => (table[name] as unknown[])[at]));
}

/** Objects that all have the same keys: those of the rows, or those of the columns. */
function ofIndexed(table: JsonObject): JsonObject[] | undefined {
  const names = Object.keys(table);
  const objects = Object.values(table);
  if (!objects.every(isJsonObject) || objects.length === 0) return undefined;
  const keys = Object.keys(objects[0]!);
  if (keys.length === 0 || objects.some((each) => !isSame(Object.keys(each), keys))) return undefined;
  if (names.every(isNumber) && !keys.every(isNumber)) return objects;
  if (!names.some(isColumn) && !(keys.every(isNumber) && !names.every(isNumber))) return undefined;
  return keys.map((key) => rowOf(names, (name) => (table[name] as JsonObject)[key]));
}

function rowOf(names: readonly string[], cell: (name: string, at: number) => unknown): JsonObject {
  return Object.fromEntries(names.map((name, at) => [name, cell(name, at)]));
}

function isColumn(name: string): boolean {
  return (['messages', 'prompt', 'answer', 'text'] as const).some(
    (field) => candidates(field, [name]).length > 0,
  );
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

function isSame(names: readonly string[], others: readonly string[]): boolean {
  return names.length === others.length && names.every((name, i) => name === others[i]);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
