/** Brings what was read from JSON into the values of templates. */

import { Dict, type Value } from './values.ts';

/**
 * Integers become Python's int and other numbers its float; numbers kept as their text (`JSON.rawJSON`) keep every digit.
 * Throws TypeError for what JSON has not.
 */
export function fromJson(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== 'object') throw new TypeError(`internal: a ${typeof value} for a template`);
  if (isRaw(value)) return numberFrom(JSON.stringify(value));
  const dict = new Dict();
  for (const [key, item] of Object.entries(value)) if (item !== undefined) dict.set(key, fromJson(item));
  return dict;
}

// not yet among TypeScript's own declarations
const isRaw = (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON;

function numberFrom(text: string): Value {
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}
