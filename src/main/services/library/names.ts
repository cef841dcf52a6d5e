/** Names of files and folders in the home, made of whatever people and repos call things. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `name` with only what every file system takes; never empty, never hidden. */
export function fileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._ -]+/gu, '-')
    .replace(/^[. -]+|[. -]+$/g, '')
    .slice(0, 80);
  return /^(con|prn|aux|nul|com\d|lpt\d)?(\.|$)/i.test(plain) ? `_${plain}` : plain;
}

/** A path in `folder` that nothing has yet: `name`, or with a number after it. */
export function newPath(folder: string, name: string): string {
  let path = join(folder, name);
  for (let number = 2; existsSync(path); number++) path = join(folder, `${name}-${number}`);
  return path;
}
