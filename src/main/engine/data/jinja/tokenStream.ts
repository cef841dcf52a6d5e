/** Tokens in their order, with what a parser asks of them. */

import { TemplateSyntaxFault } from './faults.ts';
import type { Token, TokenType } from './lexer.ts';

export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get current(): Token {
    return this.#tokens[this.#at]!;
  }

  /** The token after the current one. */
  get following(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)]!;
  }

  /** The current token, behind which the stream stands afterwards. */
  next(): Token {
    const token = this.current;
    if (token.type !== 'end') this.#at++;
    return token;
  }

  is(type: TokenType, text?: string): boolean {
    return this.current.type === type && (text === undefined || this.current.text === text);
  }

  isName(name: string): boolean {
    return this.is('name', name);
  }

  isOperator(operator: string): boolean {
    return this.is('operator', operator);
  }

  /** Whether the current token was that word or operator, and is skipped. */
  accept(type: 'name' | 'operator', text: string): boolean {
    const found = this.is(type, text);
    if (found) this.#at++;
    return found;
  }

  /** Throws TemplateSyntaxFault where another token stands there. */
  expect(type: TokenType, text?: string): Token {
    if (this.is(type, text)) return this.next();
    throw this.fault(`expected ${text ?? names[type]}, got ${describe(this.current)}`);
  }

  fault(message: string): TemplateSyntaxFault {
    return new TemplateSyntaxFault(message, this.current.line);
  }
}

const names: Readonly<Record<TokenType, string>> = {
  data: 'text',
  printStart: '{{',
  printEnd: '}}',
  blockStart: '{%',
  blockEnd: '%}',
  name: 'a name',
  string: 'a text',
  int: 'a number',
  float: 'a number',
  operator: 'an operator',
  end: 'the end of the template',
};

export function describe({ type, text }: Token): string {
  return type === 'name' || type === 'operator' ? `'${text}'` : names[type];
}
