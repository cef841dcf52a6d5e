/** Whose turn it is: one run a device at a time, in the queue's order, and only where memory is left. */

/** A run as the queue sees it. */
export interface Waiting {
  readonly id: string;
  /** Device it asks for, or has been given: `auto` may turn out to be any. */
  readonly device: string;
  /** Bytes it needs at least, as far as one can know; 0: unknown, or on a card's own memory. */
  readonly memoryBytes: number;
}

export interface Turn {
  /** To be started now. */
  readonly start: readonly string[];
  /** At the head of its device's queue, but there is not enough memory. */
  readonly short: readonly Waiting[];
}

/**
 * @param queue in order
 * @param running devices that are busy
 * @param freeBytes memory nobody uses; what is started here takes its part
 * @param totalBytes a run that could never fit is started all the same, since it may know how to need less
 */
export function nextTurn(
  queue: readonly Waiting[],
  running: readonly string[],
  { freeBytes, totalBytes }: { readonly freeBytes: number; readonly totalBytes: number },
): Turn {
  const busy = running.map(normal);
  const start: string[] = [];
  const short: Waiting[] = [];
  let free = freeBytes;
  for (const run of queue) {
    const device = normal(run.device);
    if (busy.some((other) => other === device || other === 'auto' || device === 'auto')) continue;
    busy.push(device);
    if (run.memoryBytes > free && run.memoryBytes < totalBytes) short.push(run);
    else {
      start.push(run.id);
      free -= run.memoryBytes;
    }
  }
  return { start, short };
}

function normal(device: string): string {
  return device === 'cuda' ? 'cuda:0' : device;
}

/** The order with `id` at `position`, from 1; what is not in it joins at that place. */
export function moved(order: readonly string[], id: string, position: number): string[] {
  const others = order.filter((other) => other !== id);
  return others.toSpliced(Math.max(0, position - 1), 0, id);
}
