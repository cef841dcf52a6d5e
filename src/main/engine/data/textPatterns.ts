/** What can be seen in a row's text without a model: secrets, damaged characters, and the scripts it is written in. */

/** Things that should rarely be learned by heart; the patterns are careful rather than complete. */
const private_ = {
  key: /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{20,}|\bgh[pousr]_[A-Za-z0-9]{36}|\bhf_[A-Za-z]{34}\b|\bAKIA[0-9A-Z]{16}\b|\bxox[baprs]-[0-9A-Za-z-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  email: /\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}\b/,
  phone:
    /(?<![\w.,-])(?:\+|00)\d{1,3}(?:[ ./-]?\(?\d{2,4}\)?){2,4}(?![\w-])|(?<![\w.,-])\(?0\d{1,4}\)?[ /-]\d{2,4}(?:[ -]\d{2,4}){1,3}(?![\w-])|(?<![\w.,-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/,
} as const;

export type PrivateKind = keyof typeof private_;
const privateKinds = Object.keys(private_) as readonly PrivateKind[];

/** Which kinds of private data the text seems to hold. */
export function findPrivate(text: string): PrivateKind[] {
  return privateKinds.filter((kind) => private_[kind].test(text));
}

/** What UTF-8 looks like that was read as Windows-1252 and saved again: Ã¼, â€œ, Â°. */
const readTwice = /[ÂÃ][\u0080-\u009f¡-¿]|â€[œ™˜“”¦¢žš\u009d]|ï»¿/;

/** Control characters other than tab and line breaks, U+FFFD, lone surrogates, and letters that were read in a wrong encoding. */
export function hasDamagedCharacters(text: string): boolean {
  if (readTwice.test(text)) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/.test(text) || !text.isWellFormed();
}

/** Characters of Latin script that would say as much: one of Chinese, Japanese or Korean stands for about three. */
export function latinLength(text: string): number {
  const dense = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu);
  return text.length + 2 * (dense?.length ?? 0);
}

const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Thai',
];
const tests = scripts.map((script) => new RegExp(`\\p{Script=${script}}`, 'u'));
const other = scripts.length + 1;

/** Counts letters by script; one counter for a whole file. */
export class ScriptCounter {
  readonly #counts = new Float64Array(scripts.length + 2); // 0: not a letter
  readonly #known = new Int8Array(0x10000).fill(-1);

  add(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (this.#known[unit] === -1) this.#known[unit] = scriptOf(String.fromCharCode(unit));
      this.#counts[this.#known[unit]!]!++;
    }
  }

  /** Shares of all letters, largest first, without those below one in a thousand. */
  shares(): { readonly script: string; readonly share: number }[] {
    const letters = this.#counts.subarray(1).reduce((sum, count) => sum + count, 0);
    return [...scripts, 'other']
      .map((script, i) => ({ script, share: letters === 0 ? 0 : this.#counts[i + 1]! / letters }))
      .filter(({ share }) => share >= 0.001)
      .sort((a, b) => b.share - a.share);
  }
}

function scriptOf(character: string): number {
  if (!/\p{L}/u.test(character)) return 0;
  const index = tests.findIndex((test) => test.test(character));
  return index < 0 ? other : index + 1;
}
