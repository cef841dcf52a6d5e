/** What a run's folder holds besides its results: how services and the training process talk, through files that survive both. */
import { z } from 'zod';
import type { ErrorRecord } from './errors.ts';
import type { TrainEvent, TrainResult } from './events.ts';

/** Files of the conversation, by name; they do not make a folder occupied. */
export const runFiles = {
  /** What to train, a {@link RunJob}; written before the process starts. */
  job: 'job.json',
  /** A {@link RunLine} a line, appended as it happens. Its time of change is at most a few seconds old while the process lives. */
  events: 'events.jsonl',
  /** Its being there asks the process to save what was learned and end; with {@link discard} in it, to end at once. */
  stop: 'stop',
  /** Room on the disk for the process's last line. */
  reserve: '.reserve',
  /** What the process and onnxruntime wrote to stderr. */
  errors: 'stderr.log',
  /** How the process ended, noted by who started it. */
  end: 'end.json',
} as const;

/** In the stop file: nothing need be saved. */
export const discard = 'discard';

export const runJobSchema = z.object({
  /** The run's id in the database; run.json carries it too. */
  runId: z.string().min(1),
  /** A complete RunConfig; paths are absolute. */
  config: z.unknown(),
  /** Answered by the model before training and at each measurement. */
  prompts: z.array(z.string()).default([]),
  /** Folder for encoded rows, so that an unchanged dataset starts at once. */
  cache: z.string().exactOptional(),
});

export type RunJob = z.input<typeof runJobSchema>;

/** How a training process begins and ends, around the events of training. */
type ProcessEvent =
  /** The first line of each process, written before anything is loaded. */
  | { readonly type: 'process'; readonly pid: number }
  /** The last line of one that came to an end of its own; without either, it was killed or crashed. */
  | ({ readonly type: 'result' } & TrainResult)
  | ({ readonly type: 'error' } & ErrorRecord);

/** A line of the events file; `at` is the wall clock's, in milliseconds, `elapsed` the process's own seconds without sleep. */
export type RunLine = { readonly at: number; readonly elapsed: number } & (TrainEvent | ProcessEvent);

/** A line without its time. */
export type RunMessage = TrainEvent | ProcessEvent;
