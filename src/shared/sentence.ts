/** A sentence for people, made where nobody knows their language: its English pattern, which is its name in every catalogue, and the facts that fill it. */
import { z } from 'zod';
import { type Numbers, numbersIn } from './numbers.ts';
import { printable } from './printable.ts';

const rounding = z.enum(['nearest', 'down', 'up']);

/** A number that each language writes in its own way. */
const amountSchema = z.discriminatedUnion('as', [
  z.object({ as: z.literal('bytes'), value: z.number(), rounding }),
  /** In seconds. */
  z.object({ as: z.literal('duration'), value: z.number() }),
  z.object({ as: z.literal('loss'), value: z.number() }),
  z.object({ as: z.literal('count'), value: z.number() }),
  /** From 0 to 1. */
  z.object({ as: z.literal('share'), value: z.number() }),
  /** What has words of its own by another code: a note or fault of `dataNotes.ts` and `dataFaults.ts`, a reason of `deviceReasons.ts`. */
  z.object({
    as: z.literal('coded'),
    of: z.enum(['note', 'fault', 'device']),
    value: z.unknown(),
    text: z.string(),
  }),
]);

type Amount = z.infer<typeof amountSchema>;

/** Names, paths and words of other programs are texts, and stay as they are. */
export type Fact = string | number | Amount | Said | readonly Said[];

/** What travels of a sentence, and what is kept of it. */
export interface Said {
  /** In English, with `{0}`, `{1}` ... where the facts belong. */
  readonly pattern: string;
  readonly facts: readonly Fact[];
}

export const saidSchema: z.ZodType<Said> = z.object({
  pattern: z.string(),
  facts: z.array(
    z.lazy(() => z.union([z.string(), z.number(), amountSchema, saidSchema, z.array(saidSchema)])),
  ),
});

/** The longest fact; a hostile file may hold megabytes where a name belongs. */
const longestFact = 2000;

export class Sentence implements Said {
  readonly pattern: string;
  readonly facts: readonly Fact[];

  constructor(pattern: string, facts: readonly Fact[]) {
    this.pattern = pattern;
    this.facts = facts.map((fact) => (typeof fact === 'string' ? printable(fact, longestFact) : fact));
  }

  /** In English. */
  toString(): string {
    return inWords(this, {}, english);
  }
}

/** Makes a sentence: say`${file} does not exist`. Its words are translated in the studio's `text/sentences`. */
export function say(
  words: TemplateStringsArray,
  ...facts: readonly (Fact | bigint | undefined | null)[]
): Sentence {
  const pattern = words.reduce((whole, part, at) => `${whole}{${at - 1}}${part}`);
  return new Sentence(
    pattern,
    facts.map((fact) => (typeof fact === 'bigint' || fact == null ? String(fact) : fact)),
  );
}

export const amount = {
  bytes: (value: number, rounding: 'nearest' | 'down' | 'up' = 'nearest'): Amount => ({
    as: 'bytes',
    value,
    rounding,
  }),
  duration: (seconds: number): Amount => ({ as: 'duration', value: seconds }),
  loss: (value: number): Amount => ({ as: 'loss', value }),
  count: (value: number): Amount => ({ as: 'count', value }),
  share: (value: number): Amount => ({ as: 'share', value }),
  /** @param text in English */
  coded: (of: 'note' | 'fault' | 'device', value: unknown, text: string): Amount => ({
    as: 'coded',
    of,
    value,
    text,
  }),
} as const;

/** A log entry's or a warning's two forms: the sentence, and English for readers that know no other language. */
export function told(sentence: Sentence): { readonly message: string; readonly said: Said } {
  return { message: String(sentence), said: saidOf(sentence) };
}

/** The part of a sentence that travels. */
export function saidOf({ pattern, facts }: Said): Said {
  return { pattern, facts: facts.map(plainFact) };
}

function plainFact(fact: Fact): Fact {
  if (typeof fact !== 'object') return fact;
  if ('pattern' in fact) return saidOf(fact);
  return 'as' in fact ? fact : fact.map(saidOf);
}

/** @param catalogue patterns of the language by their English; what it lacks is said in English */
export function inWords(
  { pattern, facts }: Said,
  catalogue: Readonly<Record<string, string>>,
  numbers: FactNumbers,
): string {
  return (catalogue[pattern] ?? pattern).replace(/\{(\d+)\}/g, (gap, at) => {
    const fact = facts[Number(at)];
    return fact === undefined ? gap : factText(fact, catalogue, numbers);
  });
}

/** How a language writes what is no sentence. */
export interface FactNumbers extends Pick<Numbers, 'bytes' | 'duration' | 'loss' | 'number' | 'share'> {
  /** A plain number, such as that of a step. */
  plain(value: number): string;
  /** Undefined: its English will do. */
  coded(of: 'note' | 'fault' | 'device', value: unknown): string | undefined;
}

/** As the command line writes them: numbers of steps, tokens and bytes without commas, as they stand in files. */
const english: FactNumbers = { ...numbersIn('en'), plain: String, coded: () => undefined };

function factText(fact: Fact, catalogue: Readonly<Record<string, string>>, numbers: FactNumbers): string {
  if (typeof fact === 'string') return fact;
  if (typeof fact === 'number') return numbers.plain(fact);
  if ('pattern' in fact) return inWords(fact, catalogue, numbers);
  if (!('as' in fact)) return fact.map((said) => inWords(said, catalogue, numbers)).join(', ');
  if (fact.as === 'bytes') return numbers.bytes(fact.value, fact.rounding);
  if (fact.as === 'coded') return numbers.coded(fact.of, fact.value) ?? fact.text;
  if (fact.as === 'count') return numbers.number(fact.value);
  return numbers[fact.as](fact.value);
}
