/** Sets rows aside for measuring: the same ones when the file grows, and never a copy of a row that is trained on. */

import { createHash } from 'node:crypto';
import { blockStart, heldOutBlocks, mostHeldOut, rowsThatSpareOne } from '../../../shared/heldOutCount.ts';

export interface HoldoutOptions {
  /** Share of the distinct rows, 0 to 1. */
  readonly share: number;
  readonly seed: number;
}

/** What a row is used for; `copy`: the same as a row of the other use or an earlier one, so left out. */
export type Side = 'train' | 'heldOut' | 'copy';

/**
 * The side of every row, given what identifies its content. Distinct rows are cut, in file order, into blocks of 1/share
 * rows, and each full block gives its row with the smallest seeded hash: appended rows change no earlier choice. Above 200
 * blocks the 200 smallest hashes stay, spread over the whole file. From 20 rows on at least one is held out.
 */
export function holdOut(contents: readonly string[], { share, seed }: HoldoutOptions): Side[] {
  const distinct = [...new Set(contents)];
  const chosen: { readonly content: string; readonly rank: string }[] = [];
  const blocks = heldOutBlocks(distinct.length, share);
  for (let block = 0; block < blocks; block++) {
    const [start, end] = [blockStart(block, share), blockStart(block + 1, share)];
    const pool = distinct.slice(start, Math.min(end, start + rowsThatSpareOne));
    const ranked = pool.map((content) => ({ content, rank: rankOf(content, seed) }));
    chosen.push(ranked.reduce((best, row) => (row.rank < best.rank ? row : best)));
  }
  chosen.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const held = new Set(chosen.slice(0, mostHeldOut).map((row) => row.content));
  const seen = new Set<string>();
  return contents.map((content) => {
    if (!held.has(content)) return 'train';
    return firstTime(seen, content) ? 'heldOut' : 'copy';
  });
}

/** The sides where the file itself says which rows to hold out; those that are the same as a training row are copies. */
export function holdOutMarked(contents: readonly string[], marked: readonly boolean[]): Side[] {
  const seen = new Set(contents.filter((_, i) => !marked[i]));
  return contents.map((content, i) => {
    if (!marked[i]) return 'train';
    return firstTime(seen, content) ? 'heldOut' : 'copy';
  });
}

function firstTime(seen: Set<string>, content: string): boolean {
  if (seen.has(content)) return false;
  seen.add(content);
  return true;
}

function rankOf(content: string, seed: number): string {
  return createHash('sha256').update(`${seed}\n${content}`).digest('hex');
}
