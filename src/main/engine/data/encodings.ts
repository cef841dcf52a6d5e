/** Finds the encoding of text that is neither UTF-8 nor UTF-16: what chardet thinks, as far as the reading is plausible. */
import { analyse } from 'chardet';
import { legacyEncodings } from '../../../shared/datasetFiles.ts';
import { AppError } from '../../../shared/errors.ts';
import { fileFact, quote } from './row.ts';

/** Bytes that are looked at. */
const mostBytes = 1 << 16;
const longestLine = 1000;
/** Of a hundred, as chardet counts; below it only Latin letters one by one are believed. */
const certain = 30;
/** What it says of bytes that merely break no rule. */
const guessed = 10;

/** Collects lines that hold bytes beyond ASCII. */
export class ForeignLines {
  readonly #lines: Uint8Array[] = [];
  #bytes = 0;

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#bytes < mostBytes; ) {
      const found = chunk.subarray(at).findIndex((byte) => byte >= 0x80);
      if (found < 0) return;
      const start = chunk.lastIndexOf(0x0a, at + found) + 1;
      const next = chunk.indexOf(0x0a, at + found);
      const end = Math.min(next < 0 ? chunk.length : next + 1, at + found + longestLine);
      const line = chunk.slice(Math.max(start, at, at + found - longestLine), end);
      this.#lines.push(line);
      this.#bytes += line.length;
      at = end;
    }
  }

  all(): Uint8Array {
    return Buffer.concat(this.#lines);
  }
}

/**
 * The likeliest encoding of `sample`, as the WHATWG standard calls it.
 * @throws AppError `bad-data` where no reading is plausible, with the likeliest ones to choose from
 */
export function detectLegacy(file: string, sample: Uint8Array): string {
  const guesses = analyse(sample).flatMap(({ name, confidence }) => {
    const encoding = standardName(name);
    return encoding === undefined || encoding.startsWith('utf-') ? [] : [{ encoding, confidence }];
  });
  const plausible = guesses.filter(({ encoding }) => isPlausible(sample, encoding));
  const [best] = plausible;
  if (best && best.confidence >= certain) return best.encoding;
  if (isPlausible(sample, 'windows-1252')) return 'windows-1252';
  if (best && best.confidence > guessed) return best.encoding;
  const choices = [...new Set([...guesses.map(({ encoding }) => encoding), 'windows-1252'])].slice(0, 3);
  const read = (encoding: string) => ({ encoding, shown: quote(firstForeign(sample, encoding)) });
  // What a person may choose among by what comes out: whatever holds no character that no text has.
  const sound = [...new Set([...choices, ...legacyEncodings])]
    .filter((name) => wrongIn(sample, name) === 0)
    .sort((a, b) => Number(isPlausible(sample, b)) - Number(isPlausible(sample, a)));
  const tried = (sound.length > 0 ? sound : choices).map(read);
  const readings = tried.map(({ encoding, shown }) => `${encoding} (${shown})`);
  throw new AppError(
    'bad-data',
    `${file}: its encoding cannot be told; tried were ${readings.join(', ')}`,
    `Save it as UTF-8, or say in which it reads right, for example --encoding ${tried[0]!.encoding}.`,
    { detail: { code: 'encodingUnknown', at: fileFact(file), tried } },
  );
}

/** The standard's own name of an encoding; undefined where it is none that we read. */
export function standardName(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

/** Characters of a reading that no text has. */
function wrongIn(sample: Uint8Array, encoding: string): number {
  return new TextDecoder(encoding).decode(sample).match(neverInText)?.length ?? 0;
}

const neverInText = /[\ufffd\u0080-\u009f\p{Cn}\p{Co}]/gu;
const doubleByte = /^(gb|big5|shift_jis|euc)/;

/**
 * Whether a reading looks like text: next to nothing that no text has, and letters beyond ASCII among Latin ones alone or in
 * pairs (é, ß, ãç) without signs such as ¹ or ¾ in words, those of other scripts in words, with capitals only where words begin.
 */
function isPlausible(sample: Uint8Array, encoding: string): boolean {
  const text = new TextDecoder(encoding).decode(sample);
  const foreign = text.match(/[^\p{ASCII}]/gu) ?? [];
  if ((text.match(neverInText)?.length ?? 0) > foreign.length / 50) return false;
  if (doubleByte.test(encoding)) return true;
  const letters = text.match(/[^\p{ASCII}\P{L}]/gu)?.length ?? 0;
  const latin = text.match(/(?!\p{ASCII})\p{Script=Latin}/gu)?.length ?? 0;
  const inRuns = (text.match(/(?:(?!\p{ASCII})\p{L}){3,}/gu) ?? []).reduce((sum, run) => sum + run.length, 0);
  if (letters === 0) return true;
  const symbols = text.match(/\p{L}[¢-©¬-¯±-´¶-¹¼-¾×÷]|[¢-©¬-¯±-´¶-¹¼-¾×÷]\p{L}/gu)?.length ?? 0;
  if (latin > letters / 2) return inRuns <= letters / 5 && symbols <= letters / 10;
  const capitalsInside = text.match(/(?<=\p{Ll})\p{Lu}/gu)?.length ?? 0;
  return inRuns >= letters / 2 && capitalsInside <= letters / 10;
}

function firstForeign(sample: Uint8Array, encoding: string): string {
  const text = new TextDecoder(encoding).decode(sample);
  const at = text.search(/[^\p{ASCII}]/u);
  return text.slice(Math.max(0, at - 8), at + 24).replace(/\s+/g, ' ');
}
