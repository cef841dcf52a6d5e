/** Looks at the texts of a dataset rather than their tokens: copies, leaks, secrets, damage, scripts. */

import { createHash } from 'node:crypto';
import type { Sample } from './conversation.ts';
import type { Dataset } from './loadDataset.ts';
import { toSample } from './mapping.ts';
import { NearDuplicates, plainWords } from './nearDuplicates.ts';
import { readRows } from './readRows.ts';
import {
  findPrivate,
  hasDamagedCharacters,
  type PrivateKind,
  privateKinds,
  ScriptCounter,
} from './textPatterns.ts';

/** Rows, each by where it stands in the file, ascending. */
export type Rows = readonly number[];

/** What the texts themselves show. */
export interface TextFindings {
  /** Answers of fewer than ten characters. */
  readonly shortAnswers: Rows;
  /** The same words as an earlier row. */
  readonly exactDuplicates: Rows;
  /** About three quarters of the word triples of an earlier row. */
  readonly nearDuplicates: readonly { readonly row: number; readonly of: number }[];
  /** Held-out rows whose question, or nearly the whole row, is also trained on. */
  readonly leaks: Rows;
  /** Control or replacement characters. */
  readonly damaged: Rows;
  readonly private: Readonly<Record<PrivateKind, Rows>>;
  /** Shares of all letters. */
  readonly scripts: readonly { readonly script: string; readonly share: number }[];
}

const shortAnswer = 10; // characters

/** One pass over the rows that are used. */
export async function checkTexts(file: string, { mapping, heldOut, train }: Dataset): Promise<TextFindings> {
  const scripts = new ScriptCounter();
  const near = new NearDuplicates();
  const places: number[] = []; // by number of text
  const [shortAnswers, exactDuplicates, damaged]: [number[], number[], number[]] = [[], [], []];
  const pairs: { row: number; of: number }[] = [];
  const secrets = Object.fromEntries(privateKinds.map((kind) => [kind, [] as number[]])) as Record<
    PrivateKind,
    number[]
  >;
  const [held, trained] = [new Set(heldOut.rows), new Set(train.rows)];
  const questions = { held: new Map<string, number>(), trained: new Set<string>() };
  const seen = new Set<string>();
  for await (const { values, line: row } of readRows(file, () => {})) {
    if (!held.has(row) && !trained.has(row)) continue;
    const { question, answer, whole } = textsOf(toSample(values, mapping.columns));
    scripts.add(whole);
    if (hasDamagedCharacters(whole)) damaged.push(row);
    for (const kind of findPrivate(whole)) secrets[kind].push(row);
    if (answer.trim().length < shortAnswer) shortAnswers.push(row);
    if (question !== '' && held.has(row)) questions.held.set(fingerprint(question), row);
    else questions.trained.add(fingerprint(question));
    const of = places[near.add(whole) ?? -1];
    places.push(row);
    if (of !== undefined) pairs.push({ row, of });
    if (seen.has(fingerprint(whole))) exactDuplicates.push(row);
    seen.add(fingerprint(whole));
  }
  const exact = new Set(exactDuplicates);
  const sameQuestion = [...questions.held].flatMap(([question, row]) =>
    questions.trained.has(question) ? [row] : [],
  );
  const sameRow = pairs
    .filter(({ row, of }) => held.has(row) !== held.has(of))
    .map(({ row, of }) => (held.has(row) ? row : of));
  return {
    shortAnswers,
    exactDuplicates,
    nearDuplicates: pairs.filter(({ row }) => !exact.has(row)),
    leaks: [...new Set([...sameQuestion, ...sameRow])].sort((a, b) => a - b),
    damaged,
    private: secrets,
    scripts: scripts.shares(),
  };
}

function fingerprint(text: string): string {
  return createHash('sha256').update(plainWords(text).join(' ')).digest().toString('base64', 0, 12);
}

function textsOf(sample: Sample): { question: string; answer: string; whole: string } {
  if ('text' in sample) return { question: '', answer: sample.text, whole: sample.text };
  const said = (role: string): string =>
    sample.messages
      .filter((turn) => turn.role === role)
      .map((turn) => turn.content)
      .join('\n');
  return {
    question: said('user'),
    answer: said('assistant'),
    whole: sample.messages.map((turn) => turn.content).join('\n'),
  };
}
