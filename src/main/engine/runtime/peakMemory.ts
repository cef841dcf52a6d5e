/** The most memory this process has held, counted as the machine feels it. */

import { readFileSync } from 'node:fs';

/**
 * Looks when asked, since onnxruntime keeps what it once took. On Linux it counts a page that two sessions map (the
 * base model's weights, for training and for measuring) once, as the proportional set size does; elsewhere it is the
 * largest resident size, which counts it twice.
 */
export class PeakMemory {
  #bytes = 0;

  /** Memory held now. */
  sample(): number {
    const [now, highest] = proportionalSetSize() ?? [
      process.memoryUsage.rss(),
      process.resourceUsage().maxRSS * 1024,
    ];
    this.#bytes = Math.max(this.#bytes, highest);
    return now;
  }

  get bytes(): number {
    this.sample();
    return this.#bytes;
  }
}

/** What is held now, and at most so far as is known. */
function proportionalSetSize(): readonly [number, number] | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'));
    const bytes = Number(match?.[1]) * 1024;
    return match ? [bytes, bytes] : undefined;
  } catch {
    return undefined; // a kernel without the file
  }
}
