/** Finds regular expressions that try exponentially many ways, as the Rust tokenizer aborts the whole process over them. */

/** An element of a pattern with how often it may stand. */
interface Element {
  readonly optional: boolean;
  readonly endless: boolean;
  /** Of a group: its alternatives. */
  readonly inner: readonly (readonly Element[])[];
}

/**
 * Whether a group that repeats without end holds nothing required but one thing that repeats without end itself, as in
 * `(\w+\s?)+$`: where what follows the group fails, every way to share the text between the two is tried.
 */
export function triesWithoutEnd(pattern: string): boolean {
  return new PatternReader(pattern).alternatives().some(isRisky);
}

function isRisky(sequence: readonly Element[]): boolean {
  return sequence.some(({ endless, inner }, i) => {
    const follows = i < sequence.length - 1;
    const doubled = inner.some((body) => {
      const required = body.filter((element) => !element.optional);
      const repeated = body.filter((element) => element.endless);
      return repeated.length > 0 && required.every((element) => element.endless) && required.length <= 1;
    });
    return (follows && endless && doubled) || inner.some(isRisky);
  });
}

const quantifier = /(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/y;
/** One character, class or escape; a bracketed class may hold others. */
const single = /\\(?:[pP]\{[^}]*\}|x\{[^}]*\}|[\s\S])|[\s\S]/y;

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** Up to the end of the pattern or of the group. */
  alternatives(): Element[][] {
    const all: Element[][] = [[]];
    while (this.#at < this.#pattern.length) {
      const next = this.#pattern[this.#at];
      if (next === ')') break;
      if (next === '|') {
        all.push([]);
        this.#at++;
      } else all.at(-1)!.push(this.#element());
    }
    return all;
  }

  #element(): Element {
    const next = this.#pattern[this.#at];
    let inner: Element[][] = [];
    if (next === '(') {
      const [opening = '('] = this.#take(/\((?:\?(?:[:=!>]|<[=!]|[a-zA-Z-]*:|<[^>]*>|[a-zA-Z-]*(?=\))))?/y);
      inner = this.alternatives();
      this.#at++;
      // what only looks takes no text, and what is atomic is not tried again
      if (/^\(\?(?:[=!>]|<[=!])/.test(opening)) inner = [];
    } else if (next === '[') this.#bracketed();
    else this.#take(single);
    const [times = ''] = this.#take(quantifier);
    const possessive = times.length > 1 && times.endsWith('+');
    return {
      optional: /^(?:[*?]|\{0)/.test(times),
      endless: !possessive && /^(?:[*+]|\{\d+,\})/.test(times),
      inner,
    };
  }

  /** A class in brackets, with those in it. */
  #bracketed(): void {
    let depth = 0;
    do {
      const [text = ''] = this.#take(single);
      if (text === '[') {
        depth++;
        // a bracket at the very beginning stands for itself
        this.#take(/\^?\]?/y);
      } else if (text === ']') depth--;
    } while (depth > 0 && this.#at < this.#pattern.length);
  }

  #take(pattern: RegExp): RegExpExecArray | [] {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#pattern);
    if (found) this.#at = pattern.lastIndex;
    return found ?? [];
  }
}
