/** Adapters: accepted runs and imported folders become versions, which people rate, name, try and export. */

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Implementation } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Adapter, AdapterList, AdapterVersion } from '../../../shared/records/adapters.ts';
import type { Tally } from '../../../shared/records/playground.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { adapterFiles, readAdapter } from '../../engine/index.ts';
import {
  addAdapter,
  addVersion,
  changeVersion,
  findVersion,
  forgetVersion,
  listAdapters,
  listVersions,
  renameAdapter,
  type StoredAdapter,
  type VersionInContext,
  versionAt,
  versionOfRun,
  versionsRemovedBefore,
} from '../../store/adapters.ts';
import { findModel } from '../../store/models.ts';
import { removeRatingsOf, talliesIn } from '../../store/ratings.ts';
import { findRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { AdapterVersionRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { enteredName } from '../library/entries.ts';
import { noteHash } from '../models/library.ts';
import { runTask } from '../process/worker.ts';

/**
 * Makes a finished LoRA run an adapter version: the next one of the adapter it was continued or repeated from, as long
 * as the base is the same, else the first of a new adapter named for the run. Once done, asking again changes nothing.
 * @returns the version's id
 * @throws AppError `not-found`, `bad-adapter` where the run's folder holds no usable adapter
 */
export function acceptRun({ store, emit }: Pick<Context, 'store' | 'emit'>, runId: string): string {
  const known = versionOfRun(store, runId);
  if (known) return known.id;
  const run = findRun(store, runId);
  if (!run) throw missing(say`There is no run ${runId}.`);
  const { rank } = readAdapter(run.out).config;
  const base = { model: run.model, modelId: run.modelId, baseHash: baseHashOf(run.out) };
  const sameBase = ({ modelId, baseHash, model }: VersionInContext) =>
    baseHash !== null && base.baseHash !== null
      ? baseHash === base.baseHash
      : modelId === base.modelId && model === base.model;
  const { init } = run.config;
  const before = init === undefined ? undefined : versionAt(store, resolve(init));
  const repeated = run.parentId === null ? undefined : versionOfRun(store, run.parentId);
  const relative = [before, repeated].find((version) => version && sameBase(version));
  const id = randomUUID();
  store.transaction(() => {
    const adapterId = relative?.adapterId ?? addAdapter(store, { name: run.name, ...base });
    addVersion(store, {
      id,
      adapterId,
      runId,
      rank,
      parentId: before && before.adapterId === adapterId ? before.id : null,
      dataVersionId: run.dataVersionId,
      path: run.out,
      bytes: adapterBytes(run.out),
      heldOutLoss: run.heldOutLoss,
    });
  });
  emit('adapters.changed', undefined);
  const { modelId, baseHash } = base;
  if (modelId !== null && baseHash !== null && findModel(store, modelId)?.hash === null)
    noteHash({ store, emit }, modelId, baseHash);
  return id;
}

/** A version that can be used, with the folder of its base. @throws AppError `not-found` */
export function usableVersion(store: Store, id: string): VersionInContext & { readonly modelPath: string } {
  const version = findVersion(store, id);
  if (!version || version.removedAt !== null) throw missing(say`There is no adapter version ${id}.`);
  if (isMissing(version))
    throw new AppError(
      'not-found',
      say`the files of ${version.name} v${version.number} are gone: ${join(version.path, adapterFiles[0])}`,
      say`Put them back, or remove the version.`,
    );
  const model = store.first(
    store.query
      .selectFrom('models')
      .select('path')
      .where('id', '=', version.modelId)
      .where('removedAt', 'is', null),
  );
  if (model) return { ...version, modelPath: model.path };
  throw new AppError(
    'not-found',
    say`the base model of ${version.name} v${version.number}, ${version.model}, is not in the library`,
    say`Import or download it again under Models.`,
  );
}

/** Adapters with their versions, and what sharing a base saves. */
export function listAdapterTrees(store: Store): AdapterList {
  const versions = Map.groupBy(listVersions(store), ({ adapterId }) => adapterId);
  const adapters = listAdapters(store).filter(({ id }) => versions.has(id));
  const tallyOf = talliesIn(store);
  return {
    adapters: adapters.map(({ modelBytes: _, ...row }) => ({
      ...row,
      versions: (versions.get(row.id) ?? []).map((version) => versionRecord(version, tallyOf(version.id))),
    })),
    savings: savingsOf(adapters, versions),
  };
}

/**
 * Takes an adapter in PEFT's form into the home folder, once it is proven to belong to the model.
 * @returns the id of the new adapter
 * @throws AppError `bad-adapter` or `unsupported` where the model cannot use it; `not-found`, `disk`
 */
async function importAdapter(
  { home, store, processes, emit }: Context,
  path: string,
  modelId: string,
): Promise<string> {
  const model = store.first(
    store.query.selectFrom('models').selectAll().where('id', '=', modelId).where('removedAt', 'is', null),
  );
  if (!model) throw missing(say`There is no model ${modelId}.`);
  const id = randomUUID();
  const out = join(home.adapters, id);
  const { rank } = await runTask(processes, 'importAdapter', { model: model.path, adapter: path, out });
  const adapterId = store.transaction(() => {
    const base = { model: model.name, modelId, baseHash: model.hash };
    const adapter = addAdapter(store, { name: basename(resolve(path)), ...base });
    const made = { parentId: null, runId: null, dataVersionId: null, heldOutLoss: null };
    addVersion(store, { id, adapterId: adapter, path: out, rank, bytes: adapterBytes(out), ...made });
    return adapter;
  });
  emit('adapters.changed', undefined);
  return adapterId;
}

/** Deletes for good what was removed before `time`; the files of a run stay with the run. */
export function purgeVersions({ store, home }: Pick<Context, 'store' | 'home'>, time: number): void {
  for (const version of versionsRemovedBefore(store, time)) {
    if (dirname(version.path) === home.adapters) rmSync(version.path, { recursive: true, force: true });
    // A run's version stays as removed: else the run would become a version again when it is accepted again.
    if (version.runId === null) forgetVersion(store, version);
    else removeRatingsOf(store, version.id);
  }
}

export function adapterMethods(context: Context) {
  const { store, emit } = context;
  const adapter = (id: string): Adapter => {
    const found = listAdapterTrees(store).adapters.find((each) => each.id === id);
    if (!found) throw missing(say`There is no adapter ${id}.`);
    return found;
  };
  /** Changes the version and tells everybody. */
  const change = (id: string, values: Parameters<typeof changeVersion>[2]) => {
    if (!changeVersion(store, id, values)) throw missing(say`There is no adapter version ${id}.`);
    emit('adapters.changed', undefined);
  };
  return {
    'adapters.list': async () => listAdapterTrees(store),
    'adapters.rename': async ({ id, name }) => {
      if (!renameAdapter(store, id, enteredName('An adapter', name)))
        throw missing(say`There is no adapter ${id}.`);
      emit('adapters.changed', undefined);
      return adapter(id);
    },
    'adapters.updateVersion': async ({ id, tags, archived, ...rest }) => {
      change(id, {
        ...rest,
        ...(tags && { tags }),
        ...(archived !== undefined && { archived: Number(archived) }),
      });
      return versionRecord(findVersion(store, id)!, talliesIn(store)(id));
    },
    'adapters.import': async ({ path, modelId }) => adapter(await importAdapter(context, path, modelId)),
    'adapters.removeVersion': async ({ id }) => change(id, { removedAt: Date.now() }),
    'adapters.restoreVersion': async ({ id }) => change(id, { removedAt: null }),
  } satisfies Partial<Implementation>;
}

function versionRecord(row: AdapterVersionRow, tally: Tally): AdapterVersion {
  return {
    ...row,
    tally,
    tags: [...row.tags],
    archived: row.archived === 1,
    missing: isMissing(row),
  };
}

/** Of the versions whose files and whose base's size are known. */
function savingsOf(
  adapters: readonly StoredAdapter[],
  versions: ReadonlyMap<string, readonly AdapterVersionRow[]>,
): AdapterList['savings'] {
  const bases = new Map<string, number>();
  const sum = { versions: 0, adapterBytes: 0, fullBytes: 0 };
  for (const { id, modelId, baseHash, modelBytes } of adapters) {
    const there = (versions.get(id) ?? []).filter((version) => !isMissing(version));
    if (modelBytes === null || there.length === 0) continue;
    bases.set(baseHash ?? `${modelId}`, modelBytes);
    sum.versions += there.length;
    sum.adapterBytes += there.reduce((total, { bytes }) => total + bytes, 0);
    sum.fullBytes += there.length * modelBytes;
  }
  const baseBytes = [...bases.values()].reduce((total, bytes) => total + bytes, 0);
  return { ...sum, bases: bases.size, baseBytes };
}

function isMissing({ path }: Pick<AdapterVersionRow, 'path'>): boolean {
  return !adapterFiles.every((name) => existsSync(join(path, name)));
}

function adapterBytes(path: string): number {
  return adapterFiles.reduce((total, name) => total + statSync(join(path, name)).size, 0);
}

const runFile = z.object({ hashes: z.object({ model: z.string().optional() }) });

/** The base model's hash as the run has noted it. */
function baseHashOf(out: string): string | null {
  try {
    return runFile.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).hashes.model ?? null;
  } catch {
    return null; // it is only lost as a fact; the adapter itself is whole
  }
}

function missing(what: Sentence): AppError {
  return new AppError('not-found', what, say`It may have been removed: look at the list again.`);
}
