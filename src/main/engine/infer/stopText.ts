/** Ends a text before the first of some strings: it looks into tokens, which may end in the middle of one. */

/** Text comes in pieces; what may be the beginning of a stop string waits until it is clear that it is none. */
export class StopText {
  readonly #stops: readonly string[];
  #held = '';
  #found = false;

  /** @param stops empty ones stop nothing */
  constructor(stops: readonly string[] = []) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Whether a stop string has come: the text is over. */
  get found(): boolean {
    return this.#found;
  }

  /** What has become certain with this piece. */
  push(piece: string): string {
    if (this.#found) return '';
    const text = this.#held + piece;
    const places = this.#stops.map((stop) => text.indexOf(stop)).filter((place) => place >= 0);
    this.#found = places.length > 0;
    const sure = this.#found ? Math.min(...places) : text.length - this.#begun(text);
    this.#held = this.#found ? '' : text.slice(sure);
    return text.slice(0, sure);
  }

  /** What was held back, once nothing more comes. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  /** Length of the longest end of the text that a stop string begins with. */
  #begun(text: string): number {
    const longest = Math.max(0, ...this.#stops.map((stop) => stop.length - 1));
    for (let length = Math.min(longest, text.length); length > 0; length--)
      if (this.#stops.some((stop) => stop.startsWith(text.slice(-length)))) return length;
    return 0;
  }
}
