/** Exports: an adapter version written as a folder that other software loads, with the proof that it computes the same. */

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import pkg from '../../../../package.json' with { type: 'json' };
import type { Implementation, Input } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ExportDtype, ExportTarget } from '../../../shared/exportTargets.ts';
import { type Certificate, certificateFiles, type Export } from '../../../shared/records/exports.ts';
import type { Job } from '../../../shared/records/jobs.ts';
import { say } from '../../../shared/sentence.ts';
import { writeFileAtomic } from '../../engine/index.ts';
import { findVersion, type VersionInContext, versionAt } from '../../store/adapters.ts';
import {
  addExport,
  exportsRemovedBefore,
  forgetExport,
  listExports,
  setExportRemoved,
} from '../../store/exports.ts';
import { modelWith } from '../../store/models.ts';
import { readSettings } from '../../store/settings.ts';
import type { Store } from '../../store/store.ts';
import type { ExportRow } from '../../store/tables.ts';
import { usableVersion } from '../adapters/index.ts';
import type { Context } from '../context.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { runTask } from '../process/worker.ts';
import { failedExports, removeFailedExport } from './failedExports.ts';
import { forecastExport, learnPace, requireExportRoom } from './forecast.ts';
import { alsoInLlamaCpp, startInstall } from './llamaCpp.ts';
import { llamaCppState } from './llamaCppPackage.ts';
import { findLmStudio, placeInLmStudio } from './lmStudio.ts';
import { cardFacts, cardName, modelCard } from './modelCard.ts';
import { createInOllama, findOllama } from './ollama.ts';

/**
 * Starts an export as a job, whose result is the export's id. Cancelled or failed, it leaves nothing behind, but for one
 * that its check refused, which is kept beside its name with the reason and never listed.
 * @throws AppError at once: `not-found` for version or base, `bad-config` for no full path, `exists`
 */
export function startExport(context: Context, input: Input<'exports.create'>): Job {
  const { adapterVersionId, target, dtype } = input;
  const version = usableVersion(context.store, adapterVersionId);
  const adapter = labelOf(version);
  const out = chooseFolder(context, input.path, folderName(version, target));
  requireExportRoom(context.store, {
    ...{ model: version.modelPath, adapter: version.path },
    ...{ target, dtype, out },
  });
  const order = { adapterVersionId, adapter, adapterPath: version.path, target, dtype, out };
  return context.jobs.start({
    kind: 'export',
    title: adapter,
    async work({ signal, report }) {
      const model = { name: version.model, path: version.modelPath };
      const { id } = await exportAndRecord(context, { ...order, model }, { signal, onProgress: report });
      return id;
    },
  });
}

/**
 * Exports an adapter folder, of a version or from elsewhere, that is to be used with this model. Cancelled or failed, it
 * leaves nothing behind.
 * @param path of the new folder, absolute
 * @throws AppError `exists`; what the engine's export throws
 */
export async function exportFolder(
  context: Context,
  {
    adapterPath,
    path,
    ...order
  }: Pick<Order, 'model' | 'adapterPath' | 'target' | 'dtype'> & { path: string },
  follow: WorkOptions,
): Promise<Export> {
  const out = chooseFolder(context, path, '');
  const version = versionAt(context.store, adapterPath);
  return await exportAndRecord(
    context,
    {
      ...order,
      adapterPath,
      out,
      adapterVersionId: version?.id ?? null,
      adapter: version ? labelOf(version) : basename(adapterPath),
    },
    follow,
  );
}

/** Software of this machine to which an export can be taken. */
const takers = {
  ollama: (row: ExportRow, { signal }: WorkOptions) => createInOllama(row, '', signal),
  lmStudio: (row: ExportRow, options: WorkOptions) => placeInLmStudio(row, options),
};

/** Takes an export to other software as a job, whose result is the export's id. @throws AppError `not-found` */
function takeTo({ jobs, store }: Context, kind: keyof typeof takers, id: string): Job {
  const row = listExports(store).find((each) => each.id === id);
  if (!row) throw new AppError('not-found', say`There is no export ${id}.`, say`Look at the list again.`);
  return jobs.start({
    kind,
    title: row.adapter,
    async work({ signal, report }) {
      await takers[kind](row, { signal, onProgress: report });
      return id;
    },
  });
}

/** What an export would take. @throws AppError as {@link forecastExport} does */
function forecast(
  { store, home }: Context,
  { adapterVersionId, target, dtype, path }: Input<'exports.create'>,
) {
  const version = usableVersion(store, adapterVersionId);
  const asked = path.trim();
  const out = isAbsolute(asked) ? resolve(asked) : readSettings(store).exportsFolder || home.exports;
  return forecastExport(store, { model: version.modelPath, adapter: version.path, target, dtype, out });
}

const folderName = ({ name, number }: VersionInContext, target: ExportTarget) =>
  `${name}-v${number}-${target}`;

function labelOf({ name, number }: VersionInContext): string {
  return `${name} v${number}`;
}

/** What to write, from folders that are there. */
interface Order extends Pick<ExportRow, 'adapterVersionId' | 'adapter'> {
  readonly model: { readonly name: string; readonly path: string };
  readonly adapterPath: string;
  readonly target: ExportTarget;
  readonly dtype: ExportDtype;
  readonly out: string;
}

async function exportAndRecord(
  context: Context,
  { model, adapterPath, dtype, out, ...order }: Order,
  { signal, onProgress }: WorkOptions,
): Promise<Export> {
  const { store, processes, emit } = context;
  const began = performance.now();
  const names = {
    base: model.name,
    hubId: hubIdOf(store, model.path),
    adapter: order.adapter,
    version: pkg.version,
  };
  const task = { model: model.path, adapter: adapterPath, target: order.target, dtype, out, names };
  const written = await runTask(processes, 'writeExport', task, {
    signal,
    onEvent: onProgress,
  }).catch((error: unknown) => {
    removeRemains(out);
    throw error;
  });
  learnPace(store, task, (performance.now() - began) / 1000);
  const certificate = await alsoInLlamaCpp(context, task, written, { signal, onProgress });
  const row: ExportRow = {
    ...order,
    id: randomUUID(),
    model: model.name,
    path: out,
    bytes: certificate.files.reduce((total, file) => total + file.bytes, 0),
    certificate,
    createdAt: Date.now(),
    removedAt: null,
  };
  // A merged model comes with its base's card; who shares either is shown one to edit.
  if (order.target === 'peft') {
    const facts = cardFacts(store, certificate, order.adapterVersionId, 'OWNER/NAME');
    writeFileAtomic(join(out, cardName), modelCard(facts));
  }
  addExport(store, row);
  emit('exports.changed', undefined);
  return exportRecord(store, row);
}

/** The new folder: the one asked for, else one of the exports folder with a number where its name is taken. */
function chooseFolder(context: Context, asked: string, name: string): string {
  const { home, store } = context;
  if (asked.trim() === '') {
    const folder = readSettings(store).exportsFolder || home.exports;
    const plain = join(folder, fileName(name));
    let path = plain;
    for (let n = 2; existsSync(path); n++) path = `${plain}-${n}`;
    return path;
  }
  if (!isAbsolute(asked.trim()))
    throw new AppError(
      'bad-config',
      say`"${asked}" is no full path`,
      say`Give it from the root on, such as ${join(home.exports, fileName(name))}.`,
    );
  const path = resolve(asked.trim());
  // A removed export gives way at once to a new one in its place.
  for (const old of exportsRemovedBefore(store, Number.MAX_SAFE_INTEGER))
    if (old.path === path) forget(context, old);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && (!found.isDirectory() || readdirSync(path).length > 0))
    throw new AppError('exists', say`${path} already exists and is not empty`, say`Choose a new folder.`);
  return path;
}

/** A name every file system takes. */
function fileName(name: string): string {
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return safe.slice(0, 100) || 'export';
}

/** What a process that crashed was about to write beside `out`; the engine clears up after every other end. */
function removeRemains(out: string): void {
  const folder = dirname(out);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (name.startsWith(`.${basename(out)}.`) && name.endsWith('.tmp'))
      rmSync(join(folder, name), { recursive: true, force: true });
}

function hubIdOf(store: Store, path: string): string | null {
  const model = modelWith(store, 'path', path);
  return model?.source === 'hub' ? model.origin : null;
}

function exportRecord(store: Store, { removedAt: _, ...row }: ExportRow): Export {
  const { certificate } = row;
  return {
    ...row,
    target: certificate.target,
    basePath: libraryPath(store, row) ?? certificate.base.path ?? null,
    missing: !isWhole(row.path, certificate),
  };
}

/** Where the base lies in the library: the one the adapter is for, else one of the same weights. */
function libraryPath(
  store: Store,
  { adapterVersionId, certificate: { base } }: Pick<ExportRow, 'adapterVersionId' | 'certificate'>,
): string | undefined {
  const modelId = adapterVersionId === null ? null : findVersion(store, adapterVersionId)?.modelId;
  const model = (modelId && modelWith(store, 'id', modelId)) || modelWith(store, 'hash', base.sha256);
  return model?.path;
}

/** Whether every file is still there in its size. */
function isWhole(path: string, { files }: Certificate): boolean {
  return files.every(
    ({ name, bytes }) => statSync(join(path, name), { throwIfNoEntry: false })?.size === bytes,
  );
}

/** Deletes the files of an export, and its folder unless somebody has put more into it. */
function forget({ store }: Pick<Context, 'store'>, { id, path, certificate }: ExportRow): void {
  const card = certificate.target === 'peft' ? [cardName] : [];
  for (const name of [...certificate.files.map((file) => file.name), ...certificateFiles, ...card])
    rmSync(join(path, name), { force: true });
  const below = new Set(certificate.files.map(({ name }) => dirname(join(path, name))));
  below.delete(path);
  for (const folder of below) removeEmpty(folder);
  removeEmpty(path);
  forgetExport(store, id);
}

function removeEmpty(path: string): void {
  if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
}

/** Deletes for good what was removed before `time`. */
export function purgeExports(context: Pick<Context, 'store'>, time: number): void {
  for (const row of exportsRemovedBefore(context.store, time)) forget(context, row);
}

export function exportMethods(context: Context) {
  const { store, emit } = context;
  const setRemoved = (id: string, removedAt: number | null) => {
    if (!setExportRemoved(store, id, removedAt))
      throw new AppError('not-found', say`There is no export ${id}.`, say`Look at the list again.`);
    emit('exports.changed', undefined);
  };
  return {
    'exports.list': async () => listExports(store).map((row) => exportRecord(store, row)),
    'exports.create': async (input) => startExport(context, input),
    'exports.forecast': async (input) => forecast(context, input),
    'exports.failed': () => failedExports(context),
    'exports.removeFailed': async ({ path }) => {
      removeFailedExport(context, path);
      emit('exports.changed', undefined);
    },
    'exports.llamaCpp': async () => llamaCppState(context.home),
    'exports.installLlamaCpp': async () => startInstall(context),
    'exports.hasOllama': async () => findOllama() !== undefined,
    'exports.createInOllama': async ({ id }) => takeTo(context, 'ollama', id),
    'exports.hasLmStudio': async () => findLmStudio() !== undefined,
    'exports.placeInLmStudio': async ({ id }) => takeTo(context, 'lmStudio', id),
    'exports.remove': async ({ id }) => setRemoved(id, Date.now()),
    'exports.restore': async ({ id }) => setRemoved(id, null),
  } satisfies Partial<Implementation>;
}
