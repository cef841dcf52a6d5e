/** Turns what a parquet column stores into what a table of text would say: whole numbers with all their digits, dates as dates. */

import type { SchemaElement, SchemaTree } from 'hyparquet';

/** One stored value as plain JSON: text, number, boolean, null, lists and objects of these. */
export type Convert = (value: unknown) => unknown;

/** Types that are converted here, since the library would round them, or lose their unit or zone. */
const bare: ReadonlySet<string> = new Set([
  ...['DECIMAL', 'DATE', 'TIME_MILLIS', 'TIME_MICROS', 'TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS'],
  ...['INTERVAL', 'BSON', 'TIME', 'TIMESTAMP'],
]);

/**
 * Takes their meaning from the columns that `converterOf` gives one, so that they come as they are stored. Converters must have
 * been made before. Source: parquet-format, LogicalTypes.md.
 */
export function takeBare(schema: readonly SchemaElement[]): void {
  for (const element of schema) {
    if (bare.has(element.converted_type ?? '')) delete element.converted_type;
    if (bare.has(element.logical_type?.type ?? '')) delete element.logical_type;
  }
}

/** How values of a column, or of what is nested in it, become plain. */
export function converterOf(node: SchemaTree): Convert {
  const one = kindOfNode(node);
  const convert: Convert = (value) => (value === null || value === undefined ? null : one(value));
  if (node.element.repetition_type !== 'REPEATED') return convert;
  return (value) => (Array.isArray(value) ? value.map(convert) : convert(value));
}

function kindOfNode(node: SchemaTree): Convert {
  const { element, children } = node;
  const [inner] = children;
  if (!inner) return leafConverter(element);
  if (element.converted_type === 'LIST' && children.length === 1) {
    const item = converterOf(inner.children.length === 1 ? (inner.children[0] as SchemaTree) : once(inner));
    return (values) => Array.from(values as ArrayLike<unknown>, item);
  }
  if (element.converted_type === 'MAP' && inner.children.length === 2) {
    const item = converterOf(inner.children[1] as SchemaTree);
    return (map) =>
      Object.fromEntries(Object.entries(map as object).map(([key, value]) => [key, item(value)]));
  }
  const fields = children.map((child) => [child.element.name, converterOf(child)] as const);
  return (row) =>
    Object.fromEntries(
      fields.map(([name, convert]) => [name, convert((row as Record<string, unknown>)[name])]),
    );
}

/** A repeated group whose list is already taken apart. */
function once(node: SchemaTree): SchemaTree {
  return { ...node, element: { ...node.element, repetition_type: 'REQUIRED' } };
}

function leafConverter({ type, converted_type, logical_type, scale }: SchemaElement): Convert {
  if (converted_type === 'DECIMAL') return (value) => decimal(wholeNumber(value), scale ?? 0);
  if (converted_type === 'DATE') return (days) => instant(BigInt(Number(days)) * 86_400n, 0n, 0).slice(0, -9);
  if (converted_type === 'INTERVAL') return (value) => interval(value as Uint8Array);
  const unit = unitOf(converted_type, logical_type);
  if (unit) {
    const { digits, isTime, zone } = unit;
    const perSecond = 10n ** BigInt(digits);
    return (value) => {
      const ticks = BigInt(value as bigint | number);
      const second = (ticks - mod(ticks, perSecond)) / perSecond;
      const text = instant(second, mod(ticks, perSecond), digits);
      return isTime ? text.slice(text.indexOf(' ') + 1) : `${text}${zone}`;
    };
  }
  if (type === 'FLOAT') return (value) => shortest(value as number);
  return (value) => {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    return value instanceof Uint8Array ? textOf(value) : value;
  };
}

const unitDigits: Readonly<Record<string, number>> = { MILLIS: 3, MICROS: 6, NANOS: 9 };

/** What a whole number of a time or a point in time counts: 10^-digits seconds. */
function unitOf(
  converted: SchemaElement['converted_type'],
  logical: SchemaElement['logical_type'],
): { digits: number; isTime: boolean; zone: string } | undefined {
  if (logical?.type === 'TIME' || logical?.type === 'TIMESTAMP') {
    const isTime = logical.type === 'TIME';
    const zone = !isTime && logical.isAdjustedToUTC ? '+00' : '';
    return { digits: unitDigits[logical.unit] ?? 0, isTime, zone };
  }
  const [kind, unit = ''] = converted?.split('_') ?? [];
  if (kind !== 'TIME' && kind !== 'TIMESTAMP') return undefined;
  return { digits: unitDigits[unit] ?? 0, isTime: kind === 'TIME', zone: '' };
}

/** Nanoseconds since 1970, as the older format stores points in time. */
export function instantOfNanoseconds(nanoseconds: bigint): string {
  const fraction = mod(nanoseconds, 1_000_000_000n);
  return instant((nanoseconds - fraction) / 1_000_000_000n, fraction, 9);
}

/** `2024-02-29 10:00:00`, and what the fraction has that is not nought. */
function instant(seconds: bigint, fraction: bigint, digits: number): string {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return `${seconds} seconds after 1970`;
  const rest = fraction === 0n ? '' : `.${fraction.toString().padStart(digits, '0').replace(/0+$/, '')}`;
  return `${date.toISOString().replace('T', ' ').slice(0, -5)}${rest}`;
}

function mod(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

/** Big-endian two's complement where it is stored as bytes. */
function wholeNumber(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as bigint | number);
  const hex = Buffer.from(value).toString('hex');
  return BigInt.asIntN(value.length * 8, BigInt(`0x${hex || '0'}`));
}

function decimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return value < 0n ? `-${text}` : text;
}

/** ISO 8601's: months, days and milliseconds, each of 32 bits. */
function interval(bytes: Uint8Array): string {
  const [months, days, ms] = [0, 4, 8].map((at) => Buffer.from(bytes).readUInt32LE(at)) as [
    number,
    number,
    number,
  ];
  return `P${months}M${days}DT${ms / 1000}S`;
}

/** The fewest digits that name this float32. */
function shortest(value: number): number | string {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes are text where they can be, and else their printable characters among codes. */
function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes)
      .toString('latin1')
      .replace(
        /[^\x20-\x7e]/g,
        (char) => `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
      );
  }
}
