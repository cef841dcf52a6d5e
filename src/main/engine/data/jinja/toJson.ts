/** json.dumps as transformers gives it to templates, in which numbers and spacing are Python's. */

import { compare, numberOf } from './compare.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { toList } from './iterate.ts';
import type { Run } from './run.ts';
import { floatText } from './text.ts';
import { Dict, isList, Markup, Tuple, typeName, type Value } from './values.ts';

interface Style {
  readonly ascii: boolean;
  /** One level of it; undefined for all on one line. */
  readonly indent: string | undefined;
  readonly item: string;
  readonly key: string;
  readonly sorted: boolean;
}

const deepest = 200;

/** `options` in the order of json.dumps: ensure_ascii, indent, separators, sort_keys. */
export function toJson(value: Value, options: readonly (Value | undefined)[], run: Run): string {
  const [ascii = false, indent = null, separators = null, sorted = false] = options;
  return write(value, styleOf(ascii === true, indent, separators, sorted === true), '\n', run, 0);
}

function styleOf(ascii: boolean, indent: Value, separators: Value, sorted: boolean): Style {
  const number = numberOf(indent);
  const step =
    typeof indent === 'string'
      ? indent
      : number === undefined
        ? undefined
        : ' '.repeat(Math.max(0, Math.min(100, Number(number))));
  if (separators === null)
    return { ascii, indent: step, item: step === undefined ? ', ' : ',', key: ': ', sorted };
  const [item, key] = toList(separators);
  if (typeof item !== 'string' || typeof key !== 'string')
    throw new TemplateFault('tojson: separators are two texts');
  return { ascii, indent: step, item, key, sorted };
}

function write(value: Value, style: Style, line: string, run: Run, depth: number): string {
  run.spend(1);
  if (depth > deepest) throw new TemplateFault('maximum recursion depth exceeded');
  if (typeof value === 'string') return jsonString(value, style.ascii);
  if (value instanceof Markup) return jsonString(value.text, style.ascii);
  if (value instanceof Dict) {
    const entries = [...value.entries()];
    if (style.sorted) entries.sort(([a], [b]) => compare(a, b, '<', run));
    return wrap('{', '}', style, line, run, entries, ([key, item], inner) => {
      const name = jsonString(keyText(key), style.ascii);
      return name + style.key + write(item, style, inner, run, depth + 1);
    });
  }
  const items = isList(value) ? value : value instanceof Tuple ? value.items : undefined;
  if (items)
    return wrap('[', ']', style, line, run, items, (item, inner) =>
      write(item, style, inner, run, depth + 1),
    );
  return scalar(value);
}

function wrap<T>(
  open: string,
  close: string,
  { indent, item }: Style,
  line: string,
  run: Run,
  parts: readonly T[],
  text: (part: T, inner: string) => string,
): string {
  if (parts.length === 0) return open + close;
  const inner = indent === undefined ? '' : line + indent;
  const texts = parts.map((part) => text(part, inner || line));
  run.textOf(texts.reduce((sum, each) => sum + each.length + inner.length + item.length, 0));
  return open + inner + texts.join(item + inner) + (indent === undefined ? '' : line) + close;
}

function scalar(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return floatText(value).replace('nan', 'NaN').replace('inf', 'Infinity');
  throw new TemplateFault(`Object of type ${typeName(value)} is not JSON serializable`);
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null || numberOf(key) !== undefined) return scalar(key);
  throw new UnsupportedTemplate(`a ${typeName(key)} as a key`);
}

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
const special = /["\\\u0000-\u001f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const notAscii = /["\\\u0000-\u001f]|[^\u0000-\u007e]|\u007f/g;

function jsonString(text: string, ascii: boolean): string {
  const escaped = (unit: string): string =>
    short[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${text.replace(ascii ? notAscii : special, escaped)}"`;
}
