/** Megabytes that the installed desktop program takes beside Electron and the engine's Node: `npm run build && node bench/installedSize.ts`. */

import { globSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import config from '../electron-builder.config.ts';
import { packer, root, shippedFor, sizeOf } from '../test/electron/packed.ts';

const systems = [
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
  ['win32', 'arm64'],
] as const;

const [resources] = config.extraResources;
const kept = globSync('**', { cwd: join(root, 'resources') }).filter((path) =>
  resources?.filter.some((pattern) => matchesGlob(path, pattern)),
);
const mb = (bytes: number) => (bytes / 1e6).toFixed(1).padStart(7);

console.log('system             all  modules  bundles  resources (MB)');
for (const [platform, arch] of systems) {
  const packed = packer(platform, arch);
  const modules = sizeOf(shippedFor(platform, arch));
  const bundles = sizeOf(globSync('out/**', { cwd: root }).filter((path) => packed(path, false)));
  const besides = sizeOf(kept.map((path) => join('resources', path)));
  const name = `${platform} ${arch}`.padEnd(13);
  console.log(`${name}${mb(modules + bundles + besides)}  ${mb(modules)}  ${mb(bundles)}  ${mb(besides)}`);
}
