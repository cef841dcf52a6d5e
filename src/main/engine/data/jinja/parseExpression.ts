/** Parses the expressions of a template, by Jinja's grammar and order of operators. */

import { filterProblem, testProblem } from './apply.ts';
import type { Operator } from './arithmetic.ts';
import { TemplateSyntaxFault } from './faults.ts';
import type { CallArguments, Comparison, Expression, Filtering } from './nodes.ts';
import { describe, type TokenStream } from './tokenStream.ts';

const deepest = 100;
const none: CallArguments = { positional: [], named: [], spread: undefined, spreadNamed: undefined };
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const constants: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
};

export class ExpressionParser {
  readonly stream: TokenStream;
  /** Names that were read since somebody put a new set here. */
  uses = new Set<string>();
  /** How many branches stand around: what Jinja checks only when it comes there. */
  branches = 0;
  #depth = 0;

  constructor(stream: TokenStream) {
    this.stream = stream;
  }

  /** One expression, or several with commas between them as a tuple. `choices`: whether `a if b` may follow. */
  tuple(options: { choices?: boolean; ends?: string; empty?: boolean } = {}): Expression {
    const { choices = true, ends, empty = false } = options;
    const items: Expression[] = [];
    let isTuple = false;
    for (;;) {
      if (this.#endsTuple(ends)) break;
      items.push(choices ? this.expression() : this.#or());
      if (!this.stream.accept('operator', ',')) break;
      isTuple = true;
    }
    if (!isTuple && items[0]) return items[0];
    if (!isTuple && !empty)
      throw this.stream.fault(`Expected an expression, got ${describe(this.stream.current)}`);
    return { type: 'tuple', items };
  }

  #endsTuple(ends: string | undefined): boolean {
    const { stream } = this;
    return (
      stream.is('printEnd') ||
      stream.is('blockEnd') ||
      stream.isOperator(')') ||
      (ends !== undefined && stream.isName(ends))
    );
  }

  expression(): Expression {
    if (++this.#depth > deepest) throw this.stream.fault('expressions nest too deep');
    let result = this.#or();
    while (this.stream.accept('name', 'if')) {
      this.branches++;
      const test = this.#or();
      const no = this.stream.accept('name', 'else') ? this.expression() : undefined;
      this.branches--;
      result = { type: 'choice', test, yes: result, no };
    }
    this.#depth--;
    return result;
  }

  #or(): Expression {
    let left = this.#and();
    while (this.stream.accept('name', 'or')) left = { type: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.stream.accept('name', 'and')) left = { type: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Expression {
    let times = 0;
    while (this.stream.accept('name', 'not')) times++;
    let result = this.#compare();
    for (; times > 0; times--) result = { type: 'not', of: result };
    return result;
  }

  #compare(): Expression {
    const first = this.#sum();
    const rest: [Comparison, Expression][] = [];
    for (;;) {
      const operator = this.#comparison();
      if (operator === undefined) break;
      rest.push([operator, this.#sum()]);
    }
    return rest.length === 0 ? first : { type: 'compare', first, rest };
  }

  #comparison(): Comparison | undefined {
    const { stream } = this;
    const { type, text } = stream.current;
    if (type === 'operator' && comparisons.has(text)) return stream.next().text as Comparison;
    if (stream.accept('name', 'in')) return 'in';
    if (!stream.isName('not') || stream.following.type !== 'name' || stream.following.text !== 'in')
      return undefined;
    stream.next();
    stream.next();
    return 'not in';
  }

  #sum(): Expression {
    return this.#calculations(['+', '-'], () => this.#concat());
  }

  #concat(): Expression {
    const parts = [this.#product()];
    while (this.stream.accept('operator', '~')) parts.push(this.#product());
    return parts.length === 1 ? parts[0]! : { type: 'concat', parts };
  }

  #product(): Expression {
    return this.#calculations(['*', '/', '//', '%'], () => this.#power());
  }

  #power(): Expression {
    return this.#calculations(['**'], () => this.#unary(true));
  }

  #calculations(operators: readonly Operator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const { type, text } = this.stream.current;
      const operator = type === 'operator' ? operators.find((each) => each === text) : undefined;
      if (operator === undefined) return left;
      this.stream.next();
      left = { type: 'calculate', operator, left, right: operand() };
    }
  }

  #unary(withFilters: boolean): Expression {
    if (++this.#depth > deepest) throw this.stream.fault('expressions nest too deep');
    let result: Expression;
    if (this.stream.accept('operator', '-')) result = { type: 'negative', of: this.#unary(false) };
    else if (this.stream.accept('operator', '+')) result = { type: 'positive', of: this.#unary(false) };
    else result = this.primary();
    result = this.#postfix(result);
    if (withFilters) result = this.#filtersAndTests(result);
    this.#depth--;
    return result;
  }

  primary(): Expression {
    const token = this.stream.next();
    switch (token.type) {
      case 'name':
        if (Object.hasOwn(constants, token.text)) return { type: 'constant', value: constants[token.text]! };
        this.uses.add(token.text);
        return { type: 'name', name: token.text };
      case 'string': {
        let value = token.text;
        while (this.stream.is('string')) value += this.stream.next().text;
        return { type: 'constant', value };
      }
      case 'int':
        return { type: 'constant', value: BigInt(token.text.replaceAll('_', '')) };
      case 'float':
        return { type: 'constant', value: Number(token.text.replaceAll('_', '')) };
      case 'operator':
        if (token.text === '(') return this.#inParentheses();
        if (token.text === '[') return { type: 'list', items: this.#items(']', () => this.expression()) };
        if (token.text === '{') return { type: 'dict', entries: this.#items('}', () => this.#entry()) };
    }
    throw new TemplateSyntaxFault(`unexpected ${describe(token)}`, token.line);
  }

  #inParentheses(): Expression {
    const inner = this.tuple({ empty: true });
    this.stream.expect('operator', ')');
    return inner;
  }

  #items<T>(closing: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.stream.accept('operator', closing)) {
      if (items.length > 0) this.stream.expect('operator', ',');
      if (this.stream.accept('operator', closing)) break;
      items.push(item());
    }
    return items;
  }

  #entry(): [Expression, Expression] {
    const key = this.expression();
    this.stream.expect('operator', ':');
    return [key, this.expression()];
  }

  #postfix(start: Expression): Expression {
    let result = start;
    for (;;) {
      if (this.stream.accept('operator', '.')) result = this.#attribute(result);
      else if (this.stream.accept('operator', '[')) result = this.#subscript(result);
      else if (this.stream.isOperator('('))
        result = { type: 'call', callee: result, args: this.callArguments() };
      else return result;
    }
  }

  #attribute(of: Expression): Expression {
    if (this.stream.is('int'))
      return { type: 'subscript', of, key: { type: 'constant', value: BigInt(this.stream.next().text) } };
    return { type: 'attribute', of, name: this.stream.expect('name').text };
  }

  #subscript(of: Expression): Expression {
    const { stream } = this;
    const bounds: (Expression | null)[] = [];
    const bound = (): Expression | null =>
      stream.isOperator(':') || stream.isOperator(']') ? null : this.expression();
    bounds.push(bound());
    while (bounds.length < 3 && stream.accept('operator', ':')) bounds.push(bound());
    if (bounds.length === 1 && stream.isOperator(',')) throw stream.fault('several subscripts');
    stream.expect('operator', ']');
    const [key] = bounds;
    if (bounds.length > 1) return { type: 'slice', of, bounds: [...bounds, null, null].slice(0, 3) };
    if (!key) throw stream.fault('an empty subscript');
    return { type: 'subscript', of, key };
  }

  callArguments(): CallArguments {
    const { stream } = this;
    stream.expect('operator', '(');
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    let [spread, spreadNamed]: (Expression | undefined)[] = [];
    const inOrder = (fine: boolean): void => {
      if (!fine) throw stream.fault('invalid syntax for function call expression');
    };
    this.#items(')', () => {
      if (stream.accept('operator', '*')) {
        inOrder(!spread && !spreadNamed);
        spread = this.expression();
      } else if (stream.accept('operator', '**')) {
        inOrder(!spreadNamed);
        spreadNamed = this.expression();
      } else if (stream.is('name') && stream.following.type === 'operator' && stream.following.text === '=') {
        inOrder(!spreadNamed);
        const name = stream.next().text;
        stream.next();
        named.push([name, this.expression()]);
      } else {
        inOrder(!spread && !spreadNamed && named.length === 0);
        positional.push(this.expression());
      }
    });
    return { positional, named, spread, spreadNamed };
  }

  #filtersAndTests(start: Expression): Expression {
    let result = start;
    for (;;) {
      if (this.stream.accept('operator', '|')) {
        const { name, args } = this.filter();
        result = { type: 'filter', name, of: result, args };
      } else if (this.stream.accept('name', 'is')) result = this.#test(result);
      else if (this.stream.isOperator('('))
        result = { type: 'call', callee: result, args: this.callArguments() };
      else return result;
    }
  }

  /** A filter behind its bar. */
  filter(): Filtering[number] {
    const name = this.#dotted();
    const problem = filterProblem(name);
    if (problem && this.branches === 0) throw problem;
    return {
      name,
      args: this.stream.isOperator('(') ? this.callArguments() : none,
    };
  }

  #test(of: Expression): Expression {
    const { stream } = this;
    const negated = stream.accept('name', 'not');
    const name = this.#dotted();
    const problem = testProblem(name);
    if (problem && this.branches === 0) throw problem;
    const test: Expression = { type: 'test', name, of, args: this.#testArguments() };
    return negated ? { type: 'not', of: test } : test;
  }

  /** In parentheses, or one value without them. */
  #testArguments(): CallArguments {
    const { stream } = this;
    if (stream.isOperator('(')) return this.callArguments();
    const begins = ['name', 'string', 'int', 'float'].includes(stream.current.type);
    if (!begins && !stream.isOperator('[') && !stream.isOperator('{')) return none;
    if (['else', 'or', 'and'].some((word) => stream.isName(word))) return none;
    if (stream.isName('is')) throw stream.fault('You cannot chain multiple tests with is');
    return { ...none, positional: [this.#postfix(this.primary())] };
  }

  #dotted(): string {
    let name = this.stream.expect('name').text;
    while (this.stream.accept('operator', '.')) name += `.${this.stream.expect('name').text}`;
    return name;
  }
}
