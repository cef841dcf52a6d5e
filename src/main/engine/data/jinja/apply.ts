/** Finds filters and tests by their names and calls them. */

import { bind } from './callArguments.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import type { ByName } from './filter.ts';
import { filters, refusedFilters } from './filterTable.ts';
import type { Run } from './run.ts';
import { tests } from './tests.ts';
import { type Arguments, Markup, type Value } from './values.ts';

/** What is wrong with a filter's name; undefined where it can be used. */
export function filterProblem(name: string): Error | undefined {
  if (filters.has(name)) return undefined;
  return refusedFilters.has(name)
    ? new UnsupportedTemplate(`the filter "${name}"`)
    : new TemplateFault(`No filter named '${name}'.`);
}

/** What is wrong with a test's name; undefined where it can be used. */
export function testProblem(name: string): Error | undefined {
  return tests.has(name) ? undefined : new TemplateFault(`No test named '${name}'.`);
}

const forMarkup = new Set(['d', 'default', 'safe', 'string', 'tojson']);

export function applyFilter(name: string, value: Value, args: Arguments, run: Run): Value {
  run.spend(typeof value === 'string' ? 1 + (value.length >>> 8) : 1);
  const filter = filters.get(name);
  if (!filter) throw filterProblem(name);
  if (value instanceof Markup && !forMarkup.has(name))
    throw new UnsupportedTemplate(`the filter "${name}" on a text marked as safe`);
  return filter.takes === null
    ? filter.call(value, args, run, byName)
    : filter.call(value, bind(name, filter.takes, args), run);
}

export function applyTest(name: string, value: Value, args: Arguments, run: Run): boolean {
  run.spend(1);
  const test = tests.get(name);
  if (!test) throw testProblem(name);
  return test.call(value, bind(name, test.takes, args), run);
}

const byName: ByName = { filter: applyFilter, test: applyTest };
