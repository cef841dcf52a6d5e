/** Ranks or alphas of some layers as text that can be typed, "q_proj=32" a line, and back. */

const line = /^(.+)=\s*(\d+(?:\.\d+)?)$/;

/** The setting; what is not finished stays the text it is, for the validator to refuse. */
export function patternOf(text: string): unknown {
  const found = text.split('\n').map((each) => line.exec(each.trim()));
  if (text.trim() === '') return undefined;
  if (found.some((match) => !match)) return text;
  return Object.fromEntries(found.map((match) => [match?.[1]?.trim(), Number(match?.[2])]));
}

export function patternText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .map(([layers, number]) => `${layers}=${number}`)
    .join('\n');
}
