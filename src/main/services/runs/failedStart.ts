/** A run that came to nothing: ended for good at once, its folder gone where there is nothing in it. */

import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { runFiles } from '../../../shared/runJob.ts';
import { say } from '../../../shared/sentence.ts';
import { updateRun } from '../../store/runs.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { prepareFolder } from './processFiles.ts';
import { matchRun } from './records.ts';
import { isTrained, markProcessGone } from './watch.ts';

/** Ends the run's process at once; the run goes on from its last checkpoint. @throws AppError `not-found` */
export function killRun(context: Pick<Context, 'store' | 'emit'>, id: string): void {
  const run = matchRun(context.store, id);
  if (run.pid === null || !isTrained(run)) return;
  process.kill(run.pid, 'SIGKILL');
  markProcessGone(context, run.id);
}

/** @returns what removes the folders of `path` that are not there now, as far as they are empty then */
export function emptyFoldersAfter(path: string): () => void {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.push(folder);
  return () => {
    try {
      for (const folder of missing) rmdirSync(folder);
    } catch {
      // Not empty, or gone already.
    }
  };
}

/**
 * Takes away what a run that has no results left in its folder: what it was to do, and what it told, which the history
 * has. Started again, it begins anew.
 */
export function clearFailedStart({ store, home }: Pick<Context, 'store' | 'home'>, id: string): void {
  const { out, state } = matchRun(store, id);
  const conversation: readonly string[] = Object.values(runFiles);
  if (state === 'running' || !existsSync(out)) return;
  if (!readdirSync(out).every((name) => conversation.includes(name))) return;
  for (const name of conversation) rmSync(join(out, name), { force: true });
  if (dirname(out) === home.runs) rmdirSync(out);
  updateRun(store, id, { eventsRead: 0 });
}

/**
 * Makes the cleared folder of a run again as it was before its start.
 * @throws AppError `not-found` where the run had got further and its folder is gone; `exists`, `disk`
 */
export function restoreStart(run: RunRow): void {
  const { id: runId, out, name, model, data, createdAt, step, config, prompts } = run;
  if (existsSync(join(out, runFiles.job))) return;
  if (step > 0)
    throw new AppError(
      'not-found',
      say`the folder of the run "${name}" is gone, and its checkpoints with it: ${out}`,
      say`Put it back, or start a new run with the same settings.`,
    );
  const job = { runId, config, prompts: [...prompts] };
  prepareFolder(out, { ...job, name, model, data, createdAt });
}
