/** Exports that their own check refused: kept in the exports folder with the reason, until somebody deletes them. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { FailedExport } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import { failedMark } from '../../engine/index.ts';
import { readSettings } from '../../store/settings.ts';
import type { Context } from '../context.ts';
import { folderBytes } from '../process/resourceMeter.ts';

/** Longest reason that is shown. */
const mostCharacters = 2000;

type Where = Pick<Context, 'home' | 'store'>;

const exportsFolder = ({ home, store }: Where) => readSettings(store).exportsFolder || home.exports;

/** Those in the folder where exports go by themselves, newest first. */
export async function failedExports(where: Where): Promise<FailedExport[]> {
  const folder = exportsFolder(where);
  if (!existsSync(folder)) return [];
  const found: FailedExport[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const mark = join(path, failedMark);
    if (!entry.isDirectory() || !existsSync(mark)) continue;
    const [reason = ''] = readFileSync(mark, 'utf8').slice(0, mostCharacters).split('\n');
    found.push({ path, reason, bytes: await folderBytes(path), failedAt: statSync(mark).mtimeMs });
  }
  return found.sort((a, b) => b.failedAt - a.failedAt);
}

/** @throws AppError `not-found` for a folder that holds no such export */
export function removeFailedExport(where: Where, path: string): void {
  if (dirname(path) !== exportsFolder(where) || !existsSync(join(path, failedMark)))
    throw new AppError('not-found', say`${path} holds no export that failed.`, say`Look at the list again.`);
  rmSync(path, { recursive: true });
}
