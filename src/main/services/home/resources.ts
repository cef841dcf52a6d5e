/** Finds what ships with the program: sample data and the embedded starter model. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { internalError } from '../../../shared/errors.ts';

/** The absolute path of `name` under `resources`, from source, from a bundle, or in a packaged app. */
export function resourcePath(name: string): string {
  const { resourcesPath } = process as { readonly resourcesPath?: string };
  const places = resourcesPath === undefined ? [] : [join(resourcesPath, 'resources', name)];
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder))
    places.push(join(folder, 'resources', name));
  const found = places.find((place) => existsSync(place));
  if (!found) throw internalError(`resources/${name} is missing`);
  return found;
}
