/** The models of the library: how a folder becomes a row, and what a row tells. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../../../shared/records/models.ts';
import { describeModel } from '../../engine/index.ts';
import { adoptAdapters } from '../../store/adapters.ts';
import { addModel, changeModel, modelFrom, modelWith } from '../../store/models.ts';
import type { ModelRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { stage, type WorkOptions } from '../process/jobs.ts';
import { runTask } from '../process/worker.ts';

/** What is known of a model besides what its folder says. */
export interface NewModel extends Pick<ModelRow, 'name' | 'path' | 'source' | 'origin'> {
  /** Whether the folder lies in the library. */
  readonly owned: boolean;
  readonly license?: string | null;
  /** Of the GGUF file it was made from. */
  readonly sourceHash?: string;
  readonly sourceStamp?: string;
}

/**
 * Takes a model folder into the library.
 * @throws AppError where it cannot be trained; a folder in the library is deleted then
 */
export function keepModel({ store, emit }: Pick<Context, 'store' | 'emit'>, model: NewModel): ModelRow {
  const { owned, license = null, sourceHash = null, sourceStamp = null, ...rest } = model;
  try {
    const {
      path,
      architecture,
      bytes,
      parameters,
      license: cardLicense,
      ...shape
    } = describeModel(model.path);
    const row = addModel(store, {
      ...rest,
      path,
      architecture,
      bytes,
      parameters,
      sourceHash,
      sourceStamp,
      owned: Number(owned),
      license: license ?? cardLicense,
      hash: null,
      shape: { ...shape, linear: [...shape.linear] },
    });
    emit('models.changed', undefined);
    return row;
  } catch (error) {
    if (owned) rmSync(model.path, { recursive: true, force: true });
    throw error;
  }
}

/** Computes a model's hash in the work process and keeps it. */
export async function keepHash(context: Context, { id, path }: ModelRow, work: WorkOptions): Promise<void> {
  const options = { signal: work.signal, onEvent: stage(work, 'checking') };
  noteHash(context, id, await runTask(context.processes, 'hashModel', { path }, options));
}

/** Keeps a model's hash; adapters of the same weights that have lost their base find it again. */
export function noteHash({ store, emit }: Pick<Context, 'store' | 'emit'>, id: string, hash: string): void {
  changeModel(store, id, { hash });
  emit('models.changed', undefined);
  if (adoptAdapters(store, id, hash) > 0) emit('adapters.changed', undefined);
}

/** Whether a model's folder is gone. */
export function isMissing({ path }: Pick<ModelRow, 'path'>): boolean {
  return !existsSync(join(path, 'config.json'));
}

/** A model in use whose folder is there. */
export function usable(model: ModelRow | undefined): ModelRow | undefined {
  return model && !isMissing(model) ? model : undefined;
}

/** The library's model of that folder. */
export function modelAt({ store }: Pick<Context, 'store'>, path: string): ModelRow | undefined {
  return usable(modelWith(store, 'path', path));
}

/** The model that was had from there and is still whole; one just removed comes back. */
export function hadFrom(
  { store, emit }: Pick<Context, 'store' | 'emit'>,
  source: ModelRow['source'],
  origin: string,
): ModelRow | undefined {
  const found = usable(modelFrom(store, source, origin));
  if (!found || found.removedAt === null) return found;
  changeModel(store, found.id, { removedAt: null });
  emit('models.changed', undefined);
  return { ...found, removedAt: null };
}

/** A row as the studio shows it. */
export function modelRecord(row: ModelRow, runs: number): Model {
  const { id, name, path, source, origin, architecture, license, bytes, hash, parameters, addedAt } = row;
  return {
    id,
    name,
    path,
    source,
    origin,
    architecture,
    license,
    bytes,
    hash,
    parameters,
    addedAt,
    runs,
    ...row.shape,
    owned: row.owned === 1,
    missing: isMissing(row),
  };
}
