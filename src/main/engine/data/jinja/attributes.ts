/** What stands behind a dot or in brackets: methods first for `x.y`, items first for `x['y']`, as Jinja has it. */

import { bind, integer, type Method } from './callArguments.ts';
import { equal, numberOf } from './compare.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { braceFormat } from './format.ts';
import type { Run } from './run.ts';
import { slice } from './slice.ts';
import { stringMethods } from './stringMethods.ts';
import { repr } from './text.ts';
import {
  Callable,
  Dict,
  DictView,
  isList,
  Markup,
  Namespace,
  Properties,
  Range,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.ts';

type Given = readonly (Value | undefined)[];

const dictMethods: ReadonlyMap<string, Method<(self: Dict, given: Given) => Value>> = new Map([
  [
    'get',
    {
      takes: ['*key', 'default'],
      call: (self, [key = null, other = null]) => (self.has(key) ? self.get(key)! : other),
    },
  ],
  ['keys', { takes: [], call: (self) => new DictView('keys', self) }],
  ['values', { takes: [], call: (self) => new DictView('values', self) }],
  ['items', { takes: [], call: (self) => new DictView('items', self) }],
  ['copy', { takes: [], call: (self) => self }],
]);

const listMethods: ReadonlyMap<
  string,
  Method<(self: readonly Value[], given: Given, run: Run) => Value>
> = new Map([
  ['index', { takes: ['*value'], call: (self, [item = null], run) => indexOf(self, item, run) }],
  [
    'count',
    {
      takes: ['*value'],
      call: (self, [item = null], run) => BigInt(self.filter((each) => equal(each, item, run)).length),
    },
  ],
]);

function indexOf(items: readonly Value[], item: Value, run: Run): bigint {
  const at = items.findIndex((each) => equal(each, item, run));
  if (at < 0) throw new TemplateFault(`${repr(item, run)} is not in list`);
  return BigInt(at);
}

/** Attributes by type that Python has as well: some change their object, and are out of a template's reach there too. */
const elsewhere: ReadonlyMap<string, ReadonlyMap<string, 'not here' | 'unsafe'>> = new Map(
  Object.entries({
    str: 'casefold encode expandtabs format_map isascii isidentifier isprintable istitle maketrans translate',
    dict: 'fromkeys; clear pop popitem setdefault update',
    list: '; append clear extend insert pop remove reverse sort',
    int: 'as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real to_bytes',
    float: 'as_integer_ratio conjugate fromhex hex imag is_integer real',
    range: 'count index start step stop',
    generator: 'close send throw',
    dict_keys: 'isdisjoint mapping',
    dict_values: 'mapping',
    dict_items: 'isdisjoint mapping',
  }).map(([type, names]) => {
    const [notHere = '', unsafe = ''] = names.split(';');
    const list = (words: string, kind: 'not here' | 'unsafe') =>
      words.split(' ').map((name) => [name, kind] as const);
    return [type, new Map([...list(notHere, 'not here'), ...list(unsafe, 'unsafe')])];
  }),
);

/** `value.name`. Throws TemplateFault where `value` is undefined. */
export function attributeOf(value: Value, name: string): Value {
  const attribute = pythonAttribute(value, name);
  if (attribute !== undefined) return attribute;
  const item = itemOf(value, name);
  return item === undefined ? missing(value, name) : item;
}

/** `value[key]`. Throws TemplateFault where `value` is undefined. */
export function subscript(value: Value, key: Value, run: Run): Value {
  const found = itemOf(value, key);
  if (found !== undefined) return found;
  const attribute = typeof key === 'string' ? pythonAttribute(value, key) : undefined;
  if (attribute !== undefined) return attribute;
  return typeof key === 'string'
    ? missing(value, key)
    : new Undefined(`${typeName(value)} object has no element ${repr(key, run)}`);
}

/** Only what a dot would find before it looks at items; undefined where there is nothing. */
export function pythonAttribute(value: Value, name: string): Value | undefined {
  if (value instanceof Undefined) throw value.fault();
  if (value instanceof Markup) throw new UnsupportedTemplate(`${name} of a text marked as safe`);
  if (value instanceof Dict) return methodOf(dictMethods, value, value, name);
  if (typeof value === 'string') {
    if (name === 'format') return new Callable(name, (args, run) => braceFormat(value, args, run));
    return methodOf(stringMethods, value, value, name);
  }
  if (isList(value)) {
    if (name === 'copy') return new Callable(name, () => value);
    return methodOf(listMethods, value, value, name);
  }
  if (value instanceof Tuple) {
    const named = value.items[value.names.indexOf(name)];
    return named === undefined ? methodOf(listMethods, value.items, value, name) : named;
  }
  if (value instanceof Namespace) return value.fields.get(name);
  if (value instanceof Properties) return value.property(name);
  return methodOf(new Map<string, never>(), value as never, value, name);
}

function methodOf<T>(
  methods: ReadonlyMap<string, Method<(self: T, given: Given, run: Run) => Value>>,
  self: T,
  value: Value,
  name: string,
): Value | undefined {
  const method = methods.get(name);
  if (method)
    return new Callable(name, (args, run) => method.call(self, bind(name, method.takes, args), run));
  const type = typeName(value);
  const kind = name.startsWith('__') && name.endsWith('__') ? 'not here' : elsewhere.get(type)?.get(name);
  if (kind === 'not here') throw new UnsupportedTemplate(`${type}.${name}`);
  if (kind === undefined) return undefined;
  return new Undefined(`access to attribute '${name}' of '${type}' object is unsafe.`);
}

function itemOf(value: Value, key: Value): Value | undefined {
  if (value instanceof Undefined) throw value.fault();
  if (value instanceof Dict) return isHashable(key) ? value.get(key) : undefined;
  const number = numberOf(key);
  if (typeof number !== 'bigint') return undefined;
  const [from, to] = [number, number === -1n ? null : number + 1n];
  if (typeof value === 'string') return (slice(value, [from, to, null]) as string) || undefined;
  const items = isList(value)
    ? value
    : value instanceof Tuple
      ? value.items
      : value instanceof Range
        ? value.items()
        : undefined;
  return items?.at(integer(number, 'index'));
}

function isHashable(key: Value): boolean {
  return !(isList(key) || key instanceof Dict || key instanceof Undefined);
}

/** What stands for an attribute that is not there. */
export function missing(value: Value, name: string): Undefined {
  if (value === null) return new Undefined(`None has no attribute '${name}'`);
  return new Undefined(`'${typeName(value)} object' has no attribute '${name}'`);
}
