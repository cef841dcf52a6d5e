/** Cuts a template into texts and tokens with Jinja's rules for white space: trim_blocks and lstrip_blocks, as transformers sets them. */

import { TemplateSyntaxFault, UnsupportedTemplate } from './faults.ts';
import { spaces, strip } from './strings.ts';

export type TokenType =
  | 'data'
  | 'printStart'
  | 'printEnd'
  | 'blockStart'
  | 'blockEnd'
  | 'name'
  | 'string'
  | 'int'
  | 'float'
  | 'operator'
  | 'end';

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly line: number;
}

const space = `[${spaces}]`;
const opening = new RegExp(`(\\{%[-+]?${space}*raw${space}*(?:-%\\}${space}*|%\\}))|(\\{[#{%])([-+]?)`, 'g');
const rawEnd = new RegExp(`\\{%([-+]?)${space}*endraw${space}*(?:\\+%\\}|-%\\}${space}*|%\\}\\n?)`, 'g');
const commentEnd = new RegExp(`\\+#\\}|-#\\}${space}*|#\\}\\n?`, 'g');
const blockEnd = new RegExp(`\\+%\\}|-%\\}${space}*|%\\}\\n?`, 'y');
const printEnd = new RegExp(`-\\}\\}${space}*|\\}\\}`, 'y');
const number = '\\d+(?:_\\d+)*';
const inTag: readonly (readonly [TokenType | 'space', RegExp])[] = [
  ['space', new RegExp(`${space}+`, 'y')],
  ['float', new RegExp(`(?<!\\.)${number}(?:(?:\\.${number})?e[+-]?${number}|\\.${number})`, 'iy')],
  ['int', /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy],
  ['name', /[\p{ID_Start}_][\p{ID_Continue}]*/uy],
  ['string', /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y],
  ['operator', /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y],
];
const closers: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** All tokens of a template, the last one of type `end`. Throws TemplateSyntaxFault. */
export function tokenize(template: string): Token[] {
  return new Lexer(template).tokens();
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;
  /** Where `#line` was counted up to. */
  #counted = 0;
  /** Whether what was taken last ends a line. */
  #lineStarts = true;

  constructor(template: string) {
    this.#source = template.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  }

  tokens(): Token[] {
    while (this.#text());
    this.#add('end', '');
    return this.#tokens;
  }

  /** Text up to the next tag, and the tag; false at the end. */
  #text(): boolean {
    opening.lastIndex = this.#at;
    const found = opening.exec(this.#source);
    if (!found) {
      this.#add('data', this.#source.slice(this.#at));
      this.#at = this.#source.length;
      return false;
    }
    const [whole, raw, tag, sign] = found;
    const text = this.#source.slice(this.#at, found.index);
    this.#add('data', this.#before(text, raw ? (/^\{%([-+]?)/.exec(raw)?.[1] ?? '') : sign!, tag === '{{'));
    this.#move(found.index + whole.length);
    if (raw !== undefined) this.#raw();
    else if (tag === '{#') this.#move(this.#find(commentEnd, 'end of comment tag').end);
    else this.#tag(tag === '{{' ? 'print' : 'block');
    return true;
  }

  /** What remains of the text in front of a tag. */
  #before(text: string, sign: string, isPrint: boolean): string {
    if (sign === '-') return strip(text, null, false, true);
    if (sign === '+' || isPrint) return text;
    const lineAt = text.lastIndexOf('\n') + 1;
    const indent = text.slice(lineAt);
    const alone = (lineAt > 0 || this.#lineStarts) && strip(indent, null, true, true) === '';
    return alone ? text.slice(0, lineAt) : text;
  }

  #raw(): void {
    const { start, end, sign } = this.#find(rawEnd, 'end of raw directive');
    this.#add('data', this.#before(this.#source.slice(this.#at, start), sign, false));
    this.#move(end);
  }

  #find(pattern: RegExp, what: string): { start: number; end: number; sign: string } {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (!found) throw new TemplateSyntaxFault(`Missing ${what}`, this.#lineHere());
    return { start: found.index, end: pattern.lastIndex, sign: found[1] ?? '' };
  }

  /** Tokens of a tag up to and with its end. */
  #tag(kind: 'print' | 'block'): void {
    this.#add(`${kind}Start`, '');
    const ending = kind === 'print' ? printEnd : blockEnd;
    const open: string[] = [];
    while (this.#at < this.#source.length) {
      if (open.length === 0 && this.#match(ending) !== undefined) {
        this.#add(`${kind}End`, '');
        this.#move(ending.lastIndex);
        return;
      }
      this.#token(open);
    }
  }

  #token(open: string[]): void {
    for (const [type, pattern] of inTag) {
      const text = this.#match(pattern);
      if (text === undefined) continue;
      if (type === 'operator') this.#balance(text, open);
      if (type === 'string') this.#add(type, unescaped(text.slice(1, -1), this.#lineHere()));
      else if (type !== 'space') this.#add(type, text);
      this.#move(this.#at + text.length);
      return;
    }
    throw new TemplateSyntaxFault(
      `unexpected char ${JSON.stringify(this.#source[this.#at])}`,
      this.#lineHere(),
    );
  }

  #balance(operator: string, open: string[]): void {
    const closer = closers[operator];
    if (closer !== undefined) open.push(closer);
    else if (/^[\])}]$/.test(operator)) {
      const expected = open.pop();
      if (expected === operator) return;
      const hint = expected === undefined ? '' : `, expected '${expected}'`;
      throw new TemplateSyntaxFault(`unexpected '${operator}'${hint}`, this.#lineHere());
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0];
  }

  #add(type: TokenType, text: string): void {
    if (type !== 'data' || text !== '') this.#tokens.push({ type, text, line: this.#lineHere() });
  }

  #move(to: number): void {
    if (to > this.#at) this.#lineStarts = this.#source[to - 1] === '\n';
    this.#at = to;
  }

  #lineHere(): number {
    for (; this.#counted < this.#at; this.#counted++) if (this.#source[this.#counted] === '\n') this.#line++;
    return this.#line;
  }
}

const letters: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Python's escapes in string literals; unknown ones stay as they are. */
function unescaped(text: string, line: number): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (found, x?: string, u?: string, long?: string, octal?: string, letter?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return fromCode(Number.parseInt(hex, 16), line);
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8), line);
      if (letter === 'N') throw new UnsupportedTemplate('a character by its name, \\N{...}');
      if (letter === 'x' || letter === 'u' || letter === 'U')
        throw new TemplateSyntaxFault(`truncated escape ${found}`, line);
      return letters[letter!] ?? found;
    },
  );
}

function fromCode(code: number, line: number): string {
  if (code > 0x10ffff) throw new TemplateSyntaxFault('illegal Unicode character', line);
  return String.fromCodePoint(code);
}
