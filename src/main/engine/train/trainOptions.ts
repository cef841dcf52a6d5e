/** What a run is told besides its settings. */

import type { TrainEvent } from '../../../shared/events.ts';

export interface TrainOptions {
  /** Folder of the results; new or empty for a new run. */
  readonly out: string;
  readonly onEvent: (event: TrainEvent) => void;
  readonly signal?: AbortSignal;
  /** When it began, by this process's own clock; undefined: now. */
  readonly begun?: number;
  /** The run's id, where it has one already. */
  readonly runId?: string;
  /** Answered by the model before training and at each measurement. */
  readonly prompts?: readonly string[];
  /** Folder for encoded rows; without it they are made anew each time. */
  readonly cache?: string;
}
