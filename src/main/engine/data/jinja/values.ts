/** The values templates compute with: Python's types, which differ where JavaScript has only one. */

import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import type { Run } from './run.ts';

/** `bigint` is Python's int, `number` its float, an array its list, `null` its None. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly Value[]
  | Tuple
  | Dict
  | DictView
  | Range
  | Lazy
  | Undefined
  | Markup
  | Namespace
  | Properties
  | Callable;

/** What is given to a function, filter, test or macro. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** A name or key that is not there; most uses of it fail with its message. */
export class Undefined {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  fault(): TemplateFault {
    return new TemplateFault(this.message);
  }
}

/** A text marked as safe; what else is done with it than printing would escape the texts it meets, and is refused. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export class Tuple {
  readonly items: readonly Value[];
  /** Names by which the items can be reached as well. */
  readonly names: readonly string[];

  constructor(items: readonly Value[], names: readonly string[] = []) {
    this.items = items;
    this.names = names;
  }
}

/** Remembers the order of its keys, of which 1, 1.0 and True are the same. */
export class Dict {
  readonly #entries = new Map<unknown, readonly [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  /** Only for a dict that is still being made: templates cannot change one. */
  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    this.#entries.set(hash, [this.#entries.get(hash)?.[0] ?? key, value]);
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(hashOf(key));
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): IterableIterator<readonly [Value, Value]> {
    return this.#entries.values();
  }

  keys(): Value[] {
    return [...this.entries()].map(([key]) => key);
  }

  values(): Value[] {
    return [...this.entries()].map(([, value]) => value);
  }
}

function hashOf(key: Value): unknown {
  if (typeof key === 'string' || typeof key === 'bigint' || key === null) return key;
  if (typeof key === 'boolean') return key ? 1n : 0n;
  if (typeof key === 'number') return Number.isInteger(key) ? BigInt(key) : key;
  if (Array.isArray(key) || key instanceof Dict)
    throw new TemplateFault(`unhashable type: '${typeName(key)}'`);
  if (key instanceof Undefined) return Undefined;
  throw new UnsupportedTemplate(`a ${typeName(key)} as a key`);
}

/** What `keys()`, `values()` and `items()` give: sized, but without places. */
export class DictView {
  readonly kind: 'keys' | 'values' | 'items';
  readonly dict: Dict;

  constructor(kind: DictView['kind'], dict: Dict) {
    this.kind = kind;
    this.dict = dict;
  }

  items(): Value[] {
    if (this.kind !== 'items') return this.dict[this.kind]();
    return [...this.dict.entries()].map((entry) => new Tuple(entry));
  }
}

export class Range {
  readonly start: bigint;
  readonly step: bigint;
  readonly length: number;

  /** At most 100,000 items, as in the sandbox that chat templates are made for. */
  constructor(start: bigint, stop: bigint, step: bigint) {
    if (step === 0n) throw new TemplateFault('range() arg 3 must not be zero');
    const span = step > 0n ? stop - start : start - stop;
    const width = step > 0n ? step : -step;
    const length = span > 0n ? (span + width - 1n) / width : 0n;
    if (length > 100_000n)
      throw new TemplateFault('Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).');
    [this.start, this.step, this.length] = [start, step, Number(length)];
  }

  at(index: number): bigint {
    return this.start + BigInt(index) * this.step;
  }

  items(): bigint[] {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }
}

/** An iterator: its items are made when asked for, and only once. */
export class Lazy {
  readonly iterator: Iterator<Value>;

  constructor(items: Iterable<Value>) {
    this.iterator = items[Symbol.iterator]();
  }
}

/** The one object whose fields `set` can change. */
export class Namespace {
  readonly fields = new Map<string, Value>();
}

/** An object of Jinja's own, such as `loop`. */
export abstract class Properties {
  abstract readonly typeName: string;
  /** The property's value, or undefined where there is none of that name. */
  abstract property(name: string): Value | undefined;
}

export class Callable {
  readonly name: string;
  readonly call: (args: Arguments, run: Run) => Value;

  constructor(name: string, call: Callable['call']) {
    this.name = name;
    this.call = call;
  }
}

/** Python's name of a value's type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Dict) return 'dict';
  if (value instanceof DictView) return `dict_${value.kind}`;
  if (value instanceof Range) return 'range';
  if (value instanceof Lazy) return 'generator';
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Markup) return 'Markup';
  if (value instanceof Namespace) return 'Namespace';
  if (value instanceof Properties) return value.typeName;
  if (value instanceof Callable) return 'function';
  return { boolean: 'bool', bigint: 'int', number: 'float', string: 'str' }[typeof value as 'string'];
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
