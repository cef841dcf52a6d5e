/** What becomes of a run once its process has ended: state, verdict, the account, and an adapter version. */
import { type ErrorRecord, errorRecord } from '../../../shared/errors.ts';
import type { TrainResult } from '../../../shared/events.ts';
import type { LogEntry, RunState } from '../../../shared/records/runs.ts';
import { addLogEntry } from '../../store/events.ts';
import { readMetrics, stepTotals } from '../../store/metrics.ts';
import { updateRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';
import { acceptRun } from '../adapters/index.ts';
import type { Context } from '../context.ts';
import { hasCheckpoint, lastWordsIn, removeWeights } from './runFolder.ts';
import { verdictOn } from './verdict.ts';
import { durationText } from './words.ts';

/** How the process ended; `gone`: without a word in its event file. */
export type Ending =
  | ({ readonly type: 'result' } & TrainResult)
  | ({ readonly type: 'error' } & ErrorRecord)
  | { readonly type: 'gone' };

/** What a run really took; `tokens` and `stepSeconds` of its steps alone, which the next estimate is made of. */
export interface Actual {
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly tokens: number;
  readonly stepSeconds: number;
}

/** Settles a running run, in `run` and in the store; call it within a transaction. */
export function finishRun(
  context: Pick<Context, 'store' | 'emit'>,
  run: RunRow,
  ending: Ending,
  at: number,
): void {
  if (run.state !== 'running') return;
  const { store } = context;
  const log = (level: LogEntry['level'], message: string) =>
    addLogEntry(store, run.id, { at, step: run.step, level, message });

  const error = errorOf(run, ending);
  run.state = stateOf(run, ending, error);
  run.error = error && run.state !== 'cancelled' ? JSON.stringify(error) : null;
  run.endedAt = at;
  run.etaSeconds = null;
  run.wanted = null;
  run.pid = null;
  run.pidStartedAt = null;
  if (ending.type === 'result') recordActuals(store, run, ending);
  if (run.state === 'cancelled') removeWeights(run.out);
  if (run.state === 'done' || (ending.type === 'error' && ending.code === 'not-finite'))
    run.verdict = JSON.stringify(verdictOf(store, run, ending));
  if (error && run.state !== 'cancelled')
    log(run.state === 'failed' ? 'error' : 'warning', `${error.message} ${error.hint}`.trim());
  else log('info', sentences[run.state](run));

  const { id, ...values } = run;
  updateRun(store, id, values);
  if (run.state === 'done' && run.method === 'lora')
    try {
      acceptRun(context, id);
    } catch (cause) {
      log('warning', `It did not become an adapter version: ${errorRecord(cause).message}`);
    }
}

function stateOf(run: RunRow, ending: Ending, error: ErrorRecord | null): RunState {
  if (run.wanted === 'cancelled') return 'cancelled';
  if (ending.type === 'result') {
    if (ending.state === 'done') return 'done';
    return ending.reason ? 'paused' : (run.wanted ?? 'interrupted');
  }
  if (ending.type === 'error' && ending.code === 'interrupted')
    // Stopped before there was anything to save.
    return run.wanted === 'done' ? 'cancelled' : (run.wanted ?? 'interrupted');
  // So full that not even the best could be saved: once there is room it goes on exactly where it was.
  if (ending.type === 'error' && ending.code === 'disk' && hasCheckpoint(run.out)) return 'paused';
  // Killed rather than crashed, or there is something to go on from: nothing is wrong with the run.
  if (ending.type === 'gone' && (error?.code === 'interrupted' || hasCheckpoint(run.out)))
    return run.wanted === 'paused' ? 'paused' : 'interrupted';
  return error ? 'failed' : 'interrupted';
}

function errorOf({ out }: RunRow, ending: Ending): ErrorRecord | null {
  if (ending.type === 'result') return ending.reason ?? null;
  if (ending.type === 'error') {
    const { code, message, hint } = ending;
    return code === 'interrupted' ? null : { code, message, hint };
  }
  const words = lastWordsIn(out);
  return {
    code: words === '' ? 'interrupted' : 'internal',
    message:
      words === ''
        ? 'The training process was ended from outside: killed, or the machine ran out of memory or went down.'
        : `The training process crashed. Its last words: ${words}`,
    hint: hasCheckpoint(out)
      ? 'Continue goes on after the last checkpoint.'
      : 'There was no checkpoint yet: Continue starts it from the beginning.',
  };
}

function recordActuals(store: Store, run: RunRow, result: TrainResult): void {
  const { tokens, seconds: stepSeconds } = stepTotals(store, run.id);
  // A part that came before may have had more of either.
  const before = JSON.parse(run.actual ?? '{}') as Partial<Actual>;
  const actual: Actual = {
    seconds: run.seconds,
    memoryBytes: Math.max(result.peakMemoryBytes, before.memoryBytes ?? 0),
    diskBytes: Math.max(result.peakDiskBytes, before.diskBytes ?? 0),
    ...{ tokens, stepSeconds },
  };
  run.actual = JSON.stringify(actual);
  run.step = result.steps;
  run.device = result.device;
  run.heldOutLoss = result.bestLoss;
  run.tokensPerSecond = result.tokensPerSecond > 0 ? result.tokensPerSecond : run.tokensPerSecond;
}

function verdictOf(store: Store, run: RunRow, ending: Ending) {
  const { loss, heldOut } = readMetrics(store, run.id, { from: 1, to: null, points: 1000 });
  const tenth = Math.ceil(loss.length / 10);
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  return verdictOn({
    rows: (JSON.parse(run.plan ?? '{}') as { rows?: number }).rows ?? 0,
    before: run.heldOutLossBefore,
    heldOut,
    firstLoss: mean(loss.slice(0, tenth)),
    lastLoss: mean(loss.slice(-tenth)),
    diverged: ending.type === 'error',
  });
}

const sentences: Readonly<Record<RunState, (run: RunRow) => string>> = {
  done: ({ seconds, step, steps }) =>
    steps !== null && step < steps
      ? `Ended after step ${step} of ${steps}, ${durationText(seconds)}; the best so far is kept.`
      : `Done after ${durationText(seconds)}.`,
  paused: ({ step }) => `Paused after step ${step}.`,
  interrupted: ({ step }) => `Stopped after step ${step}; what was learned is saved.`,
  cancelled: () => 'Cancelled; checkpoints and results are deleted.',
  failed: () => 'Failed.',
  queued: () => 'Waits for its turn.',
  running: () => 'Runs.',
};
