/** Takes what lies on this machine into the library: a model folder as it is or copied, a GGUF file converted. */

import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { describeModel, diskError, hashFilesInPieces } from '../../engine/index.ts';
import { changeModel, modelWith } from '../../store/models.ts';
import type { ModelRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';
import { fileName, newPath } from '../library/names.ts';
import { stage, type WorkOptions } from '../process/jobs.ts';
import { runTask } from '../process/worker.ts';
import { keepModel, modelAt, type NewModel, usable } from './library.ts';

/** Where a model came from, if not from the file or folder that is imported. */
type Origin = Pick<NewModel, 'name' | 'source' | 'origin' | 'license'>;

/** Whether it is called a GGUF file. */
export function isGguf(path: string): boolean {
  return /\.gguf$/i.test(path);
}

/**
 * Takes the model folder or `.gguf` file at `path` into the library; what is there already is found again.
 * @param options.copy whether a folder is copied; a GGUF file always is
 * @throws AppError where it cannot be trained; `not-found`, `disk`, `interrupted`
 */
export async function importModel(
  context: Context,
  path: string,
  { copy, origin, ...work }: WorkOptions & { readonly copy: boolean; readonly origin?: Origin },
): Promise<ModelRow> {
  const full = resolve(path);
  if (isGguf(full) && !existsSync(join(full, 'config.json'))) return convert(context, full, origin, work);
  const known = modelAt(context, full);
  if (known) return known;
  // Checked before anything is copied.
  const { license } = describeModel(full);
  const model = { name: basename(full), source: 'folder' as const, origin: full, license, ...origin };
  if (!copy) return keepModel(context, { ...model, path: full, owned: false });
  const out = newPath(context.home.models, fileName(model.name));
  await runTask(context.processes, 'importModel', { path: full, out }, options(work, 'copying'));
  return keepModel(context, { ...model, path: out, owned: true });
}

/** A GGUF file is known by its content, and while it is not touched by its place. */
async function convert(
  context: Context,
  file: string,
  origin: Origin | undefined,
  work: WorkOptions,
): Promise<ModelRow> {
  const { store, home, processes } = context;
  const stamp = stampOf(file);
  const seen = usable(modelWith(store, 'sourceStamp', stamp));
  if (seen) return seen;
  const hash = await hashInPieces(file, work);
  const same = usable(modelWith(store, 'sourceHash', hash));
  if (same) {
    changeModel(store, same.id, { sourceStamp: stamp });
    return same;
  }
  const name = basename(file).replace(/\.gguf$/i, '');
  const out = newPath(home.models, fileName(origin?.name ?? name));
  const { license } = await runTask(
    processes,
    'importModel',
    { path: file, out },
    options(work, 'converting'),
  );
  const model = { name, source: 'gguf' as const, origin: file, license, ...origin };
  return keepModel(context, { ...model, path: out, owned: true, sourceHash: hash, sourceStamp: stamp });
}

function options(work: WorkOptions, name: string) {
  return { signal: work.signal, onEvent: stage(work, name) };
}

/** Changes whenever the file is written, replaced or moved. */
function stampOf(file: string): string {
  try {
    const found = statSync(file);
    if (found.isFile()) return `${file} ${found.size} ${found.mtimeMs} ${found.ino}`;
  } catch (error) {
    throw diskError(error, file, 'read');
  }
  throw new AppError('bad-model', say`${file} is no regular file`, say`Give a .gguf file or a model folder.`);
}

/** sha256 of a file in hex. @throws AppError `not-found`, `disk`, `interrupted` */
export async function hashInPieces(file: string, work: WorkOptions): Promise<string> {
  const update = stage(work, 'checking');
  const onProgress = (share: number) => update({ share });
  const [hash] = await hashFilesInPieces([file], { signal: work.signal, onProgress });
  return hash as string;
}
