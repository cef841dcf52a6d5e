/** Python's two old ways of putting values into a text: `'%s' % x` and `'{}'.format(x)`. */

import { numberOf } from './compare.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import type { Run } from './run.ts';
import { sizeOf } from './strings.ts';
import { repr, str } from './text.ts';
import { type Arguments, Dict, Tuple, typeName, Undefined, type Value } from './values.ts';

const widest = 10_000;

/** `format % values`: a tuple gives one value after the other, a dict gives them by name. */
export function percentFormat(format: string, values: Value, run: Run): string {
  const list = values instanceof Tuple ? values.items : [values];
  let used = 0;
  const next = (name: string | undefined): Value => {
    if (name !== undefined) {
      const value = values instanceof Dict ? values.get(name) : undefined;
      if (value === undefined) throw new TemplateFault(`no value named '${name}' to format`);
      return value;
    }
    if (used >= list.length) throw new TemplateFault('not enough arguments for format string');
    return list[used++]!;
  };
  const whole = format.replace(
    /%(?:\((.*?)\))?([-+ 0#]*)(\d+|\*)?(?:\.(\d+|\*))?([hlL]?)([\s\S])|%$/g,
    (found, name, flags = '', width = '', precision: string | undefined, _size, kind: string) => {
      if (kind === '%') return '%';
      if (kind === undefined) throw new TemplateFault('incomplete format');
      if (
        !/[srdif]/.test(kind) ||
        width === '*' ||
        precision === '*' ||
        /[# ]/.test(flags) ||
        Number(width) > widest
      )
        throw new UnsupportedTemplate(`the format ${found}`);
      return pad(convert(next(name), kind, precision, run), kind, flags, Number(width));
    },
  );
  if (used < list.length && !(values instanceof Dict))
    throw new TemplateFault('not all arguments converted during string formatting');
  run.textOf(whole.length);
  return whole;
}

function convert(value: Value, kind: string, precision: string | undefined, run: Run): string {
  if (kind === 's' || kind === 'r') {
    const text = kind === 's' ? str(value, run) : repr(value, run);
    return precision === undefined ? text : [...text].slice(0, Number(precision)).join('');
  }
  if (value instanceof Undefined) throw value.fault();
  const number = numberOf(value);
  if (number === undefined)
    throw new TemplateFault(`%${kind} format: a real number is required, not ${typeName(value)}`);
  if (kind === 'f') return fixed(Number(number), Number(precision ?? 6));
  if (precision !== undefined) throw new UnsupportedTemplate(`the format %.${precision}${kind}`);
  return String(typeof number === 'number' ? BigInt(Math.trunc(number)) : number);
}

/** With that many decimals, ties to even as in Python. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21 || decimals > 50)
    throw new UnsupportedTemplate(`the number ${value} with ${decimals} decimals`);
  const exact = value.toFixed(100);
  const cut = exact.length - 100 + decimals;
  const short = value.toFixed(decimals);
  const down = exact.slice(0, decimals === 0 ? cut - 1 : cut);
  // toFixed rounds ties away from zero
  const tie = /^50*$/.test(exact.slice(cut)) && /[02468]$/.test(down);
  return tie ? down : short;
}

function pad(text: string, kind: string, flags: string, width: number): string {
  const isNumber = /[dif]/.test(kind);
  const [, sign = '', digits = ''] = isNumber ? (/^(-?)(.*)$/.exec(text) ?? []) : [text, '', text];
  const signed = isNumber && sign === '' && flags.includes('+') ? '+' : sign;
  const missing = Math.max(0, width - sizeOf(signed + digits));
  if (flags.includes('-')) return signed + digits + ' '.repeat(missing);
  return isNumber && flags.includes('0')
    ? signed + '0'.repeat(missing) + digits
    : ' '.repeat(missing) + signed + digits;
}

/** `format.format(...)` with plain fields: {}, {0}, {name}; no attributes and no format of their own. */
export function braceFormat(format: string, { positional, named }: Arguments, run: Run): string {
  let used = 0;
  const whole = format.replace(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (found, field: string | undefined) => {
    if (found === '{{' || found === '}}') return found[0]!;
    if (field === undefined) throw new TemplateFault(`single '${found}' encountered in format string`);
    if (!/^\w*$/.test(field)) throw new UnsupportedTemplate(`the format {${field}}`);
    const value = /^\d*$/.test(field) ? positional[field === '' ? used++ : Number(field)] : named.get(field);
    if (value === undefined) throw new TemplateFault(`nothing was given for {${field}}`);
    return str(value, run);
  });
  run.textOf(whole.length);
  return whole;
}
