/** Looks at the texts of a dataset rather than their tokens: copies, leaks, secrets, damage, scripts. */

import { createHash } from 'node:crypto';
import type { DatasetReport } from '../../../shared/records/datasets.ts';
import type { Sample } from './conversation.ts';
import type { Dataset } from './loadDataset.ts';
import { NearDuplicates, plainWords } from './nearDuplicates.ts';
import { isPlaceholder } from './placeholders.ts';
import type { Reading } from './reading.ts';
import { type OnProgress, readRows } from './readRows.ts';
import { findPrivate, hasDamagedCharacters, latinLength, ScriptCounter } from './textPatterns.ts';
import { toSample } from './toSample.ts';

/** What the texts themselves show. */
export type TextFindings = Pick<
  DatasetReport,
  | 'withoutQuestion'
  | 'placeholders'
  | 'shortAnswers'
  | 'exactDuplicates'
  | 'nearDuplicates'
  | 'leaks'
  | 'damaged'
  | 'private'
  | 'scripts'
>;

const shortAnswer = 10; // characters of Latin script

/**
 * One pass over the rows that are used. Where the held-out rows come from a file of their own, only `leaks` speaks of them,
 * by their numbers in that file.
 */
export async function checkTexts(
  file: string,
  dataset: Dataset,
  reading: Reading,
  onProgress?: OnProgress,
): Promise<TextFindings> {
  const { mapping, heldOut, train, heldOutFrom } = dataset;
  const scripts = new ScriptCounter();
  const copies = new CopyFinder();
  const [shortAnswers, damaged, withoutQuestion, placeholders]: number[][] = [[], [], [], []];
  const secrets: TextFindings['private'] = { key: [], email: [], phone: [] };
  const held = new Set(heldOut.rows);
  const used = new Set(train.rows);
  if (!heldOutFrom) for (const row of held) used.add(row);
  for await (const { values, number: row } of readRows(file, { onBadRow: () => {}, onProgress, reading })) {
    if (!used.has(row)) continue;
    const texts = textsOf(toSample(values, mapping.columns));
    scripts.add(texts.whole);
    if (hasDamagedCharacters(texts.whole)) damaged!.push(row);
    for (const kind of findPrivate(texts.whole)) secrets[kind].push(row);
    if (latinLength(texts.answer.trim()) < shortAnswer) shortAnswers!.push(row);
    if (texts.question?.trim() === '') withoutQuestion!.push(row);
    if (isPlaceholder(texts.answer)) placeholders!.push(row);
    copies.add(row, !heldOutFrom && held.has(row), texts);
  }
  const { exact, near } = copies.found();
  if (heldOutFrom)
    for await (const { values, number: row } of readRows(heldOutFrom.file, { onBadRow: () => {} }))
      if (held.has(row)) copies.add(row, true, textsOf(toSample(values, heldOutFrom.mapping.columns)));
  return {
    withoutQuestion: withoutQuestion!,
    placeholders: [...dataset.skipped.placeholders, ...placeholders!].sort((a, b) => a - b),
    shortAnswers: shortAnswers!,
    exactDuplicates: exact,
    nearDuplicates: near,
    leaks: copies.leaks(),
    damaged: damaged!,
    private: secrets,
    scripts: scripts.shares(),
  };
}

/** Remembers every text that went by, and tells which ones came again. */
class CopyFinder {
  readonly #near = new NearDuplicates();
  /** Row and side of every text, in order. */
  readonly #places: { readonly row: number; readonly held: boolean }[] = [];
  readonly #pairs: { readonly text: number; readonly of: number }[] = [];
  readonly #seen = new Set<string>();
  readonly #exact = new Set<number>();
  readonly #trained = new Set<string>();
  readonly #asked = new Map<string, number[]>();

  add(row: number, held: boolean, { question, whole }: Texts): void {
    const asked = fingerprint(question ?? '');
    if (!held) this.#trained.add(asked);
    else if (question) this.#asked.set(asked, [...(this.#asked.get(asked) ?? []), row]);
    const text = this.#places.push({ row, held }) - 1;
    const of = this.#near.add(whole);
    if (of !== undefined) this.#pairs.push({ text, of });
    if (this.#seen.has(fingerprint(whole))) this.#exact.add(text);
    this.#seen.add(fingerprint(whole));
  }

  /** The copies among the rows so far. */
  found(): { exact: number[]; near: TextFindings['nearDuplicates'] } {
    const rowOf = (text: number): number => this.#places[text]!.row;
    const near = this.#pairs.filter(({ text }) => !this.#exact.has(text));
    return {
      exact: [...this.#exact].map(rowOf),
      near: near.map(({ text, of }) => ({ row: rowOf(text), of: rowOf(of) })),
    };
  }

  /** Held-out rows that share their question, or nearly everything, with a trained row. */
  leaks(): number[] {
    const questions = [...this.#asked].flatMap(([asked, rows]) => (this.#trained.has(asked) ? rows : []));
    const rows = this.#pairs
      .map(({ text, of }) => [this.#places[text]!, this.#places[of]!] as const)
      .filter(([a, b]) => a.held !== b.held)
      .map(([a, b]) => (a.held ? a.row : b.row));
    return [...new Set([...questions, ...rows])].sort((a, b) => a - b);
  }
}

interface Texts {
  /** Undefined in a plain text, which asks nothing. */
  readonly question: string | undefined;
  readonly answer: string;
  readonly whole: string;
}

function fingerprint(text: string): string {
  return createHash('sha256').update(plainWords(text).join(' ')).digest().toString('base64', 0, 12);
}

function textsOf(sample: Sample): Texts {
  if ('text' in sample) return { question: undefined, answer: sample.text, whole: sample.text };
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
