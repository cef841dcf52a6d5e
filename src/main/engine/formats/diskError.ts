/** Turns the operating system's error codes into sentences with a way out. */

import { basename } from 'node:path';
import type { DataFault } from '../../../shared/dataFaults.ts';
import { AppError } from '../../../shared/errors.ts';

/** What was being done to the path. */
type DiskAction = 'read' | 'write';

/**
 * An AppError for an error of `node:fs`: `not-found` where the path or its folder is missing, else `disk`.
 * Errors that do not come from the operating system are handed back unchanged.
 */
export function diskError(error: unknown, path: string, action: DiskAction): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('syscall' in error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const file = basename(path);
  const detail: DataFault = { code: 'diskError', file, action, reason: code };
  const fail = (message: string, hint: string, fault: DataFault = detail) =>
    new AppError('disk', message, hint, { cause: error, detail: fault });
  switch (code) {
    case 'ENOENT':
      return action === 'read'
        ? new AppError('not-found', `${path} does not exist`, 'Check the path.', {
            cause: error,
            detail: { code: 'noFile', file },
          })
        : new AppError(
            'not-found',
            `cannot write ${path}: its folder does not exist`,
            'Create the folder first.',
            { cause: error, detail: { code: 'noFolder', file } },
          );
    case 'ENOSPC':
    case 'EDQUOT':
      return fail(
        `no space left on the disk while writing ${path}; nothing half-written was kept`,
        'Free some space or choose a folder on another disk, then try again.',
        { code: 'diskFull' },
      );
    case 'EFBIG':
      return fail(
        `${path} would become larger than a file may be here; nothing half-written was kept`,
        'Choose a folder on another disk: FAT, for example, ends files at 4 GB.',
        { code: 'fileTooLarge', file },
      );
    case 'EACCES':
    case 'EPERM':
      return fail(`no permission to ${action} ${path}`, 'Change its permissions or choose another folder.', {
        code: 'noPermission',
        file,
        action,
      });
    case 'EROFS':
      return fail(`cannot write ${path}: the disk is read-only`, 'Choose a folder on a writable disk.', {
        code: 'readOnlyDisk',
        file,
      });
    case 'EISDIR':
      return fail(`cannot ${action} ${path}: it is a folder, expected a file`, 'Check the path.');
    case 'EEXIST':
    case 'ENOTDIR':
      return fail(`cannot ${action} ${path}: a part of the path is a file, not a folder`, 'Check the path.');
    default:
      return fail(`cannot ${action} ${path}: ${code}`, 'Check the disk and the path, then try again.');
  }
}
