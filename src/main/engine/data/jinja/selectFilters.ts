/** Jinja's filters that apply another filter or a test to each item; they give iterators, to be walked once. */

import { attributePath } from './attributePath.ts';
import { TemplateFault } from './faults.ts';
import { type ByName, type OpenFilter, openFilter } from './filter.ts';
import { isTrue, iterate } from './iterate.ts';
import type { Run } from './run.ts';
import { type Arguments, Lazy, Undefined, type Value } from './values.ts';

export const selectFilters: readonly (readonly [string, OpenFilter])[] = [
  ['map', openFilter((...given) => new Lazy(map(...given)))],
  ['select', selecting({ keep: true, byAttribute: false })],
  ['reject', selecting({ keep: false, byAttribute: false })],
  ['selectattr', selecting({ keep: true, byAttribute: true })],
  ['rejectattr', selecting({ keep: false, byAttribute: true })],
];

interface Selection {
  readonly keep: boolean;
  readonly byAttribute: boolean;
}

function selecting(which: Selection): OpenFilter {
  return openFilter((value, args, run, use) => new Lazy(select(value, args, run, use, which)));
}

function* map(value: Value, { positional, named }: Arguments, run: Run, use: ByName): Iterable<Value> {
  if (!isTrue(value)) return;
  const [name, ...rest] = positional;
  let change: (item: Value) => Value;
  if (name === undefined && named.has('attribute')) {
    const unknown = [...named.keys()].find((key) => key !== 'attribute' && key !== 'default');
    if (unknown !== undefined) throw new TemplateFault(`Unexpected keyword argument '${unknown}'`);
    change = attributePath(named.get('attribute')!, run, named.get('default') ?? null);
  } else {
    if (typeof name !== 'string') throw new TemplateFault('map requires a filter argument');
    change = (item) => use.filter(name, item, { positional: rest, named }, run);
  }
  for (const item of walk(value)) yield change(item);
}

function* select(
  value: Value,
  { positional, named }: Arguments,
  run: Run,
  use: ByName,
  { keep, byAttribute }: Selection,
): Iterable<Value> {
  if (!isTrue(value)) return;
  const [attribute, name, ...rest] = byAttribute ? positional : [null, ...positional];
  if (attribute === undefined) throw new TemplateFault('Missing parameter for attribute name');
  const of = byAttribute ? attributePath(attribute, run) : (item: Value): Value => item;
  for (const item of walk(value)) {
    run.spend(1);
    const tested = of(item);
    const holds =
      name === undefined
        ? isTrue(tested)
        : use.test(testName(name), tested, { positional: rest, named }, run);
    if (holds === keep) yield item;
  }
}

function testName(name: Value): string {
  if (typeof name === 'string') return name;
  throw name instanceof Undefined ? name.fault() : new TemplateFault('No test of that name.');
}

function walk(value: Value): Iterable<Value> {
  const iterator = iterate(value);
  return { [Symbol.iterator]: () => iterator };
}
