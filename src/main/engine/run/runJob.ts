/** Trains the run of one folder as its job file says, and tells everything in its events file. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, errorRecord } from '../../../shared/errors.ts';
import type { TrainEvent, TrainResult } from '../../../shared/events.ts';
import { completeRunConfig, type RunConfig, validateRunConfig } from '../../../shared/runConfig.ts';
import { discard, type RunMessage, runFiles, runJobSchema } from '../../../shared/runJob.ts';
import { type Sentence, say, told } from '../../../shared/sentence.ts';
import { readJsonObject } from '../formats/json.ts';
import { ClockWatch } from '../runtime/clock.ts';
import type { TrainOptions } from '../train/prepare.ts';
import { EventLog } from './eventLog.ts';
import { startHeartbeat } from './heartbeat.ts';
import { hasRun, resultIn } from './runFile.ts';
import { clearRunFolder } from './runFolder.ts';
import { resume, train } from './train.ts';

const lookAgainMs = 200;

/**
 * Starts the run in `folder`, or goes on with it; one that was killed before it wrote anything starts anew.
 * The last line of its events file says how it ended.
 * @param stop stops it as the stop file does
 * @returns whether it came to a result
 * @throws AppError `disk` or `not-found` where not even the events file can be written
 */
export async function runJob(folder: string, resuming: boolean, stop: AbortController): Promise<boolean> {
  const log = new EventLog(folder);
  log.append({ type: 'process', pid: process.pid });
  startHeartbeat(log.file);
  let step = 0;
  const emit = (event: TrainEvent) => {
    if (event.type === 'step' || event.type === 'resumed') step = event.step;
    log.append(event);
  };
  const note = (sentence: Sentence) => {
    try {
      emit({ type: 'log', level: 'info', step, ...told(sentence) });
    } catch {
      // Whether a full disk ends the run is for its next step to find.
    }
  };
  const clocks = new ClockWatch();
  const look = () => {
    const asked = stopAsked(folder);
    if (asked === discard) {
      log.end({ type: 'error', code: 'interrupted', message: 'stopped, nothing saved', hint: '' });
      process.exit(1);
    }
    if (asked !== undefined) stop.abort();
    for (const sentence of clocks.takeMessages()) note(sentence);
  };
  look();
  const watch = setInterval(look, lookAgainMs);
  let last: RunMessage;
  try {
    last = { type: 'result', ...(await perform(folder, resuming, emit, stop.signal)) };
  } catch (error) {
    last = { type: 'error', ...errorRecord(error) };
  }
  clearInterval(watch);
  log.end(last);
  return last.type === 'result';
}

async function perform(
  folder: string,
  resuming: boolean,
  onEvent: TrainOptions['onEvent'],
  signal: AbortSignal,
): Promise<TrainResult> {
  const { runId, config, prompts, cache } = readJob(join(folder, runFiles.job));
  const options = {
    out: folder,
    runId,
    prompts,
    signal,
    onEvent,
    begun: 0,
    ...(cache !== undefined && { cache }),
  };
  // One that was killed between its very end and the line that tells it has nothing left to do.
  if (resuming && hasRun(folder)) return resultIn(folder) ?? resume(options);
  if (resuming) {
    // Killed before its first write, or while it cleared away a failed start.
    clearRunFolder(folder);
    onEvent({ type: 'resumed', step: 0 });
  }
  return train(config, options);
}

interface Job {
  readonly runId: string;
  readonly config: RunConfig;
  readonly prompts: readonly string[];
  readonly cache?: string;
}

function readJob(file: string): Job {
  const job = runJobSchema.safeParse(readJsonObject(file, 'bad-config'));
  const [problem] = job.success ? validateRunConfig(job.data.config) : job.error.issues;
  if (job.success && !problem) return { ...job.data, config: completeRunConfig(job.data.config) };
  throw new AppError('bad-config', say`${file}: ${problem?.message}`, say`Start the run anew.`);
}

/** What the stop file says; undefined: it is not there. */
function stopAsked(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, runFiles.stop), 'utf8').trim();
  } catch {
    return undefined;
  }
}
