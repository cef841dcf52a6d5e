/** An export that its own check refuses is kept aside with the reason, so that it can be looked into; nothing offers it. */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { saidOf, say } from '../../../shared/sentence.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { diskError } from '../formats/diskError.ts';

/** The reason, beside the files it is about, and the mark by which such a folder is known. */
export const failedMark = 'FAILED.txt';

/**
 * Moves `folder`, which was to become `out`, to OUT.failed, in the place of an earlier one.
 * @returns the error that says so as well
 */
export function keepFailed(folder: string, out: string, refused: AppError): AppError {
  const kept = freeName(`${resolve(out)}.failed`);
  const { code, hint } = refused;
  const message = refused.message.replaceAll(folder, kept);
  const found = refused.said?.message ?? message;
  try {
    writeFileAtomic(join(folder, failedMark), `${message}\n\n${hint}\nDo not use these files.\n`);
    rmSync(kept, { recursive: true, force: true });
    renameSync(folder, kept);
  } catch (error) {
    throw diskError(error, kept, 'write');
  }
  const said = {
    message: saidOf(say`${found}; the files are in ${kept}`),
    ...(refused.said?.hint && { hint: refused.said.hint }),
  };
  return new AppError(code, `${message}; the files are in ${kept}`, hint, { said });
}

/** The name itself, unless something of somebody else's has it. */
function freeName(path: string): string {
  let free = path;
  for (let n = 2; existsSync(free) && !existsSync(join(free, failedMark)); n++) free = `${path}-${n}`;
  return free;
}
