/** Jinja's tests, which stand behind `is`. */

import { calculate } from './arithmetic.ts';
import type { Method } from './callArguments.ts';
import { compare, contains, equal, numberOf } from './compare.ts';
import { TemplateFault } from './faults.ts';
import { filters, refusedFilters } from './filterTable.ts';
import { lengthOf } from './iterate.ts';
import { isSequence } from './listFilters.ts';
import type { Run } from './run.ts';
import { isLower, isUpper } from './stringMethods.ts';
import { str } from './text.ts';
import { Callable, Dict, Lazy, Markup, Undefined, type Value } from './values.ts';

type Test = Method<(value: Value, given: readonly (Value | undefined)[], run: Run) => boolean>;

const plain = (holds: (value: Value, run: Run) => boolean): Test => ({
  takes: [],
  call: (value, _given, run) => holds(value, run),
});
const against = (holds: (value: Value, other: Value, run: Run) => boolean): Test => ({
  takes: ['other'],
  call: (value, [other], run) => {
    if (other === undefined) throw new TemplateFault('the test takes a value to compare with');
    return holds(value, other, run);
  },
});

const equals = against(equal);
const differs = against((value, other, run) => !equal(value, other, run));
const greater = against((value, other, run) => compare(value, other, '>', run) > 0);
const atLeast = against((value, other, run) => compare(value, other, '>=', run) >= 0);
const less = against((value, other, run) => compare(value, other, '<', run) < 0);
const atMost = against((value, other, run) => compare(value, other, '<=', run) <= 0);

export const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['defined', plain((value) => !(value instanceof Undefined))],
  ['undefined', plain((value) => value instanceof Undefined)],
  ['none', plain((value) => value === null)],
  ['boolean', plain((value) => typeof value === 'boolean')],
  ['true', plain((value) => value === true)],
  ['false', plain((value) => value === false)],
  ['integer', plain((value) => typeof value === 'bigint')],
  ['float', plain((value) => typeof value === 'number')],
  ['number', plain((value) => numberOf(value) !== undefined)],
  ['string', plain((value) => typeof value === 'string' || value instanceof Markup)],
  ['mapping', plain((value) => value instanceof Dict)],
  ['sequence', plain(isSequence)],
  ['iterable', plain((value) => value instanceof Lazy || isSequence(value) || lengthOf(value) !== undefined)],
  ['callable', plain((value) => value instanceof Callable || value instanceof Undefined)],
  ['escaped', plain((value) => value instanceof Markup)],
  ['lower', plain((value, run) => isLower(str(value, run)))],
  ['upper', plain((value, run) => isUpper(str(value, run)))],
  ['odd', plain((value, run) => remainder(value, 2n, run) === 1)],
  ['even', plain((value, run) => remainder(value, 2n, run) === 0)],
  ['divisibleby', against((value, other, run) => remainder(value, other, run) === 0)],
  [
    'filter',
    plain((value) => typeof value === 'string' && (filters.has(value) || refusedFilters.has(value))),
  ],
  ['test', plain((value) => typeof value === 'string' && tests.has(value))],
  ['sameas', against((value, other) => value === other)],
  ['in', against((value, other, run) => contains(other, value, run))],
  ...['==', 'eq', 'equalto'].map((name) => [name, equals] as const),
  ...['!=', 'ne'].map((name) => [name, differs] as const),
  ...['>', 'gt', 'greaterthan'].map((name) => [name, greater] as const),
  ...['>=', 'ge'].map((name) => [name, atLeast] as const),
  ...['<', 'lt', 'lessthan'].map((name) => [name, less] as const),
  ...['<=', 'le'].map((name) => [name, atMost] as const),
]);

function remainder(value: Value, by: Value, run: Run): number {
  return Number(calculate('%', value, by, run));
}
