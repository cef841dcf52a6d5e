/**
 * A studio in a process of its own, for tests that kill it: starts a run, or goes on with one, and prints its id.
 * Argument: a {@link StudioTask} as JSON.
 */
import { flushCompileCache } from 'node:module';
import { createServices } from '../../../src/main/services/index.ts';
import type { RunConfigInput } from '../../../src/shared/runConfig.ts';

export interface StudioTask {
  readonly home: string;
  /** What to start, or the run to go on with, should it not run by itself. */
  readonly run: RunConfigInput | string;
}

const { home, run } = JSON.parse(process.argv[2]!) as StudioTask;
const { methods } = createServices({ home });
flushCompileCache(); // before it is killed
console.log(typeof run === 'string' ? await goOn(run) : await start(run));

async function start(config: RunConfigInput): Promise<string> {
  const request = { name: '', config, queue: false, parentId: null, prompts: [] };
  return (await methods['runs.start'](request)).id;
}

async function goOn(id: string): Promise<string> {
  const { state } = await methods['runs.get']({ id });
  if (state === 'interrupted' || state === 'failed') await methods['runs.resume']({ id });
  return id;
}
