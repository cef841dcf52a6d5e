/** The contract's methods for runs, as a studio answers them. */

import type { Implementation } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { say } from '../../../shared/sentence.ts';
import { readMetrics } from '../../store/metrics.ts';
import { logOf } from '../../store/runLog.ts';
import { queuedRuns, runsIn, updateRun } from '../../store/runs.ts';
import { samplesOf } from '../../store/samples.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { enteredName } from '../library/entries.ts';
import { compareRuns, listRuns } from './index.ts';
import { requestEnd } from './launch.ts';
import { previewRun } from './preview.ts';
import { removeWeights } from './processFiles.ts';
import { requireRun, runDetail, runRecord } from './records.ts';
import type { RunScheduler } from './scheduler.ts';
import { resumeRun, startRun } from './start.ts';
import { stateWords } from './stateWords.ts';
import { can, transition } from './transitions.ts';

/** @param devices what the last self-test found, where there was one */
export function runMethods(
  context: Context,
  scheduler: RunScheduler,
  devices: () => readonly DeviceReport[],
) {
  const { store, emit } = context;

  /** Ends a run that runs as what it is to become, or takes one that does not out of what is to come. */
  const end = (id: string, as: 'paused' | 'done') => {
    const run = requireRun(store, id);
    if (run.state === 'running') {
      requestEnd(context, run, as);
      scheduler.emitUpdate(id);
    } else if (run.state === 'queued') scheduler.dequeue(id, as === 'paused' ? 'dequeue' : 'cancel');
    else throw notRunning(run);
  };

  return {
    'runs.preview': async ({ config, prompts }) =>
      previewRun(context, config, { prompts, devices: devices() }),
    'runs.start': async ({ queue, ...request }) => {
      return startRun(context, request, scheduler.starter(queue ? undefined : 1));
    },
    'runs.list': async (query) => listRuns(context, query),
    'runs.active': async () => [...runsIn(store, ['running']), ...queuedRuns(store)].map(runRecord),
    'runs.get': async ({ id }) => runDetail(store, requireRun(store, id)),
    'runs.metrics': async ({ id, ...range }) => readMetrics(store, requireRun(store, id).id, range),
    'runs.log': async ({ id }) => logOf(store, id),
    'runs.samples': async ({ id }) => samplesOf(store, id),
    'runs.pause': async ({ id }) => end(id, 'paused'),
    'runs.stop': async ({ id }) => end(id, 'done'),
    'runs.cancel': async ({ id }) => {
      const run = requireRun(store, id);
      if (run.state === 'running') scheduler.cancel(run);
      else if (run.state === 'queued') scheduler.dequeue(id, 'cancel');
      else if (!can(run, 'cancel')) throw notRunning(run);
      else {
        removeWeights(run.out);
        transition(store, run, { type: 'cancel', at: Date.now() });
        scheduler.emitUpdate(id);
      }
    },
    'runs.resume': async ({ id }) => {
      await resumeRun(context, id, scheduler.starter(1));
    },
    'runs.move': async ({ id, position }) => scheduler.move(id, position),
    'runs.update': async ({ id, name, notes, tags }) => {
      const run = requireRun(store, id);
      updateRun(store, id, {
        name: name === undefined ? run.name : enteredName('A run', name),
        notes: notes ?? run.notes,
        tags: tags ? [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))] : run.tags,
      });
      scheduler.emitUpdate(id);
    },
    'runs.remove': async ({ ids }) => {
      const runs = ids.map((id) => requireRun(store, id));
      const running = runs.find(({ state }) => state === 'running');
      if (running)
        throw new AppError(
          'bad-config',
          say`"${running.name}" runs.`,
          say`Stop or cancel it before removing it.`,
        );
      for (const { id, state } of runs) {
        if (state === 'queued') scheduler.dequeue(id, 'dequeue');
        updateRun(store, id, { removedAt: Date.now() });
      }
      emit('runs.listChanged', undefined);
    },
    'runs.restore': async ({ ids }) => {
      for (const id of ids) updateRun(store, requireRun(store, id).id, { removedAt: null });
      emit('runs.listChanged', undefined);
    },
    'runs.compare': async ({ ids, points }) => compareRuns(context, ids, points),
  } satisfies Partial<Implementation>;
}

function notRunning({ name, state }: RunRow): AppError {
  return new AppError(
    'bad-config',
    say`"${name}" does not run: it is ${stateWords[state]}.`,
    say`There is nothing to end.`,
  );
}
