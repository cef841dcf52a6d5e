/** How many rows a run holds out: counted here both when its rows are split and when it is only being put together. */

/** Rows held out at most: more would make measuring dearer, and hardly surer. */
export const mostHeldOut = 200;
/** From so many rows on one is held out, however small the share. */
export const rowsThatSpareOne = 20;

/** Rows before the block, of 1/share rows each; the small term keeps 3 x (1/0.3) at 10. */
export function blockStart(block: number, share: number): number {
  return Math.floor(block / share + 1e-9);
}

/**
 * Blocks among so many distinct rows of which each gives one row: the full ones. The first need not be full, so that a
 * small share still leaves something to measure on.
 * @param share 0 or more, below 1
 */
export function heldOutBlocks(rows: number, share: number): number {
  if (share === 0) return 0;
  let blocks = Math.ceil((rows + 1) * share); // as many or one more
  while (blockStart(blocks, share) > rows) blocks--;
  return blocks === 0 && rows >= rowsThatSpareOne ? 1 : blocks;
}

/** @param rows distinct ones */
export function heldOutCount(rows: number, share: number): number {
  return Math.min(mostHeldOut, heldOutBlocks(rows, share));
}
