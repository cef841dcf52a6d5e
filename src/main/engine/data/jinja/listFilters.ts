/** Jinja's filters on lists and dicts as wholes. */

import { calculate } from './arithmetic.ts';
import { attributePath, withoutCase } from './attributePath.ts';
import { missing, pythonAttribute } from './attributes.ts';
import { integer, text } from './callArguments.ts';
import { compare, equal } from './compare.ts';
import { TemplateFault } from './faults.ts';
import { type Filter, filter } from './filter.ts';
import { isTrue, iterate, lengthOf, toList } from './iterate.ts';
import type { Run } from './run.ts';
import { codePoints } from './strings.ts';
import { Dict, isList, Lazy, Markup, Range, Tuple, typeName, Undefined, type Value } from './values.ts';

type Given = readonly (Value | undefined)[];

export const listFilters: readonly (readonly [string, Filter])[] = [
  ['length', filter([], length)],
  ['count', filter([], length)],
  ['default', filter(['default_value', 'boolean'], orElse)],
  ['d', filter(['default_value', 'boolean'], orElse)],
  ['first', filter([], (value) => first(value))],
  ['last', filter([], (value) => last(value))],
  ['list', filter([], (value) => toList(value))],
  ['items', filter([], items)],
  ['reverse', filter([], reverse)],
  ['attr', filter(['name'], (value, [name]) => attr(value, text(name, 'attr')))],
  ['sum', filter(['attribute', 'start'], sum)],
  ['min', filter(['case_sensitive', 'attribute'], (value, given, run) => extreme(value, given, run, -1))],
  ['max', filter(['case_sensitive', 'attribute'], (value, given, run) => extreme(value, given, run, 1))],
  ['sort', filter(['reverse', 'case_sensitive', 'attribute'], sort)],
  ['dictsort', filter(['case_sensitive', 'by', 'reverse'], sortDict)],
  ['groupby', filter(['attribute', 'default', 'case_sensitive'], groupBy)],
  [
    'unique',
    filter(['case_sensitive', 'attribute'], (value, given, run) => new Lazy(unique(value, given, run))),
  ],
  ['batch', filter(['linecount', 'fill_with'], (value, given) => new Lazy(batch(value, given)))],
  ['slice', filter(['slices', 'fill_with'], (value, given) => new Lazy(slices(value, given)))],
];

function length(value: Value): Value {
  const count = lengthOf(value);
  if (count === undefined) throw new TemplateFault(`object of type '${typeName(value)}' has no len()`);
  return BigInt(count);
}

function orElse(value: Value, [other = '', boolean = false]: Given): Value {
  return value instanceof Undefined || (isTrue(boolean) && !isTrue(value)) ? other : value;
}

function first(value: Value): Value {
  const next = iterate(value).next();
  return next.done ? new Undefined('No first item, sequence was empty.') : next.value;
}

function last(value: Value): Value {
  if (value instanceof Lazy) throw new TemplateFault(`'generator' object is not reversible`);
  const list = toList(value);
  return list.length === 0 ? new Undefined('No last item, sequence was empty.') : list.at(-1)!;
}

function items(value: Value): Value {
  if (value instanceof Undefined) return new Lazy([]);
  if (!(value instanceof Dict)) throw new TemplateFault('Can only get item pairs from a mapping.');
  return new Lazy([...value.entries()].map((entry) => new Tuple(entry)));
}

function reverse(value: Value): Value {
  if (typeof value === 'string') return codePoints(value).reverse().join('');
  const reversed = toList(value).toReversed();
  // Python reverses these as they are walked, so that they can be walked only once
  return value instanceof Lazy ? reversed : new Lazy(reversed);
}

function attr(value: Value, name: string): Value {
  const found = pythonAttribute(value, name);
  return found === undefined ? missing(value, name) : found;
}

function sum(value: Value, [attribute = null, start = 0n]: Given, run: Run): Value {
  const of = attribute === null ? (item: Value): Value => item : attributePath(attribute, run);
  return toList(value).reduce((total, item) => calculate('+', total, of(item), run), start);
}

function extreme(value: Value, [sensitive = false, attribute = null]: Given, run: Run, sign: number): Value {
  const list = toList(value);
  const keys = list.map(keyOf(attribute, sensitive, run));
  let best = 0;
  for (let i = 1; i < list.length; i++) if (sign * compare(keys[i]!, keys[best]!, '<', run) > 0) best = i;
  return list.length === 0 ? new Undefined('No aggregated item, sequence was empty.') : list[best]!;
}

function keyOf(attribute: Value, sensitive: Value, run: Run): (item: Value) => Value {
  const of = attribute === null ? (item: Value): Value => item : attributePath(attribute, run);
  return isTrue(sensitive) ? of : (item) => withoutCase(of(item));
}

function sort(value: Value, [reversed = false, sensitive = false, attribute = null]: Given, run: Run): Value {
  const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const keys = paths.map((path) => keyOf(path, sensitive, run));
  return sorted(toList(value), (item) => keys.map((key) => key(item)), isTrue(reversed), run);
}

function sorted<T extends Value>(
  list: readonly T[],
  key: (item: T) => Value,
  reversed: boolean,
  run: Run,
): T[] {
  const keyed = list.map((item) => ({ item, key: key(item) }));
  const sign = reversed ? -1 : 1;
  return keyed.sort((a, b) => sign * compare(a.key, b.key, '<', run)).map(({ item }) => item);
}

function sortDict(value: Value, [sensitive = false, by = 'key', reversed = false]: Given, run: Run): Value {
  if (!(value instanceof Dict))
    throw new TemplateFault(`'${typeName(value)}' object has no attribute 'items'`);
  if (by !== 'key' && by !== 'value') throw new TemplateFault('You can only sort by either "key" or "value"');
  const at = by === 'key' ? 0 : 1;
  const pairs = [...value.entries()].map((entry) => new Tuple(entry));
  const key = ({ items }: Tuple): Value => (isTrue(sensitive) ? items[at]! : withoutCase(items[at]!));
  return sorted(pairs, key, isTrue(reversed), run);
}

function groupBy(value: Value, [attribute = null, other = null, sensitive = false]: Given, run: Run): Value {
  const path = attributePath(attribute, run, other);
  const key = (item: Value): Value => (isTrue(sensitive) ? path(item) : withoutCase(path(item)));
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sorted(toList(value), key, false, run)) {
    const group = groups.at(-1);
    if (group && equal(group.key, key(item), run)) group.items.push(item);
    else groups.push({ key: key(item), items: [item] });
  }
  return groups.map(({ items }) => new Tuple([path(items[0]!), items], ['grouper', 'list']));
}

function* unique(value: Value, [sensitive = false, attribute = null]: Given, run: Run): Iterable<Value> {
  const key = keyOf(attribute, sensitive, run);
  const seen = new Dict();
  for (const item of toList(value)) {
    const name = key(item);
    if (seen.has(name)) continue;
    seen.set(name, true);
    yield item;
  }
}

function* batch(value: Value, [size, fill = null]: Given): Iterable<Value> {
  const [list, width] = [toList(value), integer(size, 'batch')];
  for (let at = 0; at < list.length; at += width) {
    const part = list.slice(at, at + width);
    yield fill === null ? part : [...part, ...Array.from({ length: width - part.length }, () => fill)];
    if (width <= 0) throw new TemplateFault('batch: expected at least 1');
  }
}

function* slices(value: Value, [count, fill = null]: Given): Iterable<Value> {
  const [list, parts] = [toList(value), integer(count, 'slice')];
  if (parts <= 0) throw new TemplateFault('integer division or modulo by zero');
  const [each, longer] = [Math.floor(list.length / parts), list.length % parts];
  for (let part = 0; part < parts; part++) {
    const start = part * each + Math.min(part, longer);
    const items = list.slice(start, start + each + (part < longer ? 1 : 0));
    yield fill !== null && part >= longer ? [...items, fill] : items;
  }
}

/** Also used by `is sequence`: what has a length and places. */
export function isSequence(value: Value): boolean {
  return (
    typeof value === 'string' ||
    isList(value) ||
    value instanceof Tuple ||
    value instanceof Dict ||
    value instanceof Markup ||
    value instanceof Range ||
    value instanceof Undefined
  );
}
