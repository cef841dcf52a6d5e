/** Jinja's filters on texts. */

import { attributePath } from './attributePath.ts';
import { integer, text } from './callArguments.ts';
import { numberOf } from './compare.ts';
import { TemplateFault } from './faults.ts';
import { type Filter, filter, type OpenFilter, openFilter } from './filter.ts';
import { percentFormat } from './format.ts';
import { isTrue, toList } from './iterate.ts';
import type { Run } from './run.ts';
import { aligned, capitalize, replace } from './stringMethods.ts';
import { codePoints, sizeOf, splitLines, strip } from './strings.ts';
import { str } from './text.ts';
import { toJson } from './toJson.ts';
import { Dict, Markup, Tuple, Undefined, type Value } from './values.ts';

export const textFilters: readonly (readonly [string, Filter | OpenFilter])[] = [
  ['string', filter([], (value, _given, run) => (value instanceof Markup ? value : str(value, run)))],
  ['safe', filter([], (value, _given, run) => new Markup(str(value, run)))],
  ['upper', filter([], (value, _given, run) => str(value, run).toUpperCase())],
  ['lower', filter([], (value, _given, run) => str(value, run).toLowerCase())],
  ['capitalize', filter([], (value, _given, run) => capitalize(str(value, run)))],
  ['title', filter([], (value, _given, run) => title(str(value, run)))],
  [
    'trim',
    filter(['chars'], (value, [chars = null], run) =>
      strip(str(value, run), chars === null ? null : text(chars, 'trim'), true, true),
    ),
  ],
  [
    'replace',
    filter(['old', 'new', 'count'], (value, [old, replacement, count = null], run) =>
      replace(
        str(value, run),
        str(required(old), run),
        str(required(replacement), run),
        count === null ? -1 : integer(count, 'replace'),
        run,
      ),
    ),
  ],
  ['join', filter(['d', 'attribute'], join)],
  [
    'center',
    filter(['width'], (value, [width = 80n], run) => aligned(str(value, run), [width], run, 'center')),
  ],
  ['indent', filter(['width', 'first', 'blank'], indent)],
  ['truncate', filter(['length', 'killwords', 'end', 'leeway'], truncate)],
  [
    'wordcount',
    filter([], (value, _given, run) => BigInt(str(value, run).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
  ],
  ['tojson', filter(['ensure_ascii', 'indent', 'separators', 'sort_keys'], toJson)],
  [
    'format',
    openFilter((value, { positional, named }, run) =>
      percentFormat(str(value, run), named.size > 0 ? new Dict(named) : new Tuple(positional), run),
    ),
  ],
];

function required(value: Value | undefined): Value {
  if (value === undefined) throw new TemplateFault('replace takes two texts');
  return value;
}

function title(value: string): string {
  return value
    .split(/([-\s({[<]+)/)
    .map((part) => {
      const [first = '', ...rest] = codePoints(part);
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}

function join(
  value: Value,
  [between = '', attribute = null]: readonly (Value | undefined)[],
  run: Run,
): string {
  const of = attribute === null ? undefined : attributePath(attribute, run);
  const parts = toList(value).map((item) => str(of ? of(item) : item, run));
  const separator = str(between, run);
  run.textOf(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
  return parts.join(separator);
}

function indent(
  value: Value,
  [width = 4n, first = false, blank = false]: readonly (Value | undefined)[],
  run: Run,
): string {
  if (typeof value !== 'string') throw new TemplateFault('indent: expected str');
  const spaces =
    typeof width === 'string' ? width : ' '.repeat(Math.min(1000, Math.max(0, integer(width, 'indent'))));
  const lines = splitLines(`${value}\n`, false);
  run.textOf(value.length + lines.length * spaces.length);
  const rest = lines.slice(1).map((line) => (line !== '' || isTrue(blank) ? spaces + line : line));
  return (isTrue(first) ? spaces : '') + [lines[0] ?? '', ...rest].join('\n');
}

function truncate(
  value: Value,
  [length = 255n, killWords = false, end = '...', leeway = 5n]: readonly (Value | undefined)[],
): string {
  if (value instanceof Undefined || typeof value !== 'string')
    throw new TemplateFault('truncate: expected str');
  const [most, mark] = [integer(length, 'truncate'), text(end, 'truncate')];
  const slack = leeway === null ? 5 : Number(numberOf(leeway) ?? 5);
  if (most < sizeOf(mark)) throw new TemplateFault(`expected length >= ${sizeOf(mark)}, got ${most}`);
  const points = codePoints(value);
  if (points.length <= most + slack) return value;
  const kept = points.slice(0, most - sizeOf(mark)).join('');
  if (isTrue(killWords)) return kept + mark;
  const space = kept.lastIndexOf(' ');
  return (space < 0 ? kept : kept.slice(0, space)) + mark;
}
