/** Takes what a training process has told into the store: whole lines, in one transaction with the place read up to. */

import type { LogEntry } from '../../../shared/records/runs.ts';
import type { RunLine } from '../../../shared/runJob.ts';
import { amount, type Sentence, say, told } from '../../../shared/sentence.ts';
import { dropCheckpoint, dropCheckpointsAfter, markBest, putCheckpoint } from '../../store/checkpoints.ts';
import { bestHeldOutLoss, dropMetricsAfter, putMetrics, setHeldOutLoss } from '../../store/metrics.ts';
import { dropNamedMetricsAfter, type Figures, insertNamedMetrics } from '../../store/namedMetrics.ts';
import { addLogEntry, hasLogEntry } from '../../store/runLog.ts';
import { findRun, updateRun } from '../../store/runs.ts';
import { dropSamplesAfter, putSample } from '../../store/samples.ts';
import type { Store } from '../../store/store.ts';
import type { MetricRow, RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { finishRun } from './finishRun.ts';
import { readEventLines } from './processFiles.ts';
import { can, transition } from './transitions.ts';

/** What one import brought. */
export interface Imported {
  /** As it is now. */
  readonly run: RunRow;
  /** Whether anything was new. */
  readonly changed: boolean;
}

/** Weight of the last step in the speed that is shown. */
const newest = 0.1;

/**
 * Imports the lines that are not in the store yet; not all at once where there are many: call it until nothing is new.
 * Several programs may do so at the same time.
 * @returns undefined where there is no such run
 */
export function importEvents(context: Pick<Context, 'store' | 'emit'>, id: string): Imported | undefined {
  const { store } = context;
  return store.transaction(() => {
    const before = findRun(store, id);
    if (!before) return undefined;
    const { lines, next } = readEventLines(before.out, before.eventsRead);
    if (next === before.eventsRead) return { run: before, changed: false };
    const importer = new EventImporter(context, { ...before, eventsRead: next });
    for (const line of lines) importer.take(line);
    importer.finish();
    return { run: importer.run, changed: true };
  });
}

class EventImporter {
  readonly run: RunRow;
  readonly #context: Pick<Context, 'store' | 'emit'>;
  readonly #store: Store;
  #steps: Omit<MetricRow, 'runId'>[] = [];

  constructor(context: Pick<Context, 'store' | 'emit'>, run: RunRow) {
    this.#context = context;
    this.#store = context.store;
    this.run = run;
  }

  take(line: RunLine): void {
    const { run } = this;
    // By the process's own clock: neither its sleep nor a clock that is set makes the run longer or shorter.
    if (line.type === 'process') run.secondsBefore = run.seconds;
    if (run.state === 'running' && line.elapsed > 0) run.seconds = run.secondsBefore + line.elapsed;
    this.#handle(line);
  }

  finish(): void {
    this.#flush();
    const { id, state: _, ...values } = this.run;
    updateRun(this.#store, id, values);
  }

  #handle(line: RunLine): void {
    const { run } = this;
    const store = this.#store;
    switch (line.type) {
      case 'process':
        // Another program has started it, or its history is read again.
        if (can(run, 'processBegan')) transition(store, run, { type: 'processBegan', at: line.at });
        run.pid ??= line.pid;
        break;
      case 'resumed':
        this.#resumed(line.step);
        if (line.step > 0) this.#log(line.at, 'info', say`Goes on after step ${line.step}.`);
        break;
      case 'plan': {
        const { rows, heldOutRows, tokens, trainable, total, deviceReason, vocabulary } = line;
        run.steps = line.steps;
        run.device = line.device;
        run.plan = {
          ...{ rows, heldOutRows, tokens, trainable, total, deviceReason },
          ...(vocabulary !== undefined && { vocabulary }),
        };
        run.estimate = line.estimate;
        const held = heldOutRows === 0 ? say`none held out` : say`${amount.count(heldOutRows)} more held out`;
        const all = line.steps === 1 ? say`1 step` : say`${amount.count(line.steps)} steps`;
        const read = rows === 1 ? say`1 row` : say`${amount.count(rows)} rows`;
        const device = amount.coded('device', deviceReason, deviceReason);
        this.#log(line.at, 'info', say`${all} over ${read}, ${held}. ${device}.`);
        break;
      }
      case 'step': {
        const { step, loss, learningRate, gradNorm, tokens, supervised, seconds } = line;
        if (![step, loss, learningRate, gradNorm, tokens, supervised, seconds].every(Number.isFinite)) break;
        const memoryBytes = line.memoryBytes ?? null;
        this.#steps.push({
          step,
          loss,
          learningRate,
          gradNorm,
          tokens,
          supervised,
          seconds,
          memoryBytes,
          heldOutLoss: line.heldOutLoss ?? null,
        });
        this.#figures(step, line.figures);
        const speed = seconds > 0 ? tokens / seconds : null;
        run.step = step;
        run.steps = line.steps;
        run.loss = loss;
        run.etaSeconds = line.etaSeconds;
        run.tokensPerSecond = mixed(run.tokensPerSecond, speed);
        break;
      }
      case 'eval':
        this.#flush();
        if (Number.isFinite(line.heldOutLoss)) this.#measured(line);
        break;
      case 'sample':
        putSample(store, run.id, line);
        break;
      case 'checkpoint': {
        const { step, path, bytes, heldOutLoss, best, at } = line;
        putCheckpoint(store, { runId: run.id, step, path, bytes, heldOutLoss, best: 0, createdAt: at });
        if (best) markBest(store, run.id, step);
        break;
      }
      case 'pruned':
        dropCheckpoint(store, run.id, line.step);
        break;
      case 'warning':
        // Told again by each process that goes on with the run.
        if (!hasLogEntry(store, run.id, line.message))
          this.#keep({
            at: line.at,
            step: run.step,
            level: 'warning',
            message: line.message,
            said: line.said,
          });
        break;
      case 'log':
        this.#keep({
          at: line.at,
          step: line.step,
          level: line.level,
          message: line.message,
          said: line.said,
        });
        break;
      case 'result':
      case 'error':
        this.#flush();
        finishRun(this.#context, run, line, line.at);
        break;
    }
  }

  #resumed(step: number): void {
    const { run } = this;
    this.#flush();
    dropMetricsAfter(this.#store, run.id, step);
    dropNamedMetricsAfter(this.#store, run.id, step);
    dropSamplesAfter(this.#store, run.id, step);
    dropCheckpointsAfter(this.#store, run.id, step);
    run.step = step;
    run.heldOutLoss = bestHeldOutLoss(this.#store, run.id);
  }

  #measured(line: Extract<RunLine, { type: 'eval' }>): void {
    const { run } = this;
    const { step, heldOutLoss, best, at } = line;
    if (step === 0) run.heldOutLossBefore = heldOutLoss;
    else setHeldOutLoss(this.#store, run.id, step, heldOutLoss);
    if (best) run.heldOutLoss = heldOutLoss;
    this.#figures(step, inHeldOutRows(line.figures));
    const loss = amount.loss(heldOutLoss);
    const sentence =
      step === 0
        ? say`Before training the held-out loss is ${loss}.`
        : best
          ? say`After step ${step} the held-out loss is ${loss}, the best so far.`
          : say`After step ${step} the held-out loss is ${loss}.`;
    this.#log(at, 'info', sentence, step);
  }

  #figures(step: number, figures: Figures = {}): void {
    insertNamedMetrics(this.#store, this.run.id, step, figures);
  }

  #keep(entry: Omit<LogEntry, 'id'>): void {
    addLogEntry(this.#store, this.run.id, entry);
  }

  #log(at: number, level: LogEntry['level'], sentence: Sentence, step: number = this.run.step): void {
    this.#keep({ at, step, level, ...told(sentence) });
  }

  #flush(): void {
    putMetrics(this.#store, this.run.id, this.#steps);
    this.#steps = [];
  }
}

/** The figures of held-out rows, by names that tell them from those of the step. */
function inHeldOutRows(figures: Figures = {}): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`heldOut.${name}`, value]));
}

function mixed(before: number | null, now: number | null): number | null {
  if (before === null || now === null) return now ?? before;
  return before + newest * (now - before);
}
