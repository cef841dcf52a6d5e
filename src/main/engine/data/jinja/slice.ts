/** Python's `x[a:b:c]` on texts, lists, tuples and ranges. */

import { numberOf } from './compare.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { codePoints, isSimple } from './strings.ts';
import { isList, Range, Tuple, typeName, Undefined, type Value } from './values.ts';

/** `bounds`: start, stop and step, null for those left out. */
export function slice(value: Value, bounds: readonly Value[]): Value {
  const [start, stop, step] = bounds.map(index);
  if (typeof value === 'string') {
    if (isSimple(value) && (step ?? 1) === 1) {
      const [from, to] = clamp(value.length, start, stop, 1);
      return value.slice(from, Math.max(from, to));
    }
    return pick(codePoints(value), start, stop, step).join('');
  }
  if (isList(value)) return pick(value, start, stop, step);
  if (value instanceof Tuple) return new Tuple(pick(value.items, start, stop, step));
  if (value instanceof Range) {
    const [from, to] = clamp(value.length, start, stop, step ?? 1);
    const end = value.start + BigInt(Math.max(from, to)) * value.step;
    if ((step ?? 1) !== 1) throw new UnsupportedTemplate('a range in steps of another');
    return new Range(value.at(from), end, value.step);
  }
  if (value instanceof Undefined) throw value.fault();
  throw new TemplateFault(`'${typeName(value)}' object is not subscriptable`);
}

function pick<T>(items: readonly T[], start: number | undefined, stop: number | undefined, step = 1): T[] {
  if (step === 0) throw new TemplateFault('slice step cannot be zero');
  const [from, to] = clamp(items.length, start, stop, step);
  const picked: T[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) picked.push(items[i]!);
  return picked;
}

function clamp(
  length: number,
  start: number | undefined,
  stop: number | undefined,
  step: number,
): [number, number] {
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const within = (at: number): number => Math.min(highest, Math.max(lowest, at < 0 ? at + length : at));
  return [
    start === undefined ? (step > 0 ? lowest : highest) : within(start),
    stop === undefined ? (step > 0 ? highest : lowest) : within(stop),
  ];
}

function index(value: Value): number | undefined {
  if (value === null) return undefined;
  if (value instanceof Undefined) throw value.fault();
  const number = numberOf(value);
  if (typeof number !== 'bigint')
    throw new TemplateFault('slice indices must be integers or None or have an __index__ method');
  return Number(number);
}
