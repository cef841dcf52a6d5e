/** Writes values as Python's str() and repr() do, for what templates print is made of them. */

import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { toList } from './iterate.ts';
import type { Run } from './run.ts';
import {
  Dict,
  DictView,
  isList,
  Markup,
  Namespace,
  Range,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.ts';

/** Nesting of lists and dicts that is still written. */
const deepest = 100;

/** Python's str(). */
export function str(value: Value, run: Run): string {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  return value instanceof Undefined ? '' : repr(value, run);
}

/** Python's repr(). */
export function repr(value: Value, run: Run, depth = 0): string {
  run.spend(1);
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return String(value);
    case 'number':
      return floatText(value);
    case 'string':
      return quoted(value);
  }
  if (depth > deepest) throw new TemplateFault('maximum recursion depth exceeded');
  const list = (items: readonly Value[]): string =>
    joined(
      items.map((item) => repr(item, run, depth + 1)),
      run,
    );
  if (isList(value)) return `[${list(value)}]`;
  if (value instanceof Tuple) return `(${list(value.items)}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Dict) return dictText(value.entries(), run, depth);
  if (value instanceof Namespace) return `<Namespace ${dictText(value.fields, run, depth)}>`;
  if (value instanceof DictView) return `${typeName(value)}([${list(toList(value))}])`;
  if (value instanceof Range) {
    const stop = value.start + BigInt(value.length) * value.step;
    if (value.step === 1n) return `range(${value.start}, ${stop})`;
  }
  if (value instanceof Undefined) return 'Undefined';
  throw new UnsupportedTemplate(`a ${typeName(value)} printed as text`);
}

function dictText(entries: Iterable<readonly [Value, Value]>, run: Run, depth: number): string {
  const parts = [...entries].map(
    ([key, value]) => `${repr(key, run, depth + 1)}: ${repr(value, run, depth + 1)}`,
  );
  return `{${joined(parts, run)}}`;
}

function joined(parts: readonly string[], run: Run): string {
  run.textOf(parts.reduce((sum, part) => sum + part.length + 2, 0));
  return parts.join(', ');
}

/** The shortest digits that read back as the same number, as JavaScript finds them, in Python's form. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [, sign = '', lead = '', rest = '', exponent = ''] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential()) ?? [];
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const padded = String(Math.abs(power)).padStart(2, '0');
    return `${sign}${lead}${rest && `.${rest}`}e${power < 0 ? '-' : '+'}${padded}`;
  }
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${lead}${rest}`;
  const digits = (lead + rest).padEnd(power + 1, '0');
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1) || '0'}`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** In single quotes, unless only those stand in the text; what cannot be seen is escaped. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return escapes[character] ?? codeEscape(character.codePointAt(0)!);
  });
  return quote + body + quote;
}

function codeEscape(code: number): string {
  const [letter, width] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).padStart(width as number, '0')}`;
}
