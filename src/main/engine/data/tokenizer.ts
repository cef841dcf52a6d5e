/** A model's own tokenizer: the official Rust library, with offsets in JavaScript's units and the tokens that end a turn. */

import { createHash } from 'node:crypto';
import { type JsEncoding, Tokenizer as RustTokenizer } from 'tokenizers';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { isJsonObject, type JsonObject } from '../formats/json.ts';
import { fatalFault } from './tokenizerChecks.ts';

/** Ids of a text and the way from its characters to them. */
export interface Encoded {
  readonly ids: Int32Array;
  /** Index of the first token that begins at or after a UTF-16 offset; the number of ids when there is none. */
  tokenAt(offset: number): number;
}

/** What a tokenizer needs to know that tokenizer.json does not say. */
export interface SpecialTokens {
  readonly bos?: string | undefined;
  readonly eos?: string | undefined;
  /** The others by their names in templates, such as `pad_token`. */
  readonly others?: Readonly<Record<string, string>>;
}

export class Tokenizer {
  readonly bos: string | undefined;
  readonly eos: string | undefined;
  /** Other special tokens by their names in templates. */
  readonly others: Readonly<Record<string, string>>;
  /** The texts that are one token wherever they stand and that belong to the format, not to the language. */
  readonly specials: ReadonlySet<string>;
  /** All texts that are one token wherever they stand. */
  readonly added: ReadonlySet<string>;
  /** sha256 of tokenizer.json in hex. */
  readonly hash: string;
  readonly #rust: RustTokenizer;
  readonly #json: string;
  #withoutAdded: RustTokenizer | undefined;

  /** `json`: the text of tokenizer.json; `file`: its name for messages. Throws bad-model where it cannot be used. */
  constructor(json: string, file: string, special: SpecialTokens = {}) {
    const damaged = (what: Sentence, cause?: unknown): AppError =>
      new AppError('bad-model', say`${file}: ${what}`, say`Copy or download tokenizer.json again.`, {
        cause,
      });
    let added: unknown;
    let fault: Sentence | undefined;
    try {
      const parts = JSON.parse(json) as JsonObject;
      added = parts.added_tokens;
      fault = fatalFault(parts);
      if (fault !== undefined) throw new TypeError(String(fault));
      this.#rust = RustTokenizer.fromString(json);
    } catch (cause) {
      throw damaged(say`not a tokenizer (${fault ?? (cause as Error).message})`, cause);
    }
    this.#rust.disablePadding();
    this.#rust.disableTruncation();
    const known = Array.isArray(added)
      ? added.filter(isJsonObject).filter((token) => token.special === true)
      : [];
    const named = [special.bos, special.eos].filter((token) => token !== undefined);
    const unknown = named.find((token) => this.idOf(token) === undefined);
    if (unknown !== undefined)
      throw damaged(say`the special token ${JSON.stringify(unknown)} is not in the vocabulary`);
    ({ bos: this.bos, eos: this.eos, others: this.others = {} } = special);
    this.hash = createHash('sha256').update(json).digest('hex');
    this.specials = new Set([...known.map((token) => String(token.content)), ...named]);
    this.added = new Set(
      Array.isArray(added) ? added.filter(isJsonObject).map(({ content }) => String(content)) : [],
    );
    this.#json = json;
  }

  /** As if no text were a special token. Throws bad-model where the tokenizer has no other way to spell one. */
  async encodeAsText(text: string): Promise<Encoded> {
    this.#withoutAdded ??= RustTokenizer.fromString(
      JSON.stringify({ ...(JSON.parse(this.#json) as JsonObject), added_tokens: [] }),
    );
    const encoded = wrap(await this.#withoutAdded.encode(text, null, { addSpecialTokens: false }), text);
    const own = this.idOf(text);
    if (own !== undefined && encoded.ids.includes(own))
      throw new AppError(
        'bad-model',
        `the tokenizer can read ${JSON.stringify(text)} only as its special token`,
        'Take it out of the rows, or have special tokens in rows read as tokens.',
        { detail: { code: 'tokenOnly', token: text } },
      );
    return encoded;
  }

  /** The id of a token given by its exact text. */
  idOf(token: string): number | undefined {
    return this.#rust.tokenToId(token) ?? undefined;
  }

  /** Every token's id by the token as the vocabulary spells it. */
  vocabulary(): Readonly<Record<string, number>> {
    return this.#rust.getVocab(true);
  }

  /** `addSpecialTokens`: what the model puts around a bare text (often a first token); never for a rendered template. */
  async encode(text: string, options: { readonly addSpecialTokens: boolean }): Promise<Encoded> {
    const [encoded] = await this.encodeBatch([text], options);
    return encoded!;
  }

  /** The same for many texts at once, spread over the processor's cores; about 256 at a time is best. */
  async encodeBatch(
    texts: readonly string[],
    options: { readonly addSpecialTokens: boolean },
  ): Promise<Encoded[]> {
    const encodings = await this.#rust.encodeBatch([...texts], options).catch((cause: Error) => {
      const message = say`the tokenizer cannot encode a text: ${cause.message}`;
      throw new AppError('bad-model', message, say`Copy or download tokenizer.json again.`, { cause });
    });
    return encodings.map((encoding, i) => wrap(encoding, texts[i]!));
  }

  /** The text of ids. Bytes that make no whole character become U+FFFD; special tokens are left out unless asked for. */
  decode(ids: Iterable<number>, options: { readonly keepSpecial?: boolean } = {}): Promise<string> {
    return this.#rust.decode([...ids], !options.keepSpecial);
  }
}

/** The library counts code points; JavaScript counts UTF-16 units. They differ only where there are surrogates. */
function wrap(encoding: JsEncoding, text: string): Encoded {
  const ids = Int32Array.from(encoding.getIds());
  const characters = /[\ud800-\udfff]/.test(text)
    ? (units: number): number => [...text.slice(0, units)].length
    : (units: number): number => units;
  return {
    ids,
    tokenAt(offset) {
      const from = characters(offset);
      const end = characters(text.length);
      for (let at = from; at < end; at++) {
        let token = encoding.charToToken(at);
        if (token === null) continue; // dropped by the tokenizer's normaliser
        while (token < ids.length && encoding.tokenToChars(token)![0] < from) token++;
        return token;
      }
      return ids.length;
    },
  };
}
