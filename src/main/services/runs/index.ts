/** Runs as hosts use them: started, followed, stopped, resumed, looked back at. */
import type { Input, Output } from '../../../shared/api.ts';
import { internalError } from '../../../shared/errors.ts';
import type { TrainEvent, TrainResult } from '../../../shared/events.ts';
import type { Comparison, Run, RunDetail } from '../../../shared/records/runs.ts';
import type { Context } from '../context.ts';

/** A run to be made. */
export interface RunRequest {
  /** Empty: made of the model's and the dataset's names and the rank. */
  readonly name?: string;
  /** As `runConfigSchema` takes it; `model` and `data` may also be ids or names of the library. */
  readonly config: unknown;
  /** Waits for its turn, which only a studio gives; otherwise it starts at once. */
  readonly queue?: boolean;
  /** The run it is continued or repeated from. */
  readonly parentId?: string | null;
  /** Answered by the model before training and at each measurement. */
  readonly prompts?: readonly string[];
  /** Folder of the results, new or empty; undefined: one in the home's `runs`. */
  readonly out?: string;
}

/**
 * Checks the request, notes the run and starts its process; does not wait for it.
 * The process goes on when this program ends.
 * @throws AppError `bad-config` with every problem at once, `not-found`, `exists` where `out` is occupied
 */
export async function startRun(_context: Context, _request: RunRequest): Promise<Run> {
  throw internalError('startRun is being written');
}

/**
 * Hands over every event of the run from here on (from its first when it has just been started), in order, and returns
 * how it ended. What is told has been written to the store before.
 * @param signal asks the run to stop; it saves what was learned, and the result's state is `interrupted`
 * @throws AppError what the run failed with; `interrupted` where it was stopped before there was anything to save
 */
export async function followRun(
  _context: Context,
  _id: string,
  _onEvent: (event: TrainEvent) => void,
  _signal?: AbortSignal,
): Promise<TrainResult> {
  throw internalError('followRun is being written');
}

/** Asks a run to save its best and end; returns at once. @throws AppError `not-found` */
export function stopRun(_context: Context, _id: string): void {
  throw internalError('stopRun is being written');
}

/**
 * Starts the run's process again after its last checkpoint; follow it with {@link followRun}.
 * @param id of a run, or the beginning of one that no other shares
 * @throws AppError `not-found`; `exists` where it is done or already running
 */
export async function resumeRun(_context: Context, _id: string): Promise<Run> {
  throw internalError('resumeRun is being written');
}

/** A page of the history. */
export function listRuns(_context: Context, _query: Input<'runs.list'>): Output<'runs.list'> {
  throw internalError('listRuns is being written');
}

/** Everything about one run; `id` may be shortened. @throws AppError `not-found` */
export function showRun(_context: Context, _id: string): RunDetail {
  throw internalError('showRun is being written');
}

/** Two to six runs side by side; ids may be shortened. @param points of each curve. @throws AppError `not-found` */
export function compareRuns(_context: Context, _ids: readonly string[], _points: number): Comparison {
  throw internalError('compareRuns is being written');
}
