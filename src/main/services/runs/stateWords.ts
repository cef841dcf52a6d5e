/** What a run is in the middle of a sentence: `the run "A" is paused`. */
import type { RunState } from '../../../shared/records/runs.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';

export const stateWords: Readonly<Record<RunState, Sentence>> = {
  queued: say`queued`,
  running: say`running`,
  paused: say`paused`,
  interrupted: say`interrupted`,
  failed: say`failed`,
  cancelled: say`cancelled`,
  done: say`done`,
};
