/** Parses a template into statements. What this renderer does not know is refused by name. */

import { UnsupportedTemplate } from './faults.ts';
import { tokenize } from './lexer.ts';
import type { Expression, Filtering, MacroNode, Parameter, Statement, Target } from './nodes.ts';
import { ExpressionParser } from './parseExpression.ts';
import { describe, TokenStream } from './tokenStream.ts';

const deepest = 60;
const foreign = new Set([
  'autoescape',
  'block',
  'debug',
  'do',
  'extends',
  'from',
  'import',
  'include',
  'pluralize',
  'print',
  'trans',
]);
const constantNames = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

/** Throws TemplateSyntaxFault for what is no template, UnsupportedTemplate for what only this renderer cannot do. */
export function parse(template: string): Statement[] {
  return new Parser(template).template();
}

class Parser {
  readonly #stream: TokenStream;
  readonly #expressions: ExpressionParser;
  #depth = 0;
  /** Loops around, up to the next macro. */
  #loops = 0;

  constructor(template: string) {
    this.#stream = new TokenStream(tokenize(template));
    this.#expressions = new ExpressionParser(this.#stream);
  }

  template(): Statement[] {
    const body = this.#statements([]);
    if (!this.#stream.is('end')) throw this.#stream.fault(`unexpected ${describe(this.#stream.current)}`);
    return body;
  }

  /** Up to a tag of one of these names, before which the stream stands then. */
  #statements(ends: readonly string[]): Statement[] {
    const stream = this.#stream;
    if (++this.#depth > deepest) throw stream.fault('blocks nest too deep');
    const body: Statement[] = [];
    while (!stream.is('end')) {
      if (stream.is('data')) body.push({ type: 'text', text: stream.next().text });
      else if (stream.is('printStart')) {
        stream.next();
        body.push({ type: 'print', value: this.#expressions.tuple() });
        stream.expect('printEnd');
      } else {
        stream.expect('blockStart');
        if (stream.is('name') && ends.includes(stream.current.text)) break;
        body.push(this.#statement());
        stream.expect('blockEnd');
      }
    }
    if (ends.length > 0 && stream.is('end'))
      throw stream.fault(`the template ends where ${ends.join(' or ')} is expected`);
    this.#depth--;
    return body;
  }

  /** What stands between the end of a tag and one of the tags in `ends`, the last of which is taken. */
  #body(...ends: string[]): Statement[] {
    this.#stream.accept('operator', ':');
    this.#stream.expect('blockEnd');
    return this.#statements(ends);
  }

  #bodyTo(end: string): Statement[] {
    const body = this.#body(end);
    this.#stream.next();
    return body;
  }

  #statement(): Statement {
    const { text: name } = this.#stream.expect('name');
    switch (name) {
      case 'if':
        return this.#if();
      case 'for':
        return this.#for();
      case 'set':
        return this.#set();
      case 'with':
        return this.#with();
      case 'macro':
        return { type: 'macro', macro: this.#macro() };
      case 'call':
        return this.#callBlock();
      case 'filter':
        return { type: 'filterBlock', filters: this.#filters(true), body: this.#bodyTo('endfilter') };
      case 'generation':
        return { type: 'generation', body: this.#apart(() => this.#bodyTo('endgeneration')) };
      case 'break':
      case 'continue':
        if (this.#loops === 0) throw this.#stream.fault(`'${name}' outside loop`);
        return { type: name };
    }
    if (foreign.has(name)) throw new UnsupportedTemplate(`the tag "${name}"`);
    throw this.#stream.fault(`Encountered unknown tag '${name}'.`);
  }

  #if(): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    let otherwise: Statement[] = [];
    for (;;) {
      this.#expressions.branches++;
      const test = this.#expressions.tuple({ choices: false });
      branches.push({ test, body: this.#body('elif', 'else', 'endif') });
      const { text } = this.#stream.next();
      if (text === 'else') otherwise = this.#bodyTo('endif');
      this.#expressions.branches--;
      if (text !== 'elif') return { type: 'if', branches, otherwise };
    }
  }

  #for(): Statement {
    const stream = this.#stream;
    const target = this.#target('in');
    stream.expect('name', 'in');
    const over = this.#expressions.tuple({ choices: false, ends: 'recursive' });
    const test = stream.accept('name', 'if') ? this.#expressions.expression() : undefined;
    if (stream.isName('recursive')) throw new UnsupportedTemplate('a recursive loop');
    this.#loops++;
    const body = this.#body('endfor', 'else');
    this.#loops--;
    const otherwise = stream.next().text === 'else' ? this.#bodyTo('endfor') : [];
    return { type: 'for', target, over, test, body, otherwise };
  }

  #set(): Statement {
    const target = this.#target(undefined, true);
    if (this.#stream.accept('operator', '='))
      return { type: 'set', target, value: this.#expressions.tuple() };
    return { type: 'setBlock', target, filters: this.#filters(false), body: this.#bodyTo('endset') };
  }

  #filters(first: boolean): Filtering {
    const filters: Filtering[number][] = [];
    if (first) filters.push(this.#expressions.filter());
    while (this.#stream.accept('operator', '|')) filters.push(this.#expressions.filter());
    return filters;
  }

  #with(): Statement {
    const values: [Target, Expression][] = [];
    while (!this.#stream.is('blockEnd')) {
      if (values.length > 0) this.#stream.expect('operator', ',');
      const target = this.#target();
      this.#stream.expect('operator', '=');
      values.push([target, this.#expressions.expression()]);
    }
    return { type: 'with', values, body: this.#bodyTo('endwith') };
  }

  #macro(): MacroNode {
    const name = this.#name();
    return this.#function(name, this.#parameters(), 'endmacro');
  }

  #callBlock(): Statement {
    const parameters = this.#stream.isOperator('(') ? this.#parameters() : [];
    const call = this.#expressions.expression();
    if (call.type !== 'call') throw this.#stream.fault('expected call');
    return { type: 'callBlock', call, caller: this.#function('caller', parameters, 'endcall') };
  }

  #function(name: string, parameters: readonly Parameter[], end: string): MacroNode {
    const outer = this.#expressions.uses;
    this.#expressions.uses = new Set();
    const body = this.#apart(() => this.#bodyTo(end));
    const { uses } = this.#expressions;
    this.#expressions.uses = new Set([...outer, ...uses]);
    return { name, parameters, body, uses };
  }

  /** Where the loops around do not reach. */
  #apart<T>(parse: () => T): T {
    const loops = this.#loops;
    this.#loops = 0;
    const parsed = parse();
    this.#loops = loops;
    return parsed;
  }

  #parameters(): Parameter[] {
    const stream = this.#stream;
    const parameters: Parameter[] = [];
    stream.expect('operator', '(');
    while (!stream.accept('operator', ')')) {
      if (parameters.length > 0) stream.expect('operator', ',');
      const name = this.#name();
      const whenMissing = stream.accept('operator', '=') ? this.#expressions.expression() : undefined;
      if (!whenMissing && parameters.at(-1)?.whenMissing)
        throw stream.fault('non-default argument follows default argument');
      parameters.push({ name, whenMissing });
    }
    return parameters;
  }

  #name(): string {
    const { text } = this.#stream.expect('name');
    if (constantNames.has(text)) throw this.#stream.fault(`can't assign to '${text}'`);
    return text;
  }

  /** One target, or several with commas; `ends`: a word that ends them; `fields`: whether `namespace.field` is one. */
  #target(ends?: string, fields = false): Target {
    const stream = this.#stream;
    const items: Target[] = [];
    let several = false;
    while (
      !stream.is('blockEnd') &&
      !stream.isOperator(')') &&
      !(ends !== undefined && stream.isName(ends))
    ) {
      items.push(this.#oneTarget(fields));
      if (!stream.accept('operator', ',')) break;
      several = true;
    }
    const [only] = items;
    if (!only) throw stream.fault('expected a name to assign to');
    return several ? { type: 'targets', items } : only;
  }

  #oneTarget(fields: boolean): Target {
    if (this.#stream.accept('operator', '(')) {
      const inner = this.#target(undefined, fields);
      this.#stream.expect('operator', ')');
      return inner;
    }
    const name = this.#name();
    if (!fields || !this.#stream.accept('operator', '.')) return { type: 'name', name };
    return { type: 'field', of: name, name: this.#stream.expect('name').text };
  }
}
