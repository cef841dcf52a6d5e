/** Turns expressions into functions that compute them. */

import { applyFilter, applyTest } from './apply.ts';
import { calculate, negate } from './arithmetic.ts';
import { attributeOf, subscript } from './attributes.ts';
import { compare, contains, equal, numberOf } from './compare.ts';
import { TemplateFault } from './faults.ts';
import type { Frame } from './frame.ts';
import { isTrue, toList } from './iterate.ts';
import type { CallArguments, Comparison, Expression } from './nodes.ts';
import type { Run } from './run.ts';
import { slice } from './slice.ts';
import { str } from './text.ts';
import { type Arguments, Callable, Dict, Tuple, typeName, Undefined, type Value } from './values.ts';

export type Evaluate = (frame: Frame) => Value;

type Compiler<K extends Expression['type']> = (node: Extract<Expression, { type: K }>) => Evaluate;

const compilers: { readonly [K in Expression['type']]: Compiler<K> } = {
  constant:
    ({ value }) =>
    () =>
      value,
  name: ({ name }) => {
    const missing = new Undefined(`'${name}' is undefined`);
    return ({ scope }) => {
      const found = scope.get(name);
      return found === undefined ? missing : found;
    };
  },
  list: ({ items }) => all(items),
  tuple: ({ items }) => {
    const values = all(items);
    return (frame) => new Tuple(values(frame));
  },
  dict: ({ entries }) => {
    const pairs = entries.map(([key, value]) => [expression(key), expression(value)] as const);
    return (frame) => new Dict(pairs.map(([key, value]) => [key(frame), value(frame)] as const));
  },
  attribute: ({ of, name }) => {
    const value = expression(of);
    return (frame) => attributeOf(value(frame), name);
  },
  subscript: ({ of, key }) => {
    const [value, index] = [expression(of), expression(key)];
    return (frame) => subscript(value(frame), index(frame), frame.run);
  },
  slice: ({ of, bounds }) => {
    const value = expression(of);
    const limits = bounds.map((bound) => bound && expression(bound));
    return (frame) =>
      sliced(
        value(frame),
        limits.map((limit) => limit?.(frame) ?? null),
        frame.run,
      );
  },
  call: ({ callee, args }) => {
    const [target, given] = [expression(callee), callArguments(args)];
    return (frame) => call(target(frame), given(frame), frame.run);
  },
  filter: ({ name, of, args }) => {
    const [value, given] = [expression(of), callArguments(args)];
    return (frame) => applyFilter(name, value(frame), given(frame), frame.run);
  },
  test: ({ name, of, args }) => {
    const [value, given] = [expression(of), callArguments(args)];
    return (frame) => applyTest(name, value(frame), given(frame), frame.run);
  },
  calculate: ({ operator, left, right }) => {
    const [a, b] = [expression(left), expression(right)];
    return (frame) => calculate(operator, a(frame), b(frame), frame.run);
  },
  concat: ({ parts }) => {
    const values = all(parts);
    return (frame) => {
      const texts = values(frame).map((value) => str(value, frame.run));
      frame.run.textOf(texts.reduce((sum, text) => sum + text.length, 0));
      return texts.join('');
    };
  },
  compare: ({ first, rest }) => {
    const start = expression(first);
    const steps = rest.map(([operator, operand]) => [relations[operator], expression(operand)] as const);
    return (frame) => {
      let left = start(frame);
      for (const [holds, operand] of steps) {
        const right = operand(frame);
        if (!holds(left, right, frame.run)) return false;
        left = right;
      }
      return true;
    };
  },
  and: ({ left, right }) => {
    const [a, b] = [expression(left), expression(right)];
    return (frame) => {
      const value = a(frame);
      return isTrue(value) ? b(frame) : value;
    };
  },
  or: ({ left, right }) => {
    const [a, b] = [expression(left), expression(right)];
    return (frame) => {
      const value = a(frame);
      return isTrue(value) ? value : b(frame);
    };
  },
  not: ({ of }) => {
    const value = expression(of);
    return (frame) => !isTrue(value(frame));
  },
  negative: ({ of }) => {
    const value = expression(of);
    return (frame) => negate(value(frame));
  },
  positive: ({ of }) => {
    const value = expression(of);
    return (frame) => positive(value(frame));
  },
  choice: ({ test, yes, no }) => {
    const [condition, chosen] = [expression(test), expression(yes)];
    const missing = new Undefined(
      'the inline if-expression evaluated to false and no else section was defined.',
    );
    const other = no ? expression(no) : () => missing;
    return (frame) => (isTrue(condition(frame)) ? chosen(frame) : other(frame));
  },
};

const relations: Readonly<Record<Comparison, (a: Value, b: Value, run: Run) => boolean>> = {
  '==': equal,
  '!=': (a, b, run) => !equal(a, b, run),
  '<': (a, b, run) => compare(a, b, '<', run) < 0,
  '<=': (a, b, run) => compare(a, b, '<=', run) <= 0,
  '>': (a, b, run) => compare(a, b, '>', run) > 0,
  '>=': (a, b, run) => compare(a, b, '>=', run) >= 0,
  in: (a, b, run) => contains(b, a, run),
  'not in': (a, b, run) => !contains(b, a, run),
};

export function expression(node: Expression): Evaluate {
  return (compilers[node.type] as (node: Expression) => Evaluate)(node);
}

function all(nodes: readonly Expression[]): (frame: Frame) => readonly Value[] {
  const values = nodes.map(expression);
  return (frame) => values.map((value) => value(frame));
}

const nothing: Arguments = { positional: [], named: new Map() };

export function callArguments({
  positional,
  named,
  spread,
  spreadNamed,
}: CallArguments): (frame: Frame) => Arguments {
  if (positional.length + named.length === 0 && !spread && !spreadNamed) return () => nothing;
  const inOrder = all(positional);
  const byName = named.map(([name, value]) => [name, expression(value)] as const);
  const [more, moreNamed] = [spread && expression(spread), spreadNamed && expression(spreadNamed)];
  return (frame) => ({
    positional: more ? [...inOrder(frame), ...toList(more(frame))] : inOrder(frame),
    named: new Map([
      ...byName.map(([name, value]) => [name, value(frame)] as const),
      ...(moreNamed ? namedBy(moreNamed(frame)) : []),
    ]),
  });
}

function namedBy(value: Value): [string, Value][] {
  if (!(value instanceof Dict))
    throw new TemplateFault(`argument after ** must be a mapping, not ${typeName(value)}`);
  return [...value.entries()].map(([key, item]) => {
    if (typeof key === 'string') return [key, item];
    throw new TemplateFault('keywords must be strings');
  });
}

/** Calls a function, method or macro. Throws TemplateFault for what cannot be called. */
export function call(target: Value, given: Arguments, run: Run): Value {
  if (target instanceof Undefined) throw target.fault();
  if (!(target instanceof Callable)) throw new TemplateFault(`'${typeName(target)}' object is not callable`);
  run.spend(1);
  return target.call(given, run);
}

function sliced(value: Value, bounds: readonly Value[], run: Run): Value {
  const part = slice(value, bounds);
  if (Array.isArray(part)) run.listOf(part.length);
  else if (typeof part === 'string') run.textOf(part.length);
  return part;
}

function positive(value: Value): Value {
  if (value instanceof Undefined) throw value.fault();
  const number = numberOf(value);
  if (number === undefined) throw new TemplateFault(`bad operand type for unary +: '${typeName(value)}'`);
  return number;
}
