/** Python's arithmetic, with the uses it has for texts and lists. */

import { numberOf } from './compare.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { percentFormat } from './format.ts';
import type { Run } from './run.ts';
import { isList, Tuple, typeName, Undefined, type Value } from './values.ts';

export type Operator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
type Num = number | bigint;

// Python itself refuses to print an int of more digits.
const largestInt = 10n ** 4300n;

/** `a operator b`. Throws TemplateFault for types that do not go together. */
export function calculate(operator: Operator, a: Value, b: Value, run: Run): Value {
  run.spend(1);
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') {
    run.textOf(a.length + b.length);
    return a + b;
  }
  if (a instanceof Undefined) throw a.fault();
  if (operator === '%' && typeof a === 'string') return percentFormat(a, b, run);
  if (b instanceof Undefined) throw b.fault();
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) return numeric(operator, left, right);
  if (operator === '+') {
    if (isList(a) && isList(b)) return join(a, b, run);
    if (a instanceof Tuple && b instanceof Tuple) return new Tuple(join(a.items, b.items, run));
    if (typeof a === 'string')
      throw new TemplateFault(`can only concatenate str (not "${typeName(b)}") to str`);
  }
  if (operator === '*') {
    if (typeof right === 'bigint' && left === undefined) return repeat(a, right, run);
    if (typeof left === 'bigint' && right === undefined) return repeat(b, left, run);
  }
  throw new TemplateFault(
    `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** `-a`. */
export function negate(value: Value): Value {
  if (value instanceof Undefined) throw value.fault();
  const number = numberOf(value);
  if (number === undefined) throw new TemplateFault(`bad operand type for unary -: '${typeName(value)}'`);
  return -number;
}

function join(a: readonly Value[], b: readonly Value[], run: Run): Value[] {
  run.listOf(a.length + b.length);
  return [...a, ...b];
}

function repeat(value: Value, times: bigint, run: Run): Value {
  const count = times > 0n ? Number(times) : 0;
  if (typeof value === 'string') {
    run.textOf(value.length * count);
    return value.repeat(count);
  }
  const items = isList(value) ? value : value instanceof Tuple ? value.items : undefined;
  if (items === undefined)
    throw new TemplateFault(`unsupported operand type(s) for *: '${typeName(value)}' and 'int'`);
  run.listOf(items.length * count);
  const repeated = Array.from({ length: count }, () => items).flat();
  return isList(value) ? repeated : new Tuple(repeated);
}

function numeric(operator: Operator, a: Num, b: Num): Value {
  const exact = typeof a === 'bigint' && typeof b === 'bigint';
  if (exact && operator !== '/' && !(operator === '**' && b < 0n)) return bounded(onInts(operator, a, b));
  return onFloats(operator, Number(a), Number(b));
}

function onInts(operator: Exclude<Operator, '/'>, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '**':
      if (b * BigInt(a.toString(16).length) > 4000n) throw tooLarge();
      return a ** b;
    case '//':
      if (b === 0n) throw divisionByZero('integer division or modulo by zero');
      return (a - modulo(a, b)) / b;
    case '%':
      if (b === 0n) throw divisionByZero('integer modulo by zero');
      return modulo(a, b);
  }
}

/** The remainder with the sign of the divisor. */
function modulo(a: bigint, b: bigint): bigint {
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

function onFloats(operator: Operator, a: number, b: number): number {
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%'))
    throw divisionByZero('division by zero');
  const plain = a % b;
  const rest = plain !== 0 && plain < 0 !== b < 0 ? plain + b : plain;
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return rest;
    case '//':
      return Math.round((a - rest) / b);
    case '**':
      if (a === 0 && b < 0) throw divisionByZero('0.0 cannot be raised to a negative power');
      if (a < 0 && !Number.isInteger(b)) throw new UnsupportedTemplate('a complex number');
      return a ** b;
  }
}

function bounded(value: bigint): bigint {
  if (value > largestInt || value < -largestInt) throw tooLarge();
  return value;
}

function tooLarge(): TemplateFault {
  return new TemplateFault('an integer of more than 4300 digits');
}

function divisionByZero(message: string): TemplateFault {
  return new TemplateFault(message);
}
