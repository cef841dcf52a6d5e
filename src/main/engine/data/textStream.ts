/** Turns ids that arrive one by one into text that can be shown at once, never half a character. */

import type { Tokenizer } from './tokenizer.ts';

/** Feed it every id of an answer in order; joined, its pieces are what decoding all ids at once gives. */
export class TextStream {
  readonly #tokenizer: Tokenizer;
  #ids: number[] = [];
  #shown = 0; // ids whose text is out; they stay as context, since some decoders treat a first token differently

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** The text that became certain with this id; empty while a character is incomplete. */
  async push(id: number): Promise<string> {
    this.#ids.push(id);
    return this.#next((text) => !text.endsWith('\ufffd'));
  }

  /** What is left when no more ids come, incomplete characters as U+FFFD. */
  end(): Promise<string> {
    return this.#next(() => true);
  }

  async #next(complete: (text: string) => boolean): Promise<string> {
    const before = await this.#tokenizer.decode(this.#ids.slice(0, this.#shown));
    const text = await this.#tokenizer.decode(this.#ids);
    if (!complete(text)) return '';
    this.#ids = this.#ids.slice(this.#shown);
    this.#shown = this.#ids.length;
    return text.slice(before.length);
  }
}
