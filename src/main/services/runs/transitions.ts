/** A run's life in one table: what leads from which state to which, and what of the run it resets. Nothing else writes a state. */
import { type ErrorRecord, internalError } from '../../../shared/errors.ts';
import type { RunState } from '../../../shared/records/runs.ts';
import { moveRun, type RunChange } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';

/** What can happen to a run; `at` in ms since 1970. */
export type RunEvent =
  /** It is to be started when its turn comes. */
  | { readonly type: 'enqueue' }
  /** It leaves the queue, to be started later. */
  | { readonly type: 'dequeue' }
  /** Its process is about to be started, and will write from byte `partFrom` of the event file on. */
  | { readonly type: 'start'; readonly at: number; readonly partFrom: number }
  /** The event file tells of a process that nobody here has started. */
  | { readonly type: 'processBegan'; readonly at: number }
  /** Its process is asked to end, and this is what the run becomes then. */
  | { readonly type: 'requestEnd'; readonly as: NonNullable<RunRow['requestedState']> }
  | ProcessEnd
  /** It ends for good without a result; a run that runs has no process any more by then. */
  | { readonly type: 'cancel'; readonly at: number };

/** Its process has ended, or could not be started; with an error where it did so by itself. */
interface ProcessEnd {
  readonly type: 'finish' | 'pause' | 'interrupt' | 'fail';
  readonly at: number;
  readonly error: ErrorRecord | null;
}

type EventType = RunEvent['type'];
type EventOf<E extends EventType> = RunEvent & { readonly type: E };

/** A run is made as if it was paused before its first step: not even for a moment in the queue, from which it might be taken. */
export const newRunState: RunState = 'paused';

const startable = {
  enqueue: 'queued',
  start: 'running',
  processBegan: 'running',
  cancel: 'cancelled',
} as const;

/** An event that is not in a state's row cannot happen there. */
const transitions: { readonly [S in RunState]: { readonly [E in EventType]?: RunState } } = {
  queued: { ...startable, dequeue: 'paused' },
  running: {
    requestEnd: 'running',
    finish: 'done',
    pause: 'paused',
    interrupt: 'interrupted',
    fail: 'failed',
    cancel: 'cancelled',
  },
  paused: startable,
  interrupted: startable,
  failed: startable,
  // Where a history is read once more, or a program with another database goes on with it.
  cancelled: { processBegan: 'running' },
  done: { processBegan: 'running' },
};

const withoutProcess = { etaSeconds: null, requestedState: null, pid: null, pidStartedAt: null } as const;

const ended = (_: RunRow, { at, error }: ProcessEnd): RunChange => ({
  ...withoutProcess,
  endedAt: at,
  error,
});

/** A new part of the run begins, which knows nothing of how the one before ended. */
const begun = ({ startedAt }: RunRow, at: number): RunChange => ({
  ...withoutProcess,
  startedAt: startedAt ?? at,
  partStartedAt: at,
  endedAt: null,
  error: null,
  verdict: null,
  queuePosition: null,
  tokensPerSecond: null,
});

/** What else changes with the state. */
const changes: {
  readonly [E in EventType]: (run: RunRow, event: EventOf<E>) => RunChange;
} = {
  enqueue: () => ({ endedAt: null, requestedState: null, removedAt: null }),
  dequeue: () => ({ queuePosition: null }),
  start: (run, { at, partFrom }) => ({ ...begun(run, at), removedAt: null, partFrom }),
  processBegan: (run, { at }) => begun(run, at),
  requestEnd: (_, { as }) => ({ requestedState: as }),
  finish: ended,
  pause: ended,
  interrupt: ended,
  fail: ended,
  cancel: (_, { at }) => ({ ...withoutProcess, queuePosition: null, endedAt: at, error: null }),
};

/** Whether the event can happen to the run as it is. */
export function can({ state }: Pick<RunRow, 'state'>, event: EventType): boolean {
  return transitions[state][event] !== undefined;
}

/**
 * Lets the event happen, in `run` and in the store. Where another program may do the same at the same time, read the run
 * and call this within one transaction.
 * @returns the state it is in now
 * @throws AppError `internal` for an event that cannot happen in this state: ask {@link can} first
 */
export function transition(store: Store, run: RunRow, event: RunEvent): RunState {
  const state = transitions[run.state][event.type];
  if (state === undefined)
    throw internalError(`the event ${event.type} cannot happen to the run ${run.id}, which is ${run.state}`);
  const changeOf = changes[event.type] as (run: RunRow, event: RunEvent) => RunChange;
  const change = { ...changeOf(run, event), state };
  moveRun(store, run.id, change);
  Object.assign(run, change);
  return state;
}
