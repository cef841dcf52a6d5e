/** Chromium's own tracing: how long the page's main thread was busy at a stretch. */
import type { Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; `tdur` on the processor, without what other programs took. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface Busy {
  /** Tasks of the main thread. */
  readonly tasks: number;
  /** Milliseconds of the longest by the clock and on the processor, and how many took more than 50. */
  readonly longest: number;
  readonly longestOnProcessor: number;
  readonly over50: number;
}

/** Traces the page while `work` goes on. */
export async function traceMainThread(page: Page, work: () => Promise<void>): Promise<Busy> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'] },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return busiest(events);
}

/** Of the renderer that had most to do: the page under test. */
function busiest(events: readonly TraceEvent[]): Busy {
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const tasks = events.filter(({ name, ph }) => ph === 'X' && name === 'RunTask');
  const threads = Map.groupBy(
    tasks.filter(({ pid, tid }) => main.has(`${pid}/${tid}`)),
    ({ pid, tid }) => `${pid}/${tid}`,
  );
  const [own = []] = [...threads.values()].sort((a, b) => total(b) - total(a));
  const milliseconds = own.map(({ dur = 0 }) => dur / 1000);
  return {
    tasks: own.length,
    longest: Math.max(0, ...milliseconds),
    longestOnProcessor: Math.max(0, ...own.map(({ tdur = 0 }) => tdur / 1000)),
    over50: milliseconds.filter((duration) => duration > 50).length,
  };
}

function total(tasks: readonly TraceEvent[]): number {
  return tasks.reduce((sum, { dur = 0 }) => sum + dur, 0);
}
