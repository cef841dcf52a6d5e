/** Parses JSON so that every digit of a number stays as it is written, where a double would not hold it. */

interface Source {
  readonly source?: string;
}

/** What ECMAScript has for this, and the compiler's library does not describe yet. */
const exact = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: Source) => unknown): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
};

/** Digits that such a number would have; most rows have none and need no closer look. */
const anyInexact = /\d[.eE]|\d{16}|-0/;
/** A number that may be written in a way of its own: with a fraction, an exponent, or more digits than a double has. */
const perhapsInexact = /[:[,]\s*-?\d+(?:\d{15}|[.eE])|^\s*-?[\d.eE+-]+\s*$|-0/;

/** As `JSON.parse`; a number whose digits a double does not give back is the object `JSON.rawJSON` makes of them. */
export function parseExactly(text: string): unknown {
  if (!anyInexact.test(text) || !perhapsInexact.test(text)) return JSON.parse(text);
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? exact.rawJSON(source)
      : value,
  );
}

/** The digits of a number kept as text; undefined for anything else. */
export function rawNumber(value: unknown): string | undefined {
  return exact.isRawJSON(value) ? value.rawJSON : undefined;
}

/** Whether a text is a list or an object as Python prints it, with texts in single quotes: it is no JSON. */
export function isPythonSpelling(text: string): boolean {
  return /^\s*[[{][\s[{(]*u?'/.test(text);
}
