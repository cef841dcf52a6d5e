/** Names of files and folders in the home, made of whatever people and repos call things. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const longest = 80;

/** `name` with only what every file system takes; never empty, never hidden. A long one loses its middle, not its ending. */
export function fileName(name: string): string {
  const whole = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._ -]+/gu, '-')
    .replace(/^[. -]+|[. -]+$/g, '');
  const [ending = ''] = /(?:\.[A-Za-z0-9]{1,8}){1,2}$/.exec(whole) ?? [];
  const plain = whole.length > longest ? whole.slice(0, longest - ending.length) + ending : whole;
  return /^(con|prn|aux|nul|com\d|lpt\d)?(\.|$)/i.test(plain) ? `_${plain}` : plain;
}

/** A path in `folder` that nothing has yet: `name`, or with a number after it. */
export function newPath(folder: string, name: string): string {
  let path = join(folder, name);
  for (let number = 2; existsSync(path); number++) path = join(folder, `${name}-${number}`);
  return path;
}
