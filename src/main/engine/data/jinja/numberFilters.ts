/** Jinja's filters on numbers. */

import { integer } from './callArguments.ts';
import { numberOf } from './compare.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { type Filter, filter } from './filter.ts';
import { fixed } from './format.ts';
import { strip } from './strings.ts';
import { typeName, Undefined, type Value } from './values.ts';

export const numberFilters: readonly (readonly [string, Filter])[] = [
  ['abs', filter([], abs)],
  ['int', filter(['default', 'base'], toInt)],
  ['float', filter(['default'], (value, [other = 0]) => toFloat(value) ?? other)],
  ['round', filter(['precision', 'method'], round)],
];

function abs(value: Value): Value {
  const number = numberOf(value);
  if (number === undefined) throw notANumber('abs', value);
  return number < 0 ? -number : number;
}

function toInt(value: Value, [other = 0n, base = 10n]: readonly (Value | undefined)[]): Value {
  if (base !== 10n && typeof value === 'string') throw new UnsupportedTemplate('int with a base');
  if (value instanceof Undefined) throw value.fault();
  const number = numberOf(value);
  if (typeof number === 'bigint') return number;
  if (typeof value === 'string') {
    const digits = strip(value, null, true, true);
    if (/^[+-]?\d+(_\d+)*$/.test(digits)) return whole(digits.replaceAll('_', '').replace(/^\+/, ''));
  }
  const float = toFloat(value);
  return float === undefined || !Number.isFinite(float) ? other : BigInt(Math.trunc(float));
}

function whole(digits: string): bigint {
  if (digits.length > 4300) throw new TemplateFault('an integer of more than 4300 digits');
  return BigInt(digits);
}

function toFloat(value: Value): number | undefined {
  if (value instanceof Undefined) throw value.fault();
  const number = numberOf(value);
  if (number !== undefined) return Number(number);
  if (typeof value !== 'string') return undefined;
  const text = strip(value, null, true, true).toLowerCase();
  if (/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?$/.test(text))
    return Number(text.replaceAll('_', ''));
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(text);
  if (!special) return undefined;
  return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
}

function round(value: Value, [precision = 0n, method = 'common']: readonly (Value | undefined)[]): Value {
  const number = numberOf(value);
  if (number === undefined) throw notANumber('round', value);
  const decimals = integer(precision, 'round');
  if (decimals < 0) throw new UnsupportedTemplate('round to tens');
  if (method === 'common') {
    if (typeof number === 'bigint') return number;
    return Math.abs(number) < 1e21 && Number.isFinite(number) ? Number(fixed(number, decimals)) : number;
  }
  if (method !== 'ceil' && method !== 'floor')
    throw new TemplateFault('method must be common, ceil or floor');
  const factor = 10 ** decimals;
  return Math[method](Number(number) * factor) / factor;
}

function notANumber(name: string, value: Value): TemplateFault {
  if (value instanceof Undefined) return value.fault();
  return new TemplateFault(`bad operand type for ${name}(): '${typeName(value)}'`);
}
