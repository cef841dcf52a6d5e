/** The way `attribute='function.name'` of filters goes into an object. */

import { subscript } from './attributes.ts';
import type { Run } from './run.ts';
import { Undefined, type Value } from './values.ts';

/** A function that follows the path; parts of digits are indices, and `whenMissing` stands in for what is not there. */
export function attributePath(path: Value, run: Run, whenMissing: Value = null): (item: Value) => Value {
  const parts =
    typeof path === 'string'
      ? path.split('.').map((part) => (/^\d+$/.test(part) ? BigInt(part) : part))
      : [path];
  return (item) => {
    let found = item;
    for (const part of parts) {
      found = subscript(found, part, run);
      if (found instanceof Undefined && whenMissing !== null) found = whenMissing;
    }
    return found;
  };
}

/** Filters that sort or compare take texts without regard to case unless told otherwise. */
export function withoutCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
