/** Finds what the last studio left: runs that still train, runs whose process is gone, runs the database has forgotten. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { rankOf } from '../../../shared/methods.ts';
import { completeRunConfig, validateRunConfig } from '../../../shared/runConfig.ts';
import { runFiles, runJobSchema } from '../../../shared/runJob.ts';
import { versionOfRun } from '../../store/adapters.ts';
import { findRun, forgetRun, insertRun, runsIn, runsRemovedBefore } from '../../store/runs.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { importEvents } from './importEvents.ts';
import { removeWeights } from './processFiles.ts';
import { requireRun } from './records.ts';
import { newRunState, transition } from './transitions.ts';
import { isTrained, markProcessGone } from './watch.ts';

/** Brings every run up to date and settles those without a process. @returns those that still train */
export function recoverRuns(context: Pick<Context, 'store' | 'emit'>): RunRow[] {
  return runsIn(context.store, ['running']).filter(({ id }) => {
    while (importEvents(context, id)?.changed);
    const run = findRun(context.store, id);
    if (run?.state !== 'running') return false;
    if (isTrained(run)) return true;
    markProcessGone(context, id);
    return false;
  });
}

const notedJobSchema = runJobSchema.extend({
  name: z.string(),
  model: z.string(),
  data: z.string(),
  createdAt: z.number(),
});

/**
 * Notes runs whose folders lie in the home but which a database that was lost, or put back from a copy, knows nothing of.
 * What they have told is imported from the beginning.
 */
export function readoptFolders({ store, home }: Pick<Context, 'store' | 'home'>): void {
  for (const name of readdirSync(home.runs)) {
    const out = join(home.runs, name);
    const job = readJob(join(out, runFiles.job));
    if (!job || findRun(store, job.runId) || validateRunConfig(job.config).length > 0) continue;
    const config = completeRunConfig(job.config);
    insertRun(store, {
      ...{ id: job.runId, name: job.name, state: newRunState, model: job.model, data: job.data, out },
      ...{
        modelId: null,
        dataVersionId: null,
        parentId: null,
        estimate: null,
        expectedSeconds: null,
        predictedMemoryBytes: null,
      },
      method: config.method,
      rank: rankOf(config),
      config,
      createdAt: job.createdAt,
      prompts: job.prompts,
    });
    transition(store, requireRun(store, job.runId), { type: 'processBegan', at: job.createdAt });
  }
}

function readJob(file: string): z.output<typeof notedJobSchema> | undefined {
  try {
    return notedJobSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // not a run's folder, or not one of ours
  }
}

/** Deletes for good what was removed before `time`: an adapter that is still in use stays, and with it its history. */
export function purgeRuns({ store, home }: Pick<Context, 'store' | 'home'>, time: number): void {
  for (const { id, out } of runsRemovedBefore(store, time)) {
    if (!existsSync(out)) forgetRun(store, id);
    else if (versionOfRun(store, id)?.removedAt === null) rmSync(join(out, 'checkpoints'), forced);
    else {
      // A folder the user has chosen may hold more than ours.
      if (dirname(out) === home.runs) rmSync(out, forced);
      else removeWeights(out);
      forgetRun(store, id);
    }
  }
}

const forced = { recursive: true, force: true };
