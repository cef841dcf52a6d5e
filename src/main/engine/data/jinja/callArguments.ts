/** Matches what a call gives with what a function takes, by place and by name. */

import { numberOf } from './compare.ts';
import { TemplateFault } from './faults.ts';
import { type Arguments, typeName, Undefined, type Value } from './values.ts';

/** A function of Python or Jinja on a value. */
export interface Method<T> {
  /** Names of its arguments in order; where the first has a star before it, they are taken by place only. */
  readonly takes: readonly string[];
  readonly call: T;
}

/** Values in the order of `takes`, undefined where nothing was given. Throws TemplateFault for too many or unknown ones. */
export function bind(
  name: string,
  takes: readonly string[],
  { positional, named }: Arguments,
): (Value | undefined)[] {
  if (positional.length > takes.length)
    throw new TemplateFault(`${name}() takes at most ${takes.length} arguments (${positional.length} given)`);
  const values: (Value | undefined)[] = takes.map((_, i) => positional[i]);
  for (const [key, value] of named) {
    const at = takes[0]?.startsWith('*') ? -1 : takes.indexOf(key);
    if (at < 0) throw new TemplateFault(`${name}() got an unexpected keyword argument '${key}'`);
    if (at < positional.length)
      throw new TemplateFault(`${name}() got multiple values for argument '${key}'`);
    values[at] = value;
  }
  return values;
}

/** A text argument. */
export function text(value: Value | undefined, name: string): string {
  if (typeof value === 'string') return value;
  throw wrong(value, name, 'str');
}

/** A text argument that may be left out or None. */
export function optionalText(value: Value | undefined, name: string): string | null {
  return value === undefined || value === null ? null : text(value, name);
}

/** An integer argument. */
export function integer(value: Value | undefined, name: string, whenMissing?: number): number {
  if (value === undefined && whenMissing !== undefined) return whenMissing;
  const number = value === undefined ? undefined : numberOf(value);
  if (typeof number !== 'bigint') throw wrong(value, name, 'int');
  return Number(number);
}

function wrong(value: Value | undefined, name: string, expected: string): TemplateFault {
  if (value instanceof Undefined) return value.fault();
  const found = value === undefined ? 'nothing' : typeName(value);
  return new TemplateFault(`${name}: expected ${expected}, found ${found}`);
}
