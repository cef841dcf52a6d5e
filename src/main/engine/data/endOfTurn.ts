/** Finds where an answer ends in a rendered text: with its end-of-turn token. */

/**
 * After the answer come its end-of-turn token and things that belong to the template: white space, an end of the whole text.
 * The first special token of that tail is the end of the turn; without one the answer ends with its last character.
 */
export function endOfTurn(text: string, start: number, specials: ReadonlySet<string>): number {
  let tail = Math.max(start, trimmedEnd(text, text.length));
  let end = tail;
  for (;;) {
    const special = specialBefore(text, start, tail, specials);
    if (special === undefined) return end;
    end = tail;
    tail = Math.max(start, trimmedEnd(text, tail - special.length));
  }
}

/** Where the text up to `end` ends without white space; looks at that only, however long the text. */
function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && text.charAt(at - 1).trim() === '') at--;
  return at;
}

function specialBefore(
  text: string,
  start: number,
  end: number,
  specials: ReadonlySet<string>,
): string | undefined {
  const length = lengthsOf(specials).find(
    (some) => some <= end - start && specials.has(text.slice(end - some, end)),
  );
  return length === undefined ? undefined : text.slice(end - length, end);
}

const knownLengths = new WeakMap<ReadonlySet<string>, readonly number[]>();

/** The few lengths that special tokens have: looked up for every answer, so worked out once. */
function lengthsOf(specials: ReadonlySet<string>): readonly number[] {
  let lengths = knownLengths.get(specials);
  if (!lengths) {
    lengths = [...new Set([...specials].map((token) => token.length))].filter((length) => length > 0);
    knownLengths.set(specials, lengths);
  }
  return lengths;
}
