/** The functions that every chat template can call, as transformers gives them. */

import { bind, integer, text } from './callArguments.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { strftime } from './strftime.ts';
import { str } from './text.ts';
import { type Arguments, Callable, Dict, Namespace, Range, type Value } from './values.ts';

const functions: Readonly<Record<string, Callable['call']>> = {
  range: ({ positional, named }) => {
    if (named.size > 0) throw new TemplateFault('range() takes no keyword arguments');
    const [a, b, c] = bind('range', ['start', 'stop', 'step'], { positional, named }).map((value) =>
      value === undefined ? undefined : BigInt(integer(value, 'range')),
    );
    if (a === undefined) throw new TemplateFault('range expected at least 1 argument, got 0');
    return b === undefined ? new Range(0n, a, 1n) : new Range(a, b, c ?? 1n);
  },
  dict: (args) => new Dict(entriesOf(args)),
  namespace: (args) => {
    const made = new Namespace();
    for (const [name, value] of entriesOf(args)) {
      if (typeof name !== 'string') throw new UnsupportedTemplate('a namespace with other names than texts');
      if (name.startsWith('_')) throw new TemplateFault(`a namespace cannot store '${name}'`);
      made.fields.set(name, value);
    }
    return made;
  },
  raise_exception: (args, run) => {
    const [message = ''] = bind('raise_exception', ['message'], args);
    throw new TemplateFault(str(message, run));
  },
  strftime_now: (args) => strftime(text(bind('strftime_now', ['format'], args)[0], 'strftime_now')),
  ...Object.fromEntries(
    ['lipsum', 'cycler', 'joiner', 'self'].map((name) => [
      name,
      (): never => {
        throw new UnsupportedTemplate(`the function "${name}"`);
      },
    ]),
  ),
};

export const globals: readonly (readonly [string, Value])[] = Object.entries(functions).map(
  ([name, call]) => [name, new Callable(name, call)],
);

function entriesOf({ positional, named }: Arguments): (readonly [Value, Value])[] {
  const [first, ...more] = positional;
  if (more.length > 0) throw new TemplateFault('dict expected at most 1 argument');
  if (first !== undefined && !(first instanceof Dict)) throw new UnsupportedTemplate('a dict made of pairs');
  return [...(first?.entries() ?? []), ...named];
}
