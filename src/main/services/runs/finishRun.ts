/** What becomes of a run once its process has ended: state, verdict, the account, and an adapter version. */

import { AppError, type ErrorRecord, errorRecord, messageOf } from '../../../shared/errors.ts';
import type { TrainResult } from '../../../shared/events.ts';
import { yieldsAdapter } from '../../../shared/methods.ts';
import type { LogEntry, Metrics, RunState, Verdict } from '../../../shared/records/runs.ts';
import { amount, type Sentence, say, told } from '../../../shared/sentence.ts';
import { readMetrics, stepTotals } from '../../store/metrics.ts';
import { findModel } from '../../store/models.ts';
import { addLogEntry } from '../../store/runLog.ts';
import { updateRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';
import { acceptRun } from '../adapters/index.ts';
import type { Context } from '../context.ts';
import { endOfProcess } from '../process/processEnd.ts';
import { hasCheckpoint, lastWordsIn, processEndIn, removeWeights } from './processFiles.ts';
import { transition } from './transitions.ts';
import { verdictOn } from './verdict.ts';

/** How the process ended; `gone`: without a word in its event file. */
export type Ending =
  | ({ readonly type: 'result' } & TrainResult)
  | ({ readonly type: 'error' } & ErrorRecord)
  | { readonly type: 'gone' };

/** Settles a running run, in `run` and in the store; call it within a transaction. */
export function finishRun(
  context: Pick<Context, 'store' | 'emit'>,
  run: RunRow,
  ending: Ending,
  at: number,
): void {
  if (run.state !== 'running') return;
  const { store } = context;
  const log = (level: LogEntry['level'], sentence: Sentence) =>
    addLogEntry(store, run.id, { at, step: run.step, level, ...told(sentence) });

  const error = errorOf(run, ending);
  const state = transition(store, run, { type: outcomeOf(run, ending, error), at, error });
  if (ending.type === 'result') recordActuals(store, run, ending);
  if (state === 'cancelled') removeWeights(run.out);
  if (state === 'done' || (ending.type === 'error' && ending.code === 'not-finite'))
    run.verdict = verdictOf(store, run, ending);
  if (error && state !== 'cancelled') log(state === 'failed' ? 'error' : 'warning', errorSentence(error));
  else log('info', sentences[state](run));

  const { id, state: _, ...values } = run;
  updateRun(store, id, values);
  if (state === 'done' && yieldsAdapter(run))
    try {
      acceptRun(context, id);
    } catch (cause) {
      log('warning', say`It did not become an adapter version: ${messageOf(cause)}`);
    }
}

type Outcome = 'finish' | 'pause' | 'interrupt' | 'fail' | 'cancel';

/** What a request to end asks for. */
const asRequested = {
  done: 'finish',
  paused: 'pause',
  interrupted: 'interrupt',
  cancelled: 'cancel',
} as const satisfies { readonly [S in NonNullable<RunRow['requestedState']>]: Outcome };

function outcomeOf({ requestedState, out }: RunRow, ending: Ending, error: ErrorRecord | null): Outcome {
  const requested = asRequested[requestedState ?? 'interrupted'];
  if (requested === 'cancel') return 'cancel';
  if (ending.type === 'result') {
    if (ending.state === 'done') return 'finish';
    return ending.reason ? 'pause' : requested;
  }
  if (ending.type === 'error' && ending.code === 'interrupted')
    // Stopped before there was anything to save.
    return requested === 'finish' ? 'cancel' : requested;
  // So full that not even the best could be saved: once there is room it goes on exactly where it was.
  if (ending.type === 'error' && ending.code === 'disk' && hasCheckpoint(out)) return 'pause';
  // Killed rather than crashed, or there is something to go on from: nothing is wrong with the run.
  if (ending.type === 'gone' && (error?.code === 'interrupted' || hasCheckpoint(out)))
    return requested === 'pause' ? 'pause' : 'interrupt';
  return error ? 'fail' : 'interrupt';
}

function errorOf({ out }: RunRow, ending: Ending): ErrorRecord | null {
  if (ending.type === 'result') return ending.reason ?? null;
  if (ending.type === 'error') {
    const { type: _, ...error } = ending;
    return error.code === 'interrupted' ? null : error;
  }
  const error = endOfProcess(processEndIn(out), lastWordsIn(out));
  // What would only happen again.
  if (error.code === 'bad-model' || error.code === 'memory') return errorRecord(error);
  const hint = hasCheckpoint(out)
    ? say`Continue goes on after the last checkpoint.`
    : say`There was no checkpoint yet: Continue starts it from the beginning.`;
  return errorRecord(new AppError(error.code, error.message, hint, { said: { ...error.said, hint } }));
}

/** Message and hint, for the log. */
function errorSentence({ message, hint, said }: ErrorRecord): Sentence {
  const what = said?.message ?? message;
  return hint === '' ? say`${what}` : say`${what} ${said?.hint ?? hint}`;
}

function recordActuals(store: Store, run: RunRow, result: TrainResult): void {
  const { tokens, seconds: stepSeconds } = stepTotals(store, run.id);
  // A part that came before may have had more of either.
  run.actual = {
    seconds: run.seconds,
    memoryBytes: Math.max(result.peakMemoryBytes, run.actual?.memoryBytes ?? 0),
    diskBytes: Math.max(result.peakDiskBytes, run.actual?.diskBytes ?? 0),
    tokens,
    stepSeconds,
  };
  run.step = result.steps;
  run.device = result.device;
  run.heldOutLoss = result.bestLoss;
  run.tokensPerSecond = result.tokensPerSecond > 0 ? result.tokensPerSecond : run.tokensPerSecond;
}

function verdictOf(store: Store, run: RunRow, ending: Ending): Verdict {
  const { step, loss, learningRate, heldOut } = readMetrics(store, run.id, {
    from: 1,
    to: null,
    points: 1000,
  });
  const model = run.modelId === null ? undefined : findModel(store, run.modelId);
  const vocabulary = run.plan?.vocabulary ?? model?.shape.vocabulary;
  const tenth = Math.ceil(loss.length / 10);
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  return verdictOn({
    rows: run.plan?.rows ?? 0,
    before: run.heldOutLossBefore,
    heldOut,
    firstLoss: mean(loss.slice(0, tenth)),
    lastLoss: mean(loss.slice(-tenth)),
    diverged: ending.type === 'error',
    heldOutRows: run.plan?.heldOutRows ?? 0,
    rateLeft: rateLeft({ step, learningRate, heldOut }),
    chance: vocabulary === undefined ? null : Math.log(vocabulary),
    stopped: run.steps !== null && run.step < run.steps ? { step: run.step, steps: run.steps } : null,
  });
}

/** The highest learning rate since the last measurement but one, as a share of the highest of all. */
function rateLeft({
  step,
  learningRate,
  heldOut,
}: Pick<Metrics, 'step' | 'learningRate' | 'heldOut'>): number | null {
  const since = heldOut.at(-2)?.step ?? 0;
  const highest = Math.max(0, ...learningRate);
  const late = learningRate.filter((_, at) => (step[at] ?? 0) > since);
  return highest === 0 || late.length === 0 ? null : Math.max(...late) / highest;
}

const sentences: Readonly<Record<RunState, (run: RunRow) => Sentence>> = {
  done: ({ seconds, step, steps }) =>
    steps !== null && step < steps
      ? say`Ended after step ${step} of ${steps}, ${amount.duration(seconds)}; the best so far is kept.`
      : say`Done after ${amount.duration(seconds)}.`,
  paused: ({ step }) => say`Paused after step ${step}.`,
  interrupted: ({ step }) => say`Stopped after step ${step}; what was learned is saved.`,
  cancelled: () => say`Cancelled; checkpoints and results are deleted.`,
  failed: () => say`Failed.`,
  queued: () => say`Waits for its turn.`,
  running: () => say`Runs.`,
};
