/** Deletes for good what was removed, once nobody will want it back. */

/** How long a removal can be undone. */
const undoMilliseconds = 10 * 60_000;

/**
 * Sweeps now and then every few minutes; what was removed a moment before the last end survives a quick restart.
 * @param purges each deletes what was removed before a time
 * @returns the function that ends it
 */
export function sweepTrash(purges: readonly ((before: number) => void)[]): () => void {
  const sweep = () => {
    for (const purge of purges) purge(Date.now() - undoMilliseconds);
  };
  sweep();
  const later = () => {
    try {
      sweep();
    } catch (cause) {
      // Such as a full disk, on which not even a removal can be noted: the next sweep tries again.
      process.stderr.write(`what was removed could not be swept: ${(cause as Error).message}\n`);
    }
  };
  const timer = setInterval(later, undoMilliseconds / 2).unref();
  return () => clearInterval(timer);
}
