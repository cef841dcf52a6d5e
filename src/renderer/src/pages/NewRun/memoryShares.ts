/** What fills the memory of a run, as parts of a bar. */
import type { Preview } from '../../../../shared/records/runs.ts';

type Memory = NonNullable<Preview['memory']>;

const parts = ['base', 'adapter', 'optimizer', 'activations'] as const;
export type Part = (typeof parts)[number];

export interface MemoryShare {
  readonly part: Part;
  readonly bytes: number;
  /** Where it begins and how long it is, as shares of all that is needed. */
  readonly from: number;
  readonly size: number;
}

export function memoryShares(memory: Memory): readonly MemoryShare[] {
  const whole = Math.max(1, memory.total);
  let from = 0;
  return parts.map((part) => {
    const share = { part, bytes: memory[part], from, size: memory[part] / whole };
    from += share.size;
    return share;
  });
}
