/** The most memory this process has held, counted as the machine feels it. */

import { readFileSync } from 'node:fs';

/**
 * Looks when asked, since onnxruntime keeps what it once took. On Linux it counts a page that two sessions map (the
 * base model's weights, for training and for measuring) once, as the proportional set size does; elsewhere it is the
 * largest resident size, which counts it twice.
 */
export class PeakMemory {
  #bytes = 0;

  sample(): void {
    this.#bytes = Math.max(this.#bytes, proportionalSetSize() ?? process.resourceUsage().maxRSS * 1024);
  }

  get bytes(): number {
    this.sample();
    return this.#bytes;
  }
}

function proportionalSetSize(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'));
    return match ? Number(match[1]) * 1024 : undefined;
  } catch {
    return undefined; // a kernel without the file
  }
}
