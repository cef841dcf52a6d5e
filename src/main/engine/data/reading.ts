/** How the user wants a dataset read where it can be read in several ways, and what the readers tell of what they chose. */
import type { SourceNote } from '../../../shared/dataNotes.ts';
import type { Reading, SourceRecord } from '../../../shared/records/datasets.ts';

export type { Reading };

/** As found by looking. */
export const readingDefaults: Reading = { encoding: '', sheet: '', split: '' };

/** Something beside the rows that was not read. */
export interface LeftOut {
  readonly kind: 'sheet' | 'file' | 'split' | 'part';
  readonly name: string;
}

/** What was read, and from what it was chosen. */
export interface Source {
  /** Whether any of it is text, which has an encoding. */
  readonly text: boolean;
  /** Encodings other than UTF-8 and UTF-16 that the text was read in. */
  readonly encodings: readonly string[];
  readonly sheet: string | undefined;
  readonly sheets: readonly string[];
  readonly split: string | undefined;
  readonly splits: readonly string[];
  readonly left: readonly LeftOut[];
  /** What is odd about the file. */
  readonly notes: readonly SourceNote[];
}

/** Collects what readers tell while they read. */
export class SourceNotes {
  readonly #encodings = new Set<string>();
  #text = false;
  readonly #left = new Map<string, LeftOut>();
  readonly #notes = new Map<string, SourceNote>();
  #sheets: Pick<Source, 'sheet' | 'sheets'> = { sheet: undefined, sheets: [] };
  #splits: Pick<Source, 'split' | 'splits'> = { split: undefined, splits: [] };

  encoding(name: string): void {
    this.#text = true;
    if (!name.startsWith('utf-')) this.#encodings.add(name);
  }

  sheet(sheet: string, sheets: readonly string[]): void {
    this.#sheets = { sheet, sheets };
    for (const name of sheets) if (name !== sheet) this.left({ kind: 'sheet', name });
  }

  splits(split: string, splits: readonly string[]): void {
    this.#splits = { split, splits };
  }

  left(part: LeftOut): void {
    this.#left.set(`${part.kind} ${part.name}`, part);
  }

  note(note: SourceNote): void {
    this.#notes.set(JSON.stringify(note), note);
  }

  found(): Source {
    return {
      text: this.#text,
      encodings: [...this.#encodings],
      ...this.#sheets,
      ...this.#splits,
      left: [...this.#left.values()],
      notes: [...this.#notes.values()],
    };
  }
}

/** The same as plain data. */
export function sourceRecord(source: Source): SourceRecord {
  const { text, encodings, sheet, sheets, split, splits, left, notes } = source;
  return {
    text,
    encodings: [...encodings],
    sheet: sheet ?? null,
    sheets: [...sheets],
    split: split ?? null,
    splits: [...splits],
    left: [...left],
    notes: [...notes],
  };
}
