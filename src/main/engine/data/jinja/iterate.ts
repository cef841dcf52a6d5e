/** What can be walked, counted and addressed by position. */

import { TemplateFault } from './faults.ts';
import { codePoints, isSimple, sizeOf } from './strings.ts';
import {
  Dict,
  DictView,
  isList,
  Lazy,
  Markup,
  Properties,
  Range,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.ts';

/** An iterator over a value, as Python's iter(). Throws TemplateFault where it cannot be iterated. */
export function iterate(value: Value): Iterator<Value> {
  if (value instanceof Lazy) return value.iterator;
  const items = itemsOf(value);
  if (items === undefined) throw new TemplateFault(`'${typeName(value)}' object is not iterable`);
  return items[Symbol.iterator]();
}

/** All items at once; an iterator is used up by it. */
export function toList(value: Value): readonly Value[] {
  if (isList(value)) return value;
  const iterator = iterate(value);
  return [...{ [Symbol.iterator]: () => iterator }];
}

/** len(), or undefined where a value has none. */
export function lengthOf(value: Value): number | undefined {
  if (typeof value === 'string') return sizeOf(value);
  if (value instanceof Dict) return value.size;
  if (value instanceof DictView) return value.dict.size;
  if (value instanceof Range) return value.length;
  if (value instanceof Properties) {
    const length = value.property('length');
    return typeof length === 'bigint' ? Number(length) : undefined;
  }
  return itemsOf(value)?.length;
}

/** The items of what is iterable without being used up. */
function itemsOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  if (typeof value === 'string') return isSimple(value) ? value.split('') : codePoints(value);
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return value.keys();
  if (value instanceof DictView || value instanceof Range) return value.items();
  if (value instanceof Undefined) return [];
  return undefined;
}

/** Python's bool(). */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'bigint':
      return value !== 0n;
    case 'number':
      return value !== 0;
    default:
      if (value === null || value instanceof Undefined) return false;
      if (value instanceof Markup) return value.text !== '';
      return value instanceof Lazy ? true : lengthOf(value) !== 0;
  }
}
