/** Makes runs, with settings checked, inputs found, a folder for the job and a row; and lets them begin, or go on. */

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { rankOf } from '../../../shared/methods.ts';
import type { Run } from '../../../shared/records/runs.ts';
import { completeRunConfig, type RunConfig, validateRunConfig } from '../../../shared/runConfig.ts';
import { say } from '../../../shared/sentence.ts';
import { findRun, insertRun, type NewRun } from '../../store/runs.ts';
import type { Context } from '../context.ts';
import { resolveDataset } from '../datasets/index.ts';
import { tokenCache } from '../home/home.ts';
import { enteredName } from '../library/entries.ts';
import { fileName, newPath } from '../library/names.ts';
import { importModel } from '../models/importModel.ts';
import { resolveModel } from '../models/index.ts';
import { launch, refuseUnstartable } from './launch.ts';
import { previewRun } from './preview.ts';
import { prepareFolder } from './processFiles.ts';
import { matchRun, requireRun, runRecord } from './records.ts';
import { newRunState } from './transitions.ts';
import { isTrained, markProcessGone } from './watch.ts';

/** A run to be made. */
export interface RunRequest {
  /** Empty: made of the model's and the dataset's names and the rank. */
  readonly name?: string;
  /** As `runConfigSchema` takes it; `model` and `data` may also be ids or names of the library. */
  readonly config: unknown;
  /** The run it is continued or repeated from. */
  readonly parentId?: string | null;
  /** Answered by the model before training and at each measurement. */
  readonly prompts?: readonly string[];
  /** Folder of the results, new or empty; undefined: one in the home's `runs`. */
  readonly out?: string;
}

/** How a host lets a run begin, or go on. */
export interface RunStarter {
  /** Notes that it is to begin; for a new run in the transaction that makes it. */
  place(id: string): void;
  /** Once that is noted. */
  begin(id: string): void;
}

/** Starts the run's process now, whatever the queue of a studio holds. */
function atOnce(context: Context): RunStarter {
  return { place: () => {}, begin: (id) => void launch(context, id) };
}

/**
 * Checks the request, makes the run and lets it begin; does not wait for it.
 * Its process goes on when this program ends.
 * @param starter undefined: at once
 * @throws AppError `bad-config` with every problem at once, `not-found`, `exists` where `out` is occupied
 */
export async function startRun(
  context: Context,
  request: RunRequest,
  starter: RunStarter = atOnce(context),
): Promise<Run> {
  const id = await createRun(context, request, starter.place);
  starter.begin(id);
  return runRecord(requireRun(context.store, id));
}

/**
 * Lets a run go on after its last checkpoint; follow it with `followRun`.
 * @param id of a run, or the beginning of one that no other shares
 * @param starter undefined: at once
 * @throws AppError `not-found`; `exists` where it is over or already running
 */
export async function resumeRun(
  context: Context,
  id: string,
  starter: RunStarter = atOnce(context),
): Promise<Run> {
  const { store } = context;
  const found = matchRun(store, id);
  // Where no studio has noticed yet that its process is gone.
  if (found.state === 'running' && !isTrained(found)) markProcessGone(context, found.id);
  store.transaction(() => {
    refuseUnstartable(requireRun(store, found.id));
    starter.place(found.id);
  });
  starter.begin(found.id);
  return runRecord(requireRun(store, found.id));
}

/**
 * Checks the request and makes the run; nothing is started yet.
 * @param place is called in the transaction that makes the row
 * @returns its id
 * @throws AppError `bad-config` with every problem at once, `not-found`, `exists` where `out` is occupied
 */
async function createRun(
  context: Context,
  { name = '', config: input, parentId = null, prompts = [], out: given }: RunRequest,
  place: (id: string) => void,
): Promise<string> {
  const { store, home } = context;
  refuseProblems(input);
  const draft = completeRunConfig(input);
  const found = await resolveModel(context, draft.model);
  // A folder becomes the library's where it lies, so that the history and its adapters know their base. What keeps it
  // out, the run itself will tell.
  const model =
    found.id === null ? await importModel(context, found.path, { copy: false }).catch(() => found) : found;
  const { map, encoding, sheet, split } = draft;
  const said = encoding !== '' || sheet !== '' || split !== '';
  const reading = said ? { reading: { encoding, sheet, split } } : {};
  const dataset = await resolveDataset(context, draft.data, { map, ...reading });
  const config: RunConfig = {
    ...draft,
    model: model.path,
    data: dataset.path,
    ...(draft.init !== undefined && { init: resolve(draft.init) }),
    ...(draft.holdoutFile !== undefined && { holdoutFile: resolve(draft.holdoutFile) }),
  };
  const rank = rankOf(config);
  const called = name.trim()
    ? enteredName('A run', name)
    : `${model.name} on ${dataset.name}${rank === null ? '' : `, rank ${rank}`}`;
  const preview = previewRun(context, { ...config }, { prompts: prompts.length });
  const { seconds, memory, diskBytes } = preview;
  const id = randomBytes(6).toString('hex');
  const out = given === undefined ? newPath(home.runs, fileName(called)) : resolve(given);
  const run: NewRun = {
    id,
    name: called,
    state: newRunState,
    model: model.name,
    data: dataset.name,
    rank,
    out,
    modelId: model.id,
    dataVersionId: dataset.versionId,
    method: config.method,
    config,
    createdAt: Date.now(),
    estimate:
      seconds === null || memory === null || diskBytes === null
        ? null
        : { seconds, memoryBytes: memory.total, diskBytes },
    expectedSeconds: seconds,
    predictedMemoryBytes: memory?.predicted ?? null,
    prompts,
    parentId: parentId !== null && findRun(store, parentId) ? parentId : null,
  };
  prepareFolder(out, {
    runId: id,
    config,
    prompts: [...prompts],
    cache: tokenCache(home),
    name: called,
    model: model.name,
    data: dataset.name,
    createdAt: run.createdAt,
  });
  try {
    store.transaction(() => {
      insertRun(store, run);
      place(id);
    });
  } catch (cause) {
    rmSync(out, { recursive: true, force: true });
    throw cause;
  }
  return id;
}

/** @throws AppError `bad-config` that names every setting that will not do */
function refuseProblems(config: unknown): void {
  const problems = validateRunConfig(config).map(({ field, message }) => `${field}: ${message}`);
  if (problems.length === 0) return;
  throw new AppError(
    'bad-config',
    problems.length === 1
      ? say`a setting will not do: ${problems[0]}`
      : say`${problems.length} settings will not do: ${problems.join('; ')}`,
    say`Correct what is named.`,
  );
}
