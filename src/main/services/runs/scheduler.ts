/** Keeps the studio's runs: watches those that run, gives the queue its turns, and lets everybody know. */

import { errorRecord } from '../../../shared/errors.ts';
import { amount, say, told } from '../../../shared/sentence.ts';
import { memoryNow, openBaseModel, planPasses, sumOf } from '../../engine/index.ts';
import { addLogEntry } from '../../store/runLog.ts';
import { findRun, lastChosenDevice, orderQueue, queuedRuns, runsIn } from '../../store/runs.ts';
import { readSettings } from '../../store/settings.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { keepBudget } from './budget.ts';
import { launch, requestEnd } from './launch.ts';
import { moved, nextTurn, type Waiting } from './queue.ts';
import { requireRun, runRecord } from './records.ts';
import { purgeRuns, readoptFolders, recoverRuns } from './recover.ts';
import type { RunStarter } from './start.ts';
import { transition } from './transitions.ts';
import { Watch, type WatchUpdate } from './watch.ts';

/** Milliseconds between two looks at the queue and at runs that other programs have started. */
const lookMs = 2000;
/** Milliseconds between two `runs.changed` of the same run. */
const updateIntervalMs = 250;
/** Milliseconds a run is given to save when the studio closes. */
const closeTimeoutMs = 120_000;
const closePollMs = 50;
const dayMs = 24 * 3600_000;

export class RunScheduler {
  readonly #context: Context;
  readonly #watches = new Map<string, Watch>();
  readonly #sent = new Map<string, { at: number; timer: NodeJS.Timeout | undefined }>();
  /** Runs whose process this program has started. */
  readonly #own = new Set<string>();
  /** Runs that were sent to wait for memory, and what runs in the queue need of it. */
  readonly #short = new Set<string>();
  readonly #needs = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #closing = false;
  /** What kept it from looking after the queue. */
  #trouble = '';

  constructor(context: Context) {
    this.#context = context;
  }

  /** Takes up what the last studio left, and begins. */
  start(): void {
    purgeRuns(this.#context, Date.now() - dayMs);
    readoptFolders(this.#context);
    for (const run of recoverRuns(this.#context)) this.#watch(run);
    keepBudget(this.#context);
    this.advance();
    this.#timer = setInterval(() => this.#look(), lookMs);
  }

  /** Starts whatever has its turn. */
  advance(): void {
    if (this.#closing) return;
    const { store } = this.#context;
    const running = runsIn(store, ['running']).map((run) => this.#deviceOf(run));
    const queue = queuedRuns(store).map((run) => this.#waiting(run));
    if (queue.length === 0) return;
    const { start, short } = nextTurn(queue, running, memoryNow());
    for (const waiting of short) this.#logShort(waiting);
    for (const id of start) this.#begin(id);
  }

  /** Puts a run into the queue, at its end or at `position`. */
  enqueue(id: string, position = Number.MAX_SAFE_INTEGER): void {
    const { store } = this.#context;
    store.transaction(() => {
      const order = queuedRuns(store)
        .filter((run) => run.id !== id)
        .map((run) => run.id);
      transition(store, requireRun(store, id), { type: 'enqueue' });
      orderQueue(store, moved(order, id, position));
    });
    this.emitUpdate(id);
  }

  /** How the studio lets a run begin: at its turn, which comes at the queue's end or at `position`. */
  starter(position?: number): RunStarter {
    return { place: (id) => this.enqueue(id, position), begin: () => this.advance() };
  }

  /** Takes a run out of the queue, to be started later or never. */
  dequeue(id: string, why: 'dequeue' | 'cancel'): void {
    const { store } = this.#context;
    store.transaction(() => {
      transition(store, requireRun(store, id), { type: why, at: Date.now() });
      orderQueue(
        store,
        queuedRuns(store).map((run) => run.id),
      );
    });
    this.#short.delete(id);
    this.emitUpdate(id);
    this.#emitQueue();
  }

  move(id: string, position: number): void {
    const { store } = this.#context;
    store.transaction(() => {
      const order = queuedRuns(store).map((run) => run.id);
      if (order.includes(id)) orderQueue(store, moved(order, id, position));
    });
    this.#emitQueue();
  }

  /** Kills the process, whatever it does, once the store knows what the run becomes. */
  cancel(run: RunRow): void {
    transition(this.#context.store, run, { type: 'requestEnd', as: 'cancelled' });
    kill(run);
    this.#watch(run);
  }

  /** Pushes the run's row as it is now. */
  emitUpdate(id: string): void {
    const run = findRun(this.#context.store, id);
    if (run && run.removedAt === null) this.#context.emit('runs.changed', runRecord(run));
  }

  /**
   * Leaves runs that shall go on to themselves; pauses those that shall not, or cannot without us, and waits until they
   * have saved.
   */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#timer);
    const { store, processes } = this.#context;
    if (!processes.outlive || !readSettings(store).keepTraining) await this.#pauseOwn();
    for (const watch of this.#watches.values()) watch.close();
    for (const { timer } of this.#sent.values()) clearTimeout(timer);
  }

  async #pauseOwn(): Promise<void> {
    const { store } = this.#context;
    const own = runsIn(store, ['running']).filter(({ id }) => this.#own.has(id));
    for (const run of own) {
      if (run.requestedState === null) requestEnd(this.#context, run, 'paused');
      addLogEntry(store, run.id, {
        at: Date.now(),
        step: run.step,
        level: 'info',
        ...told(say`The studio was closed: saving and pausing.`),
      });
    }
    const left = () => own.some(({ id }) => findRun(store, id)?.state === 'running');
    // Counted in looks, so that a computer that sleeps meanwhile takes no time from it.
    for (let looks = closeTimeoutMs / closePollMs; looks > 0 && left(); looks--)
      await new Promise((resolve) => setTimeout(resolve, closePollMs));
  }

  #look(): void {
    try {
      for (const run of runsIn(this.#context.store, ['running'])) this.#watch(run);
      this.advance();
      this.#trouble = '';
    } catch (cause) {
      // Such as a full disk: the next round tries again.
      const { message } = errorRecord(cause);
      if (message !== this.#trouble) process.stderr.write(`the queue waits: ${message}\n`);
      this.#trouble = message;
    }
  }

  #watch(run: RunRow): void {
    if (this.#watches.has(run.id)) return;
    this.#watches.set(
      run.id,
      new Watch(this.#context, run, run.eventsRead, (update) => this.#onUpdate(update)),
    );
    this.emitUpdate(run.id);
  }

  #begin(id: string): void {
    this.#short.delete(id);
    this.#needs.delete(id);
    try {
      this.#own.add(id);
      this.#watch(launch(this.#context, id));
    } catch {
      // The run's row says why.
    }
    this.emitUpdate(id);
    this.#emitQueue();
  }

  #onUpdate({ run, lines, logged }: WatchUpdate): void {
    const { emit } = this.#context;
    const { id } = run;
    for (const entry of logged) emit('runs.logged', { id, entry });
    for (const line of lines)
      if (line.type === 'sample') {
        const { step, prompt, text } = line;
        emit('runs.sampled', { id, sample: { step, prompt, text } });
      }
    // Cancelled before its process had sent its number.
    if (run.requestedState === 'cancelled') kill(run);
    if (run.state === 'running') this.#emitSoon(id);
    else this.#ended(id);
  }

  #ended(id: string): void {
    clearTimeout(this.#sent.get(id)?.timer);
    this.#sent.delete(id);
    this.#watches.delete(id);
    this.#own.delete(id);
    keepBudget(this.#context);
    this.emitUpdate(id);
    this.advance();
  }

  /** Now, or as soon as the last time is long enough ago. */
  #emitSoon(id: string): void {
    const sent = this.#sent.get(id) ?? { at: Number.NEGATIVE_INFINITY, timer: undefined };
    this.#sent.set(id, sent);
    sent.timer ??= setTimeout(
      () => {
        sent.timer = undefined;
        sent.at = performance.now();
        this.emitUpdate(id);
      },
      Math.max(0, sent.at + updateIntervalMs - performance.now()),
    );
  }

  #emitQueue(): void {
    for (const { id } of queuedRuns(this.#context.store)) this.emitUpdate(id);
  }

  #logShort({ id, memoryBytes }: Waiting): void {
    if (this.#short.has(id)) return;
    this.#short.add(id);
    const { store, emit } = this.#context;
    const sentence = say`Waits for memory: it needs about ${amount.bytes(memoryBytes)}, and ${amount.bytes(memoryNow().freeBytes)} are free.`;
    const entry = addLogEntry(store, id, { at: Date.now(), step: null, level: 'info', ...told(sentence) });
    emit('runs.logged', { id, entry });
  }

  /** The device a run has, or will have as far as one can know. */
  #deviceOf({ device, config }: RunRow): string {
    if (device !== null) return device;
    return config.device === 'auto' ? (lastChosenDevice(this.#context.store) ?? 'auto') : config.device;
  }

  #waiting(run: RunRow): Waiting {
    const device = this.#deviceOf(run);
    const memoryBytes = device === 'cpu' ? (this.#needs.get(run.id) ?? leastMemory(run)) : 0;
    this.#needs.set(run.id, memoryBytes);
    return { id: run.id, device, memoryBytes };
  }
}

/** What a run needs when it takes its rows in the smallest portions. */
function leastMemory({ config }: RunRow): number {
  try {
    const microTokens = config.microTokens ?? 64;
    const capacity = { device: { kind: 'cpu' as const }, freeBytes: 0 };
    return sumOf(
      planPasses(openBaseModel(config.model), { ...config, microTokens }, microTokens, capacity).memory,
    );
  } catch {
    return 0; // what is wrong with it is sent by the run itself
  }
}

function kill({ pid }: RunRow): void {
  try {
    if (pid !== null) process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
