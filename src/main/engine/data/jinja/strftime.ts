/** Python's strftime for one fixed moment: a template that prints today's date would train another adapter tomorrow. */

import { UnsupportedTemplate } from './faults.ts';

/** Thursday, 1 January 2026, at noon. */
const parts: Readonly<Record<string, string>> = {
  a: 'Thu',
  A: 'Thursday',
  b: 'Jan',
  B: 'January',
  c: 'Thu Jan  1 12:00:00 2026',
  C: '20',
  d: '01',
  D: '01/01/26',
  e: ' 1',
  F: '2026-01-01',
  f: '000000',
  g: '26',
  G: '2026',
  h: 'Jan',
  H: '12',
  I: '12',
  j: '001',
  k: '12',
  l: '12',
  m: '01',
  M: '00',
  n: '\n',
  p: 'PM',
  P: 'pm',
  r: '12:00:00 PM',
  R: '12:00',
  S: '00',
  t: '\t',
  T: '12:00:00',
  u: '4',
  U: '00',
  V: '01',
  w: '4',
  W: '00',
  x: '01/01/26',
  X: '12:00:00',
  y: '26',
  Y: '2026',
  z: '',
  Z: '',
  '%': '%',
};
const numeric = 'CdegGHIjklmMSuUVwWyY';

/** Forms of the GNU C library, which Python uses on Linux; `-` leaves out padding, `_` pads with spaces. */
export function strftime(format: string): string {
  return format.replace(/%([-_0^#]*)([\s\S]?)/g, (found, flags: string, letter: string) => {
    const text = parts[letter];
    if (text === undefined || !Object.hasOwn(parts, letter))
      throw new UnsupportedTemplate(`the date form ${found}`);
    if (flags === '') return text;
    const digits = text.trimStart().replace(/^0+(?=\d)/, '');
    if (flags === '-' && numeric.includes(letter)) return digits;
    if (flags === '_' && numeric.includes(letter)) return digits.padStart(text.length);
    if (flags === '0' && numeric.includes(letter)) return digits.padStart(text.length, '0');
    if (flags === '^') return text.toUpperCase();
    throw new UnsupportedTemplate(`the date form ${found}`);
  });
}
