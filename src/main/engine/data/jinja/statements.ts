/** Turns statements into functions that write what they say. */

import { applyFilter } from './apply.ts';
import { call, callArguments, type Evaluate, expression } from './expressions.ts';
import { TemplateFault } from './faults.ts';
import type { Frame } from './frame.ts';
import { isTrue, iterate, toList } from './iterate.ts';
import { Loop } from './loop.ts';
import { macro } from './macro.ts';
import type { Filtering, Statement, Target } from './nodes.ts';
import { str } from './text.ts';
import { type Arguments, Lazy, Namespace, type Value } from './values.ts';

/** How a loop goes on after a statement, where that is not as usual. */
type Jump = 'break' | 'continue' | undefined;
type Perform = (frame: Frame) => Jump;

type Compiler<K extends Statement['type']> = (node: Extract<Statement, { type: K }>) => Perform;

const compilers: { readonly [K in Statement['type']]: Compiler<K> } = {
  text: ({ text }) => plainly((frame) => frame.write(text)),
  print: ({ value }) => {
    const printed = expression(value);
    return plainly((frame) => frame.write(str(printed(frame), frame.run)));
  },
  if: ({ branches, otherwise }) => {
    const tried = branches.map(({ test, body }) => [expression(test), statements(body)] as const);
    const rest = statements(otherwise);
    return (frame) => {
      for (const [test, body] of tried) if (isTrue(test(frame))) return body(frame);
      return rest(frame);
    };
  },
  for: loop,
  set: ({ target, value }) => {
    const [to, assigned] = [assign(target), expression(value)];
    return plainly((frame) => to(frame, assigned(frame)));
  },
  setBlock: ({ target, filters, body }) => {
    const [to, text] = [assign(target), captured(filters, body)];
    return plainly((frame) => to(frame, text(frame)));
  },
  with: ({ values, body }) => {
    const targets = values.map(([target, value]) => [assign(target), expression(value)] as const);
    const inside = statements(body);
    return (frame) => {
      const inner = frame.inner();
      for (const [to, value] of targets) to(inner, value(frame));
      return inside(inner);
    };
  },
  filterBlock: ({ filters, body }) => {
    const text = captured(filters, body);
    return plainly((frame) => frame.write(str(text(frame), frame.run)));
  },
  generation: ({ body }) => {
    const inside = statements(body);
    return (frame) => inside(frame.inner());
  },
  macro: ({ macro: node }) => {
    const make = macro(node, statements(node.body));
    return plainly((frame) => frame.scope.set(node.name, make(frame)));
  },
  callBlock: ({ call: { callee, args }, caller }) => {
    const [target, given, make] = [
      expression(callee),
      callArguments(args),
      macro(caller, statements(caller.body)),
    ];
    return plainly((frame) => {
      const { positional, named } = given(frame);
      const withCaller: Arguments = { positional, named: new Map([...named, ['caller', make(frame)]]) };
      frame.write(str(call(target(frame), withCaller, frame.run), frame.run));
    });
  },
  break: () => () => 'break',
  continue: () => () => 'continue',
};

/** All of them in order, up to a jump. */
export function statements(nodes: readonly Statement[]): Perform {
  const list = nodes.map((node) => (compilers[node.type] as (node: Statement) => Perform)(node));
  return (frame) => {
    for (const perform of list) {
      const jump = perform(frame);
      if (jump !== undefined) return jump;
    }
    return undefined;
  };
}

function plainly(action: (frame: Frame) => void): Perform {
  return (frame) => {
    action(frame);
    return undefined;
  };
}

function loop({ target, over, test, body, otherwise }: Extract<Statement, { type: 'for' }>): Perform {
  const [items, to, inside, instead] = [
    expression(over),
    assign(target),
    statements(body),
    statements(otherwise),
  ];
  const condition = test && expression(test);
  return (frame) => {
    const all = items(frame);
    const loop = new Loop(condition ? new Lazy(chosen(frame, all, to, condition)) : all);
    let ended = false;
    for (let item = loop.next(); item !== undefined; item = loop.next()) {
      frame.run.spend(1);
      const inner = frame.inner();
      inner.scope.set('loop', loop);
      to(inner, item);
      const jump = inside(inner);
      if (jump === 'break') break;
      // Jinja notes that a round was made where the round ends, and a jump does not come there
      if (jump === undefined) ended = true;
    }
    return ended ? undefined : instead(frame.inner());
  };
}

function* chosen(frame: Frame, items: Value, to: Assign, condition: Evaluate): Iterable<Value> {
  const iterator = iterate(items);
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    frame.run.spend(1);
    const inner = frame.inner();
    to(inner, next.value);
    if (isTrue(condition(inner))) yield next.value;
  }
}

/** What a body writes, through filters. */
function captured(filters: Filtering, body: readonly Statement[]): Evaluate {
  const inside = statements(body);
  const steps = filters.map(({ name, args }) => [name, callArguments(args)] as const);
  return (frame) => {
    const inner = frame.inner({ text: '' });
    inside(inner);
    return steps.reduce<Value>(
      (value, [name, given]) => applyFilter(name, value, given(inner), frame.run),
      inner.out.text,
    );
  };
}

type Assign = (frame: Frame, value: Value) => void;

function assign(target: Target): Assign {
  if (target.type === 'name') return (frame, value) => frame.scope.set(target.name, value);
  if (target.type === 'field')
    return (frame, value) => setField(frame.scope.get(target.of), target.name, value);
  const targets = target.items.map(assign);
  return (frame, value) => {
    const items = toList(value);
    if (items.length !== targets.length)
      throw new TemplateFault(`expected ${targets.length} values to unpack, got ${items.length}`);
    for (const [i, to] of targets.entries()) to(frame, items[i]!);
  };
}

function setField(object: Value | undefined, name: string, value: Value): void {
  if (!(object instanceof Namespace))
    throw new TemplateFault('cannot assign attribute on non-namespace object');
  if (name.startsWith('_')) throw new TemplateFault(`a namespace cannot store '${name}'`);
  object.fields.set(name, value);
}
