/** Jinja's filters by name, and the ones of its filters that cannot be given exactly here. */

import type { Filter, OpenFilter } from './filter.ts';
import { listFilters } from './listFilters.ts';
import { numberFilters } from './numberFilters.ts';
import { selectFilters } from './selectFilters.ts';
import { textFilters } from './textFilters.ts';

export const filters: ReadonlyMap<string, Filter | OpenFilter> = new Map<string, Filter | OpenFilter>([
  ...textFilters,
  ...numberFilters,
  ...listFilters,
  ...selectFilters,
]);

/** Filters of Jinja that make HTML, print for debugging, or leave it to chance. */
export const refusedFilters: ReadonlySet<string> = new Set([
  ...['e', 'escape', 'filesizeformat', 'forceescape', 'pprint', 'random', 'striptags', 'urlencode'],
  ...['urlize', 'wordwrap', 'xmlattr'],
]);
