/** Copies a file from one folder to another under its name, as everything that travels along with a model is. */

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskError } from './diskError.ts';

/** @throws AppError `disk` */
export function copyFile(name: string, from: string, to: string): void {
  try {
    copyFileSync(join(from, name), join(to, name));
  } catch (error) {
    throw diskError(error, join(to, name), 'write');
  }
}
