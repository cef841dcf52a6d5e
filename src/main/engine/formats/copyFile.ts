/** Copies a file from one folder to another under its name, as everything that travels along with a model is. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskError } from './diskError.ts';

/** @throws AppError `disk` */
export function copyFile(name: string, from: string, to: string): void {
  try {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    copyFileSync(join(from, name), join(to, name));
  } catch (error) {
    throw diskError(error, join(to, name), 'write');
  }
}
