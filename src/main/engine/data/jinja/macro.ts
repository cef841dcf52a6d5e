/** Makes functions of macros and of the bodies of call blocks. */

import { type Evaluate, expression } from './expressions.ts';
import { TemplateFault } from './faults.ts';
import type { Frame } from './frame.ts';
import type { MacroNode } from './nodes.ts';
import { type Arguments, Callable, Dict, Tuple, Undefined, type Value } from './values.ts';

interface Compiled {
  readonly node: MacroNode;
  readonly defaults: readonly (Evaluate | undefined)[];
  readonly body: (frame: Frame) => unknown;
}

/** `body`: performs the macro's statements. The function sees the variables around its definition as they are when it is called. */
export function macro(node: MacroNode, body: Compiled['body']): (frame: Frame) => Callable {
  const defaults = node.parameters.map(({ whenMissing }) => whenMissing && expression(whenMissing));
  const compiled = { node, defaults, body };
  return (frame) =>
    new Callable(node.name, (given) => frame.run.deeper(() => perform(compiled, frame, given)));
}

function perform({ node, defaults, body }: Compiled, outer: Frame, { positional, named }: Arguments): string {
  const { name, parameters, uses } = node;
  const frame = outer.inner({ text: '' });
  const rest = new Map(named);
  for (const [i, parameter] of parameters.entries()) {
    const given = i < positional.length ? positional[i] : rest.get(parameter.name);
    if (i >= positional.length) rest.delete(parameter.name);
    frame.scope.set(
      parameter.name,
      given === undefined ? whenMissing(defaults[i], frame, parameter.name) : given,
    );
  }
  if (uses.has('caller') && !parameters.some((parameter) => parameter.name === 'caller')) {
    frame.scope.set('caller', rest.get('caller') ?? new Undefined('No caller defined'));
    rest.delete('caller');
  }
  if (uses.has('kwargs')) frame.scope.set('kwargs', new Dict(rest));
  else
    for (const key of rest.keys())
      throw new TemplateFault(`macro '${name}' takes no keyword argument '${key}'`);
  if (uses.has('varargs')) frame.scope.set('varargs', new Tuple(positional.slice(parameters.length)));
  else if (positional.length > parameters.length)
    throw new TemplateFault(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
  body(frame);
  return frame.out.text;
}

function whenMissing(value: Evaluate | undefined, frame: Frame, name: string): Value {
  return value ? value(frame) : new Undefined(`parameter '${name}' was not provided`);
}
