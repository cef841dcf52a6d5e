/** Puts an export where LM Studio looks for models, where LM Studio is installed here: as a link, or as a copy on another disk. */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors.ts';
import { lmStudioPath } from '../../../shared/exportTargets.ts';
import type { Export } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import { diskError, makeFolder } from '../../engine/index.ts';
import type { WorkOptions } from '../process/jobs.ts';

/**
 * LM Studio's folder of models; undefined where it has never run. As its own command `lms import` finds it: the home
 * that ~/.lmstudio-home-pointer names, else the older or the usual one; in there the folder that settings.json names.
 * @param user the user's home folder
 */
export function findLmStudio(user = homedir()): string | undefined {
  const pointer = textOf(join(user, '.lmstudio-home-pointer')).trim();
  const usual = [join(user, '.cache', 'lm-studio'), join(user, '.lmstudio')];
  const home = [...(pointer === '' ? [] : [pointer]), ...usual].find((path) => existsSync(path));
  return home && (downloadsFolder(home) ?? join(home, 'models'));
}

function downloadsFolder(home: string): string | undefined {
  try {
    const { downloadsFolder } = JSON.parse(textOf(join(home, 'settings.json'))) as Record<string, unknown>;
    return typeof downloadsFolder === 'string' && isAbsolute(downloadsFolder) ? downloadsFolder : undefined;
  } catch {
    return undefined; // there is none, or LM Studio is just writing it: it has the usual folder too
  }
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * Gives LM Studio the GGUF file of an export, under the publisher "lowrank" and the adapter's name. The export itself
 * stays as it is: a hard link takes no room; on another disk it is copied.
 * @returns the file's path there
 * @throws AppError `not-found` without LM Studio, or without a GGUF file that runs alone; `exists` where another file
 *   has the name; `disk`; `interrupted`
 */
export async function placeInLmStudio(
  { path, adapter, certificate }: Pick<Export, 'path' | 'adapter' | 'certificate'>,
  { signal, onProgress }: WorkOptions = {},
  models = findLmStudio(),
): Promise<string> {
  if (models === undefined)
    throw new AppError(
      'not-found',
      say`LM Studio was not found: neither .lmstudio nor .lmstudio-home-pointer is in your home folder`,
      say`Install it from lmstudio.ai, and start it once.`,
    );
  const place = lmStudioPath(adapter, certificate.files);
  if (!place)
    throw new AppError(
      'not-found',
      say`${path} has no GGUF file that LM Studio runs`,
      say`Export as GGUF: LM Studio has no place for an adapter beside its base.`,
    );
  const [from, to] = [join(path, place.file), join(models, ...place.parts)];
  const [source, there] = [from, to].map((file) => statSync(file, { throwIfNoEntry: false }));
  if (!source) throw new AppError('not-found', say`${from} is missing`, say`Export again.`);
  if (there) {
    if (there.ino === source.ino && there.dev === source.dev) return to;
    throw new AppError(
      'exists',
      say`LM Studio already has another model as ${to}`,
      say`Delete it there first, if you do not need it any more.`,
    );
  }
  makeFolder(dirname(to));
  if (!linked(from, to)) await copy(from, to, source.size, { signal, onProgress });
  return to;
}

/** Not every file system knows hard links, and none across disks. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

async function copy(
  from: string,
  to: string,
  bytes: number,
  { signal, onProgress }: WorkOptions,
): Promise<void> {
  const partly = join(dirname(to), `.${basename(to)}.tmp`);
  let done = 0;
  const counted = new Transform({
    transform(piece: Buffer, _, next) {
      done += piece.byteLength;
      onProgress?.({ stage: 'copying', bytesDone: done, bytesTotal: bytes, progress: done / bytes });
      next(null, piece);
    },
  });
  try {
    const pieces = { highWaterMark: 2 ** 20 };
    const target = createWriteStream(partly, { ...pieces, flush: true });
    await pipeline(createReadStream(from, pieces), counted, target, { ...(signal && { signal }) });
    renameSync(partly, to);
  } catch (error) {
    rmSync(partly, { force: true });
    if (signal?.aborted)
      throw new AppError('interrupted', say`Copying was stopped; nothing was kept.`, say`Start it again.`);
    throw diskError(error, to, 'write');
  }
}
