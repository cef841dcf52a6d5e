/** Python's ==, < and `in`, which look into lists and dicts and take numbers of all types as one. */

import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { iterate } from './iterate.ts';
import type { Run } from './run.ts';
import { compareStrings } from './strings.ts';
import { Dict, DictView, isList, Markup, Range, Tuple, typeName, Undefined, type Value } from './values.ts';

/** Python's ==. */
export function equal(a: Value, b: Value, run: Run): boolean {
  run.spend(1);
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  if (a instanceof Markup) return equal(a.text, b, run);
  if (b instanceof Markup) return equal(a, b.text, run);
  const [left, right] = [numberOf(a), numberOf(b)];
  // biome-ignore lint/suspicious/noDoubleEquals: it compares bigint and number by their values
  if (left !== undefined && right !== undefined) return left == right;
  if (a === b) return true;
  if (isList(a) && isList(b)) return equalItems(a, b, run);
  if (a instanceof Tuple && b instanceof Tuple) return equalItems(a.items, b.items, run);
  if (a instanceof Dict && b instanceof Dict) return equalDicts(a, b, run);
  if (a instanceof Range && b instanceof Range) return equalItems(a.items(), b.items(), run);
  if (a instanceof DictView && b instanceof DictView) throw new UnsupportedTemplate('dict views compared');
  return a instanceof Undefined && b instanceof Undefined;
}

function equalItems(a: readonly Value[], b: readonly Value[], run: Run): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i] || equal(item, b[i]!, run));
}

function equalDicts(a: Dict, b: Dict, run: Run): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a.entries()) {
    const other = b.get(key);
    if (other === undefined || !(other === value || equal(value, other, run))) return false;
  }
  return true;
}

/** Which comes first: negative, 0 or positive, NaN where neither does. Throws TemplateFault for what has no order. */
export function compare(a: Value, b: Value, operator: string, run: Run): number {
  run.spend(1);
  if (a instanceof Undefined) throw a.fault();
  if (b instanceof Undefined) throw b.fault();
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left !== undefined && right !== undefined) {
    if (left < right) return -1;
    if (left > right) return 1;
    // biome-ignore lint/suspicious/noDoubleEquals: it compares bigint and number by their values
    return left == right ? 0 : Number.NaN;
  }
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (isList(a) && isList(b)) return compareItems(a, b, operator, run);
  if (a instanceof Tuple && b instanceof Tuple) return compareItems(a.items, b.items, operator, run);
  throw new TemplateFault(
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

function compareItems(a: readonly Value[], b: readonly Value[], operator: string, run: Run): number {
  const at = a.findIndex((item, i) => i >= b.length || !(item === b[i] || equal(item, b[i]!, run)));
  if (at >= 0 && at < b.length) return compare(a[at]!, b[at]!, operator, run);
  return a.length - b.length;
}

/** Python's `item in container`. */
export function contains(container: Value, item: Value, run: Run): boolean {
  if (typeof container === 'string') {
    if (item instanceof Undefined || typeof item !== 'string')
      throw new TemplateFault(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    run.spend(container.length >>> 8);
    return container.includes(item);
  }
  if (container instanceof Dict) return container.has(item);
  if (container instanceof DictView && container.kind === 'keys') return container.dict.has(item);
  const iterator = iterate(container);
  for (let next = iterator.next(); !next.done; next = iterator.next())
    if (next.value === item || equal(next.value, item, run)) return true;
  return false;
}

/** A bool, int or float as a number; undefined for anything else. */
export function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? (value ? 1n : 0n) : undefined;
}
