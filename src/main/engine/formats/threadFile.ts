/** Where the file of a thread is: bundled, it stands beside the program, and else beside the source that starts it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { internalError } from '../../../shared/errors.ts';

/** @throws AppError `internal` where there is none: the bundle is not whole */
export function threadFile(name: string, folder: string): string {
  const places = [`${name}.ts`, `${name}.js`, `../${name}.js`];
  const found = places.map((place) => join(folder, place)).find((path) => existsSync(path));
  if (found === undefined) throw internalError(`no ${name} beside ${folder}`);
  return found;
}
