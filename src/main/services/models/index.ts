/** The model library as hosts use it: found by name or path, imported, downloaded, renamed, removed and restored. */

import { existsSync, rmSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Implementation } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Job } from '../../../shared/records/jobs.ts';
import { say } from '../../../shared/sentence.ts';
import { families } from '../../engine/index.ts';
import {
  changeModel,
  findModel,
  forgetModel,
  listModels,
  modelsRemovedBefore,
  modelWith,
  renameModel,
} from '../../store/models.ts';
import type { ModelRow } from '../../store/tables.ts';
import { runCounts } from '../../store/usage.ts';
import type { Context } from '../context.ts';
import { repoName } from '../hub/hub.ts';
import { enteredName, refuseWhileNeeded } from '../library/entries.ts';
import type { JobRequest, WorkOptions } from '../process/jobs.ts';
import { downloadModel, dropModelDownload, lookAtModel } from './downloadModel.ts';
import { importModel, isGguf } from './importModel.ts';
import { isMissing, keepHash, modelAt, modelRecord } from './library.ts';
import { starterModel, tinyModelName } from './starterModel.ts';

/** What can be trained and asked, as `config.json` names it. */
export const architectures: readonly string[] = families.map(({ architecture }) => architecture);

/** A model that can be opened. */
export interface ResolvedModel {
  /** Its id in the library; null for a folder the library does not know. */
  readonly id: string | null;
  readonly name: string;
  /** The model folder, absolute. */
  readonly path: string;
}

/**
 * Finds a model: a model folder as it is; a `.gguf` file, which is imported into the library once and found again at
 * once; an id or a name of the library, whatever its case.
 * @throws AppError `not-found` listing what the library holds; what importing a GGUF throws; `interrupted`
 */
export async function resolveModel(
  context: Context,
  nameOrPath: string,
  work: WorkOptions = {},
): Promise<ResolvedModel> {
  const { store } = context;
  if (existsSync(nameOrPath)) {
    const path = resolve(nameOrPath);
    if (isGguf(path)) return resolved(await importModel(context, path, { copy: true, ...work }));
    const known = modelAt(context, path);
    return known ? resolved(known) : { id: null, name: basename(path), path };
  }
  const row = modelWith(store, 'id', nameOrPath) ?? modelWith(store, 'name', nameOrPath.trim());
  if (!row) throw unknownModel(context, nameOrPath);
  if (!isMissing(row)) return resolved(row);
  throw new AppError(
    'not-found',
    say`the folder of the model ${row.name} is gone: ${row.path}`,
    say`Put it back, or import or download the model again.`,
  );
}

function resolved({ id, name, path }: ModelRow): ResolvedModel {
  return { id, name, path };
}

function unknownModel({ store }: Context, asked: string): AppError {
  const names = listModels(store).map(({ name }) => name);
  const held = names.length === 0 ? 'nothing yet' : names.join(', ');
  const hint = /^[\w.-]+\/[\w.-]+$/.test(asked)
    ? say`If it is a model of the Hub, add it to the library first: lowrank models add ${asked}`
    : say`Give a model folder, a .gguf file, or a name of the library.`;
  return new AppError(
    'not-found',
    say`there is no model ${asked}: no such path, and the library holds ${held}`,
    hint,
  );
}

/** Deletes for good what was removed before `time`; a folder that is not the library's own stays. */
export function purgeModels({ store }: Pick<Context, 'store'>, time: number): void {
  for (const { id, path, owned } of modelsRemovedBefore(store, time)) {
    if (owned) rmSync(path, { recursive: true, force: true });
    forgetModel(store, id);
  }
}

export function modelMethods(context: Context) {
  const { store, jobs, emit } = context;
  const find = (id: string): ModelRow => {
    const row = findModel(store, id);
    if (row) return row;
    throw new AppError(
      'not-found',
      say`There is no model ${id}.`,
      say`It may have been removed: look at the list again.`,
    );
  };
  const change = (id: string, removedAt: number | null) => {
    changeModel(store, find(id).id, { removedAt });
    emit('models.changed', undefined);
  };
  /** A job that adds a model; its hash is computed at the end, when it can already be used. */
  const adding = (request: Omit<JobRequest, 'work'>, add: (work: WorkOptions) => Promise<ModelRow>): Job =>
    jobs.startOnce({
      ...request,
      work: async ({ signal, report }) => {
        const work = { signal, onProgress: report };
        const row = await add(work);
        if (row.hash === null) await keepHash(context, row, work);
        return row.id;
      },
    });

  return {
    'models.list': async () => {
      const runs = runCounts(store, 'modelId');
      return listModels(store).map((row) => modelRecord(row, runs.get(row.id) ?? 0));
    },
    'models.architectures': async () => [...architectures],
    'models.look': async ({ name }) => lookAtModel(context, name),
    'models.download': async ({ name }) => {
      const repo = repoName(name);
      const discard = () => dropModelDownload(context, repo);
      return adding({ kind: 'download', title: repo, canPause: true, discard }, (work) =>
        downloadModel(context, repo, work),
      );
    },
    'models.import': async ({ path, copy }) =>
      adding({ kind: 'import', title: resolve(path) }, (work) =>
        importModel(context, path, { copy, ...work }),
      ),
    'models.starter': async ({ tiny }) =>
      adding({ kind: 'download', title: tiny ? tinyModelName : 'SmolLM2-135M-Instruct' }, async (work) => {
        const { id } = await starterModel(context, { tiny, ...work });
        return find(id);
      }),
    'models.rename': async ({ id, name }) => {
      const trimmed = enteredName('A model', name);
      if (!renameModel(store, find(id).id, trimmed))
        throw new AppError('exists', say`Another model is called ${trimmed}.`, say`Choose another name.`);
      emit('models.changed', undefined);
    },
    'models.remove': async ({ id }) => {
      refuseWhileNeeded(store, find(id).name, 'modelId', [id]);
      change(id, Date.now());
    },
    'models.restore': async ({ id }) => change(id, null),
  } satisfies Partial<Implementation>;
}
