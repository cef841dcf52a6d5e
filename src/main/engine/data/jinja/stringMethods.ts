/** The methods of Python's str that templates call. */

import { integer, type Method, optionalText, text } from './callArguments.ts';
import { TemplateFault, UnsupportedTemplate } from './faults.ts';
import { isTrue, toList } from './iterate.ts';
import type { Run } from './run.ts';
import { slice } from './slice.ts';
import { codePoints, countOf, sizeOf, spaces, splitBy, splitLines, splitWords, strip } from './strings.ts';
import { Tuple, typeName, type Value } from './values.ts';

type Given = readonly (Value | undefined)[];
type StringMethod = (self: string, given: Given, run: Run) => Value;

const entries: Readonly<Record<string, [takes: string, call: StringMethod]>> = {
  strip: ['*chars', (self, [chars]) => strip(self, optionalText(chars, 'strip'), true, true)],
  lstrip: ['*chars', (self, [chars]) => strip(self, optionalText(chars, 'lstrip'), true, false)],
  rstrip: ['*chars', (self, [chars]) => strip(self, optionalText(chars, 'rstrip'), false, true)],
  split: ['sep,maxsplit', (self, given) => split(self, given, false)],
  rsplit: ['sep,maxsplit', (self, given) => split(self, given, true)],
  splitlines: ['keepends', (self, [keep = false]) => splitLines(self, isTrue(keep))],
  partition: ['*sep', (self, [sep]) => partition(self, text(sep, 'partition'), false)],
  rpartition: ['*sep', (self, [sep]) => partition(self, text(sep, 'rpartition'), true)],
  startswith: ['*prefix,start', (self, [part, start]) => hasEdge(cut(self, start), part, 'startswith')],
  endswith: ['*suffix,start', (self, [part, start]) => hasEdge(cut(self, start), part, 'endswith')],
  removeprefix: ['*prefix', (self, [part]) => withoutEdge(self, text(part, 'removeprefix'), true)],
  removesuffix: ['*suffix', (self, [part]) => withoutEdge(self, text(part, 'removesuffix'), false)],
  replace: [
    '*old,new,count',
    (self, [old, replacement, count], run) =>
      replace(self, text(old, 'replace'), text(replacement, 'replace'), integer(count, 'replace', -1), run),
  ],
  find: ['*sub', (self, [part]) => place(self, self.indexOf(text(part, 'find')))],
  rfind: ['*sub', (self, [part]) => place(self, self.lastIndexOf(text(part, 'rfind')))],
  index: ['*sub', (self, [part]) => mustBe(place(self, self.indexOf(text(part, 'index'))))],
  rindex: ['*sub', (self, [part]) => mustBe(place(self, self.lastIndexOf(text(part, 'rindex'))))],
  count: ['*sub', (self, [part]) => BigInt(occurrences(self, text(part, 'count')))],
  join: ['*iterable', (self, [items], run) => joinTexts(self, items, run)],
  upper: ['', (self) => self.toUpperCase()],
  lower: ['', (self) => self.toLowerCase()],
  capitalize: ['', (self) => capitalize(self)],
  title: ['', (self) => title(self)],
  swapcase: ['', (self) => codePoints(self).map(swapCase).join('')],
  center: ['*width,fillchar', (self, given, run) => aligned(self, given, run, 'center')],
  ljust: ['*width,fillchar', (self, given, run) => aligned(self, given, run, 'ljust')],
  rjust: ['*width,fillchar', (self, given, run) => aligned(self, given, run, 'rjust')],
  zfill: [
    '*width',
    (self, [width], run) => {
      const missing = aligned('', [integerLeft(self, width), '0'], run, 'rjust');
      return /^[+-]/.test(self) ? self[0]! + missing + self.slice(1) : missing + self;
    },
  ],
  isspace: ['', (self) => new RegExp(`^[${spaces}]+$`).test(self)],
  isalpha: ['', (self) => /^\p{L}+$/u.test(self)],
  isdecimal: ['', (self) => /^\p{Nd}+$/u.test(self)],
  isdigit: ['', (self) => onlyDigits(self, /\p{No}/u)],
  isnumeric: ['', (self) => onlyDigits(self, /[\p{No}\p{Nl}\p{Lo}]/u)],
  isalnum: ['', (self) => onlyDigits(self.replace(/\p{L}/gu, '0'), /[\p{No}\p{Nl}]/u)],
  islower: ['', (self) => isLower(self)],
  isupper: ['', (self) => isUpper(self)],
};

export const stringMethods: ReadonlyMap<string, Method<StringMethod>> = new Map(
  Object.entries(entries).map(([name, [takes, call]]) => [
    name,
    { takes: takes === '' ? [] : takes.split(','), call },
  ]),
);

function split(self: string, [sep = null, most]: Given, fromRight: boolean): string[] {
  const limit = integer(most, 'split', -1);
  const separator = optionalText(sep, 'split');
  if (separator === '') throw new TemplateFault('empty separator');
  if (separator !== null) return splitBy(self, separator, limit, fromRight);
  if (fromRight && limit >= 0) throw new UnsupportedTemplate('rsplit() of words with a limit');
  return splitWords(self, limit);
}

function partition(self: string, separator: string, fromRight: boolean): Tuple {
  if (separator === '') throw new TemplateFault('empty separator');
  const at = fromRight ? self.lastIndexOf(separator) : self.indexOf(separator);
  if (at < 0) return new Tuple(fromRight ? ['', '', self] : [self, '', '']);
  return new Tuple([self.slice(0, at), separator, self.slice(at + separator.length)]);
}

function cut(self: string, start: Value | undefined): string {
  return start === undefined ? self : (slice(self, [start, null, null]) as string);
}

function hasEdge(self: string, part: Value | undefined, name: 'startswith' | 'endswith'): boolean {
  const parts = part instanceof Tuple ? part.items : [part];
  const test = name === 'startswith' ? self.startsWith : self.endsWith;
  return parts.some((each) => test.call(self, text(each, name)));
}

function withoutEdge(self: string, part: string, front: boolean): string {
  if (part === '' || !(front ? self.startsWith(part) : self.endsWith(part))) return self;
  return front ? self.slice(part.length) : self.slice(0, -part.length);
}

/** All, or the first `most` where that is not negative. */
export function replace(self: string, old: string, replacement: string, most: number, run: Run): string {
  const found = occurrences(self, old);
  const count = most < 0 ? found : Math.min(most, found);
  run.textOf(self.length + count * replacement.length);
  if (old === '') {
    const points = codePoints(self);
    const put = points.map((point, i) => (i < count ? replacement : '') + point).join('');
    return count > points.length ? put + replacement : put;
  }
  const parts = self.split(old);
  return (
    parts.slice(0, count + 1).join(replacement) +
    parts
      .slice(count + 1)
      .map((part) => old + part)
      .join('')
  );
}

function occurrences(self: string, part: string): number {
  return part === '' ? sizeOf(self) + 1 : countOf(self, part);
}

/** An offset in code points. */
function place(self: string, at: number): bigint {
  return BigInt(at < 0 ? -1 : sizeOf(self.slice(0, at)));
}

function mustBe(at: bigint): bigint {
  if (at < 0n) throw new TemplateFault('substring not found');
  return at;
}

function joinTexts(self: string, items: Value | undefined, run: Run): string {
  if (items === undefined) throw new TemplateFault('join() takes exactly one argument (0 given)');
  const texts = toList(items).map((item, i) => {
    if (typeof item === 'string') return item;
    throw new TemplateFault(`sequence item ${i}: expected str instance, ${typeName(item)} found`);
  });
  run.textOf(texts.reduce((sum, each) => sum + each.length + self.length, 0));
  return texts.join(self);
}

/** Upper case at the beginning of a word, which a few letters have a third form for. */
function titleCase(point: string): string {
  const upper = point.toUpperCase();
  if (/[\u01c4-\u01cc\u01f1-\u01f3\u0390\u03b0\u0587\u1f80-\u1fff\u10d0-\u10ff]/.test(point))
    throw new UnsupportedTemplate(`the letter ${point} in title case`);
  const [first = '', ...rest] = codePoints(upper);
  return first + rest.join('').toLowerCase();
}

export function capitalize(self: string): string {
  const [first = '', ...rest] = codePoints(self);
  return first && titleCase(first) + rest.join('').toLowerCase();
}

function title(self: string): string {
  let inWord = false;
  return codePoints(self)
    .map((point) => {
      const changed = inWord ? point.toLowerCase() : titleCase(point);
      inWord = /\p{Cased}/u.test(point);
      return changed;
    })
    .join('');
}

function swapCase(point: string): string {
  return /\p{Lowercase}/u.test(point) ? point.toUpperCase() : point.toLowerCase();
}

/** Puts a text into a field; where the sides of a centred one differ, Python's choice depends on both. */
export function aligned(
  self: string,
  [width, fill = ' ']: Given,
  run: Run,
  how: 'center' | 'ljust' | 'rjust',
): string {
  const wanted = integer(width, how);
  const missing = Math.max(0, wanted - sizeOf(self));
  const filler = text(fill, how);
  if (sizeOf(filler) !== 1) throw new TemplateFault('The fill character must be exactly one character long');
  run.textOf(missing * filler.length);
  const left = how === 'ljust' ? 0 : how === 'rjust' ? missing : (missing >> 1) + (missing & wanted & 1);
  return filler.repeat(left) + self + filler.repeat(missing - left);
}

function integerLeft(self: string, width: Value | undefined): bigint {
  return BigInt(Math.max(0, integer(width, 'zfill') - sizeOf(self)));
}

/** Digits of the usual kind; what else Unicode counts as numbers is told apart by tables that JavaScript lacks. */
function onlyDigits(self: string, unusual: RegExp): boolean {
  if (unusual.test(self)) throw new UnsupportedTemplate('isdigit() and its like of unusual numbers');
  return /^\p{Nd}+$/u.test(self);
}

export function isLower(self: string): boolean {
  return /\p{Lowercase}/u.test(self) && !/\p{Uppercase}|\p{Lt}/u.test(self);
}

export function isUpper(self: string): boolean {
  return /\p{Uppercase}/u.test(self) && !/\p{Lowercase}|\p{Lt}/u.test(self);
}
