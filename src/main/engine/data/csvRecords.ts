/** Cuts text into the records of a table as RFC 4180 and Python's reader have it, going on behind a record that is broken. */

/** A record, or why there is none where one begins. */
export interface CsvRecord {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly fields: readonly string[];
  /** What is wrong with the field behind those given; the next record then begins on the next line. */
  readonly broken?: string;
}

export interface CsvForm {
  readonly separator: string;
  /** Spaces behind a separator do not count. */
  readonly skipSpace: boolean;
}

type Scan =
  | { readonly fields: readonly string[]; readonly end: number; readonly broken?: string }
  | undefined;

/** Characters of a record: more is no table. */
const longestRecord = 1 << 27;

/** Quotes within a field that does not begin with one are letters like any other. Records are read as they become whole. */
export async function* csvRecords(chunks: AsyncIterable<string>, form: CsvForm): AsyncGenerator<CsvRecord> {
  const scan = scanner(form);
  let held = '';
  let line = 1;
  let enough = 0; // a record that is not whole is looked at again when twice as much is there
  function* records(ended: boolean): Generator<CsvRecord> {
    let start = 0;
    while (start < held.length) {
      const found = scan(held, start, ended || held.length - start > longestRecord);
      if (!found) break;
      const { fields, broken } = found;
      yield broken === undefined ? { line, fields } : { line, fields, broken };
      const end = broken === undefined ? found.end : lineEnd(held, start);
      line += countBreaks(held, start, end);
      start = end;
    }
    held = held.slice(start);
    enough = 2 * held.length;
  }
  for await (const chunk of chunks) {
    held += chunk;
    if (held.length >= enough || held.length > longestRecord) yield* records(false);
  }
  yield* records(true);
}

/** The records of a beginning of a file, but for the last one, which may be cut off. */
export function firstRecords(head: string, form: CsvForm, most: number): (readonly string[])[] {
  const scan = scanner(form);
  const records: (readonly string[])[] = [];
  for (let start = 0; start < head.length && records.length < most; ) {
    const found = scan(head, start, false);
    if (!found) break;
    if (found.broken === undefined && !isBlank(found.fields)) records.push(found.fields);
    start = found.broken === undefined ? found.end : lineEnd(head, start);
  }
  return records;
}

/** Whether it is an empty line. */
export function isBlank(fields: readonly string[]): boolean {
  return fields.length === 1 && fields[0]!.trim() === '';
}

function scanner({ separator, skipSpace }: CsvForm): (text: string, start: number, ended: boolean) => Scan {
  const border = new RegExp(`[\\r\\n${separator === '|' ? '\\|' : separator}]`, 'g');
  return (text, start, ended) => {
    const fields: string[] = [];
    for (let at = start; ; at++) {
      if (skipSpace && fields.length > 0) while (text[at] === ' ') at++;
      if (text[at] === '"') {
        const quoted = quotedField(text, at);
        if (!quoted || (quoted.end === text.length && !ended))
          return ended ? { fields, end: at, broken: 'a double quote is opened and never closed' } : undefined;
        fields.push(quoted.value);
        at = quoted.end;
      } else {
        border.lastIndex = at;
        const found = border.exec(text);
        if (!found && !ended) return undefined;
        const end = found?.index ?? text.length;
        fields.push(text.slice(at, end));
        at = end;
      }
      const next = text[at];
      if (next === undefined) return { fields, end: at };
      if (next === '\n') return { fields, end: at + 1 };
      if (next === '\r') {
        if (at + 1 === text.length && !ended) return undefined;
        return { fields, end: at + (text[at + 1] === '\n' ? 2 : 1) };
      }
      if (next !== separator) {
        const broken = 'text after the closing double quote, expected a separator or the end of the line';
        return { fields: fields.slice(0, -1), end: at, broken };
      }
    }
  };
}

/** The field whose opening quote is at `at`, and where it ends; undefined where no closing quote is found. */
function quotedField(text: string, at: number): { value: string; end: number } | undefined {
  let value = '';
  for (let from = at + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    if (text[quote + 1] !== '"') return { value: value + text.slice(from, quote), end: quote + 1 };
    value += text.slice(from, quote + 1);
    from = quote + 2;
  }
}

/** Where the line that `start` is on ends, its break included. */
function lineEnd(text: string, start: number): number {
  const found = /\r\n|\n|\r/g;
  found.lastIndex = start;
  return found.exec(text) ? found.lastIndex : text.length;
}

function countBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++;
  }
  return count;
}
