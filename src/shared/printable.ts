/** Text of strangers, made fit to be shown: it may hold codes that command a terminal or turn the direction of reading. */

/** Control characters but the newline, and those that turn or embed a direction, behind which a name reads otherwise than it is. */
const harmful = /[\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n]/gu;

/** @param longest in characters; the rest is left out, as dots say */
export function printable(text: string, longest: number): string {
  const shown = (text.length > longest ? text.slice(0, longest) : text).replace(harmful, '\ufffd');
  return text.length > longest ? `${shown} ...` : shown;
}
