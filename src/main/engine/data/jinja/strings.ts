/** Strings as Python counts them: by code points, with its own idea of white space and of line ends. */

/** Whether UTF-16 units and code points are the same. */
export function isSimple(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

export function codePoints(text: string): string[] {
  return [...text];
}

/** Code points of a text. */
export function sizeOf(text: string): number {
  return isSimple(text) ? text.length : codePoints(text).length;
}

/** From Python's str.isspace, which knows U+001C to U+001F and U+0085 but no byte order mark. */
export const spaces = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const first = new RegExp(`[^${spaces}]`);
const leading = new RegExp(`^[${spaces}]+`);
const isSpace = new RegExp(`^[${spaces}]$`);

/** strip, lstrip and rstrip; `characters`: what to take off, or white space. */
export function strip(text: string, characters: string | null, left: boolean, right: boolean): string {
  if (characters === null && !first.test(text)) return '';
  const goes = characters === null ? (unit: string) => isSpace.test(unit) : setOf(characters);
  const units = characters === null || isSimple(text + characters) ? text : codePoints(text);
  let [start, end] = [0, units.length];
  if (left) while (start < end && goes(units[start]!)) start++;
  if (right) while (end > start && goes(units[end - 1]!)) end--;
  return typeof units === 'string' ? units.slice(start, end) : units.slice(start, end).join('');
}

function setOf(characters: string): (unit: string) => boolean {
  const set = new Set(characters);
  return (unit) => set.has(unit);
}

/** split() without a separator: by runs of white space; `most` cuts, -1 for all. */
export function splitWords(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = strip(text, null, true, false);
  const word = new RegExp(`^[^${spaces}]+`);
  while (rest !== '') {
    if (words.length === most) return [...words, rest];
    const [found = ''] = word.exec(rest) ?? [];
    words.push(found);
    rest = rest.slice(found.length).replace(leading, '');
  }
  return words;
}

/** split() and rsplit() by a separator that is not empty. */
export function splitBy(text: string, separator: string, most: number, fromRight: boolean): string[] {
  const parts = text.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  return fromRight
    ? [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), parts.slice(most).join(separator)];
}

const lineEnd = '(?:\\r\\n|[\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029])';
const lines = new RegExp(`(?:(?!${lineEnd})[\\s\\S])*(?:${lineEnd}|$)`, 'g');
const lastEnd = new RegExp(`${lineEnd}$`);

export function splitLines(text: string, keepEnds: boolean): string[] {
  const found = text.match(lines) ?? [];
  if (found.at(-1) === '') found.pop();
  return keepEnds ? found : found.map((line) => line.replace(lastEnd, ''));
}

/** How often `part`, which is not empty, stands in `text` without overlapping itself. */
export function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

/** Compares by code points: -1, 0 or 1. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (isSimple(a) && isSimple(b)) return a < b ? -1 : 1;
  const [left, right] = [codePoints(a), codePoints(b)];
  const at = left.findIndex((point, i) => point !== right[i]);
  if (at < 0) return -1;
  return at >= right.length || left[at]!.codePointAt(0)! > right[at]!.codePointAt(0)! ? 1 : -1;
}
