/** Follows a run that runs: imports what its process tells as it tells it, and notices when the process is gone. */

import { type FSWatcher, watch } from 'node:fs';
import { messageOf } from '../../../shared/errors.ts';
import type { LogEntry } from '../../../shared/records/runs.ts';
import type { RunLine } from '../../../shared/runJob.ts';
import { amount, type Fact, say, told } from '../../../shared/sentence.ts';
import { addLogEntry, lastLogId, logOf } from '../../store/runLog.ts';
import { findRun } from '../../store/runs.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { processExists, processMark } from '../process/processMark.ts';
import { finishRun } from './finishRun.ts';
import { importEvents } from './importEvents.ts';
import { lastSign, readEventLines } from './processFiles.ts';

/** Milliseconds from the first news to looking at it, so that many are taken together. */
const coalesceMs = 50;
/** Milliseconds after which it looks without news, also whether the process still is there. */
const pollMs = 500;
/** Milliseconds a process has to tell its number where nobody else did; a watch counts them in polls, not in sleep. */
const startTimeoutMs = 30_000;
/** Milliseconds without a sign of life after which a process that only shares the number is another one. */
const heartbeatTimeoutMs = 60_000;

/** What has happened since the last time, whichever program has imported it. */
export interface WatchUpdate {
  /** As it is now. */
  readonly run: RunRow;
  readonly lines: readonly RunLine[];
  readonly logged: readonly LogEntry[];
}

export class Watch {
  readonly #context: Pick<Context, 'store' | 'emit'>;
  readonly #id: string;
  readonly #onUpdate: (update: WatchUpdate) => void;
  readonly #timer: NodeJS.Timeout;
  #files: FSWatcher | undefined;
  #soon: NodeJS.Timeout | undefined;
  #polls = 0;
  /** What keeps it from looking, and since when. */
  #trouble: { readonly message: string; readonly said: Fact; readonly since: number } | undefined;
  /** Bytes of the event file, and the last log entry, that were told. */
  #sent: number;
  #logged: number;

  /**
   * @param from byte of the event file from which on there are news
   * @param onUpdate called with what is new; the last time when the run does not run any more
   */
  constructor(
    context: Pick<Context, 'store' | 'emit'>,
    { id, out }: Pick<RunRow, 'id' | 'out'>,
    from: number,
    onUpdate: (update: WatchUpdate) => void,
  ) {
    this.#context = context;
    this.#id = id;
    this.#onUpdate = onUpdate;
    this.#sent = from;
    this.#logged = lastLogId(context.store, id);
    this.#timer = setInterval(() => {
      this.#polls++;
      this.look();
    }, pollMs);
    try {
      this.#files = watch(out, () => this.#lookSoon()).on('error', () => this.#files?.close());
    } catch {
      // Too many watchers, or a file system without them: the poll does it alone, half a second later.
    }
    this.#lookSoon();
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#files?.close();
  }

  /** Imports what there is; settles the run whose process is gone. */
  look(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    try {
      this.#take();
    } catch (cause) {
      // Such as a full disk: what was told is still in the event file, and is taken as soon as it can be.
      const { message } = cause as Error;
      if (message === this.#trouble?.message) return;
      this.#trouble = { message, said: messageOf(cause), since: this.#trouble?.since ?? performance.now() };
      process.stderr.write(`run ${this.#id}: ${message}; trying again\n`);
      this.#sayTrouble(messageOf(cause));
    }
  }

  /** To whoever looks on: the store cannot take it, and the run goes on all the same. */
  #sayTrouble(message: Fact): void {
    const at = Date.now();
    const words = say`What the run tells cannot be noted just now: ${message}. It is kept beside the run and noted as soon as there is room.`;
    const entry = { id: -at, at, step: null, level: 'warning', ...told(words) } as const;
    this.#context.emit('runs.logged', { id: this.#id, entry });
  }

  /** Notes what could not be noted while it lasted; throws while it still does. */
  #sayOver(): void {
    if (!this.#trouble) return;
    const { said, since } = this.#trouble;
    const at = Date.now();
    const words = say`For ${amount.duration((performance.now() - since) / 1000)} nothing could be noted of the run: ${said}. Nothing it told is lost.`;
    this.#context.store.transaction(() =>
      addLogEntry(this.#context.store, this.#id, { at, step: null, level: 'warning', ...told(words) }),
    );
    this.#trouble = undefined;
  }

  #take(): void {
    const gone = this.#isGone();
    const imported = importEvents(this.#context, this.#id);
    if (!imported) {
      this.close(); // forgotten meanwhile
      return;
    }
    this.#sayOver();
    const ended = gone && !imported.changed ? markProcessGone(this.#context, this.#id) : undefined;
    const run = ended ?? imported.run;
    if (run.state !== 'running') this.close();
    else if (imported.changed) this.#lookSoon();
    this.#emit(run);
  }

  /** Whether a run that is to run has no process (any more). */
  #isGone(): boolean {
    const run = findRun(this.#context.store, this.#id);
    if (!run) return true;
    return run.pid === null ? this.#polls * pollMs > startTimeoutMs : !processExists(run.pid);
  }

  #emit(run: RunRow): void {
    const lines: RunLine[] = [];
    while (this.#sent < run.eventsRead) {
      const part = readEventLines(run.out, this.#sent, run.eventsRead);
      if (part.next === this.#sent) break;
      lines.push(...part.lines);
      this.#sent = part.next;
    }
    const logged = logOf(this.#context.store, run.id, this.#logged);
    this.#logged = logged.at(-1)?.id ?? this.#logged;
    if (lines.length + logged.length > 0 || run.state !== 'running') this.#onUpdate({ run, lines, logged });
  }

  #lookSoon(): void {
    this.#soon ??= setTimeout(() => this.look(), coalesceMs);
  }
}

/** Whether the process that trains the run is there: not another one that was given its number. */
export function isTrained({ pid, pidStartedAt, partStartedAt, out }: RunRow): boolean {
  if (pid === null) return Date.now() - (partStartedAt ?? 0) <= startTimeoutMs;
  const mark = processMark(pid);
  if (pidStartedAt !== null) return mark === pidStartedAt;
  return mark !== undefined && Date.now() - lastSign(out) < heartbeatTimeoutMs;
}

/**
 * Settles a run whose process is gone without a word; all it told must have been imported.
 * @returns undefined where there was nothing to markProcessGone
 */
export function markProcessGone(context: Pick<Context, 'store' | 'emit'>, id: string): RunRow | undefined {
  return context.store.transaction(() => {
    const run = findRun(context.store, id);
    if (run?.state !== 'running') return undefined;
    finishRun(context, run, { type: 'gone' }, Date.now());
    return run;
  });
}
