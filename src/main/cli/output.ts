/** The two readers of a command: a person, who gets sentences and a line that moves, and a program, which gets JSON. */
import { errorRecord } from '../../shared/errors.ts';

/** A stream as far as this needs it: a file, a pipe or a terminal. */
export interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Codes that command a terminal could come from any dataset or model. */
const commands = /[^\P{Cc}\n\t]/gu;

const clearLine = '\r\u001b[2K';

export class Output {
  /** One JSON object a line on stdout; text for people then goes to stderr. */
  readonly json: boolean;
  readonly #out: Sink;
  readonly #people: Sink;
  readonly #errors: Sink;
  #status = '';

  constructor(json: boolean, out: Sink = process.stdout, errors: Sink = process.stderr) {
    this.json = json;
    this.#out = out;
    this.#errors = errors;
    this.#people = json ? errors : out;
  }

  /** Whether people see a line that is redrawn, rather than a log. */
  get live(): boolean {
    return this.#people.isTTY ?? false;
  }

  /** A line for programs. */
  event<E extends { readonly type: string }>(event: E): void {
    if (this.json) this.#out.write(`${JSON.stringify(event)}\n`);
  }

  /** The last line for programs. */
  result(result: object): void {
    this.event({ type: 'result', ...result });
  }

  /** A line for people. */
  say(line = ''): void {
    this.#above(this.#people, `${line}\n`);
  }

  /** A piece of text that goes on, for people. */
  write(text: string): void {
    this.#above(this.#people, text);
  }

  /** Something aside from what was asked for, on stderr either way. */
  warn(line: string): void {
    this.#above(this.#errors, `${line}\n`);
  }

  /** Redraws the line at the bottom of a terminal; nothing elsewhere. Empty: takes it away. */
  status(line: string): void {
    if (!this.live) return;
    const fitting = shorten(line.replace(commands, ''), (this.#people.columns ?? 80) - 1);
    if (fitting === this.#status) return;
    this.#people.write(clearLine + fitting);
    this.#status = fitting;
  }

  /** Says what went wrong and what to do: `error: message`, and the hint. */
  error(cause: unknown): void {
    const error = errorRecord(cause);
    const { code, message, hint } = error;
    this.status('');
    this.warn(`${code === 'interrupted' ? 'stopped' : 'error'}: ${message}${hint && `\n${hint}`}`);
    this.event({ type: 'error', ...error });
  }

  #above(sink: Sink, text: string): void {
    const status = this.#status;
    if (status !== '') this.#people.write(clearLine);
    sink.write(sink.isTTY ? text.replace(commands, '\ufffd') : text);
    if (status !== '' && text.endsWith('\n')) this.#people.write(status);
    else this.#status = '';
  }
}

/** At most `width` characters, the last an ellipsis where some were left out. */
function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Rows and columns of text: lines with the columns aligned; numbers to the right. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  // A name may hold tabs and line breaks.
  const text = [head, ...rows].map((row) => row.map((cell) => String(cell).replace(/\s+/g, ' ')));
  const widths = head.map((_, column) => Math.max(...text.map((row) => [...row[column]!].length)));
  const right = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  return text.map((row) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(widths[column]! - [...cell].length);
        return right[column] ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}
