/** What a filter is, apart from the filters themselves. */

import type { Method } from './callArguments.ts';
import type { Run } from './run.ts';
import type { Arguments, Value } from './values.ts';

/** A filter with fixed arguments; `given` is in the order of `takes`. */
export type Filter = Method<(value: Value, given: readonly (Value | undefined)[], run: Run) => Value>;

/** A filter that passes its arguments on, as `map` does. */
export interface OpenFilter {
  readonly takes: null;
  readonly call: (value: Value, args: Arguments, run: Run, use: ByName) => Value;
}

/** The way from within a filter to others, by their names. */
export interface ByName {
  readonly filter: (name: string, value: Value, args: Arguments, run: Run) => Value;
  readonly test: (name: string, value: Value, args: Arguments, run: Run) => boolean;
}

export function filter(takes: readonly string[], call: Filter['call']): Filter {
  return { takes, call };
}

export function openFilter(call: OpenFilter['call']): OpenFilter {
  return { takes: null, call };
}
