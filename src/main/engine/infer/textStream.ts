/** Turns tokens into text as they come: nothing is shown before it is certain, and no character in halves. */

import type { Tokenizer } from '../data/tokenizer.ts';

/**
 * The pieces add up to the text of all tokens at once. Tokens are decoded together with the few before them, because
 * some decoders treat the first word of a text apart; bytes that make no whole character yet wait for the next token.
 * The method is that of vLLM's and text-generation-inference's detokenizers.
 */
export class TextStream {
  readonly #tokenizer: Pick<Tokenizer, 'decode'>;
  readonly #ids: number[] = [];
  /** Tokens from `#from` to `#emitted` have been told already and are decoded again as context. */
  #from = 0;
  #emitted = 0;

  constructor(tokenizer: Pick<Tokenizer, 'decode'>) {
    this.#tokenizer = tokenizer;
  }

  /** What becomes certain with this token; often nothing. */
  async push(id: number): Promise<string> {
    this.#ids.push(id);
    const text = await this.#fresh();
    return text.endsWith('\ufffd') ? '' : this.#emit(text);
  }

  /** What was held back: a character that was never finished. */
  async end(): Promise<string> {
    return this.#emit(await this.#fresh());
  }

  async #fresh(): Promise<string> {
    const context = await this.#tokenizer.decode(this.#ids.slice(this.#from, this.#emitted));
    const text = await this.#tokenizer.decode(this.#ids.slice(this.#from));
    return text.slice(context.length);
  }

  #emit(text: string): string {
    if (text === '') return text;
    this.#from = this.#emitted;
    this.#emitted = this.#ids.length;
    return text;
  }
}
