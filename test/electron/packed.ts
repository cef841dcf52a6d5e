/** What a user of a system gets when the desktop program is packaged, told from electron-builder's patterns without it. */

import { globSync, readFileSync, statSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import config from '../../electron-builder.config.ts';

export const root = join(import.meta.dirname, '../..');

interface Packages {
  readonly [path: string]: { readonly dev?: boolean; readonly os?: readonly string[] };
}
export const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Packages;
};

/** Whether a file is packed for this system, as electron-builder reads the patterns: the last one that fits it decides. */
export function packer(platform: string, arch: string): (path: string, byDefault: boolean) => boolean {
  const patterns = config.files.map((pattern) =>
    pattern.replace(/\$\{platform\}/, platform).replace(/\$\{arch\}/, arch),
  );
  return (path, byDefault) => {
    const last = patterns.findLast((pattern) => matchesGlob(path, pattern.replace(/^!/, '')));
    return last === undefined ? byDefault : !last.startsWith('!');
  };
}

/** Files that a dependency of the program brings: electron-builder takes all of them that no pattern leaves out. */
export const shipped = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && !dev)
  .flatMap(([path]) => globSync(`${path}/**`, { cwd: root, exclude: ['**/node_modules/*/node_modules/**'] }));

/** Files of dependencies that are installed on a system, beside Electron and the engine's Node. */
export function shippedFor(platform: string, arch: string): string[] {
  const packed = packer(platform, arch);
  return shipped.filter((path) => packed(path, true));
}

/** Bytes of these files together. */
export function sizeOf(paths: readonly string[]): number {
  return paths
    .map((path) => statSync(join(root, path)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}
