/** How this program's command line is called by somebody who copies a command: every command that is shown begins with these words. */
import { join } from 'node:path';
import { type Shell, shellLine, shellOf } from '../../../shared/shell.ts';
import { type Home, usualHome } from '../home/home.ts';

/** A packaged program's archive, and the folder of its files that others can read, both beside the Node that it brings. */
const archive = /^(.*)[\\/]app\.asar(?:\.unpacked)?(?=[\\/]|$)/;

/**
 * In a checkout what npm has linked; from a package its own Node with the bundle of the command line.
 * @param folder that this program's code lies in
 * @param platform as Node names it
 */
export function ownCommand(
  folder: string = import.meta.dirname,
  platform: string = process.platform,
): readonly string[] {
  const [, resources] = archive.exec(folder) ?? [];
  if (resources === undefined) return ['npx', 'lowrank'];
  const node = platform === 'win32' ? 'node.exe' : 'node';
  return [join(resources, node), join(resources, 'app.asar.unpacked', 'out', 'main', 'cli.js')];
}

/** What such a command needs besides to find this home: nothing where it would by itself. */
export function homeOption({ path }: Pick<Home, 'path'>): readonly string[] {
  return path === usualHome() ? [] : ['--home', path];
}

/** A command as it can be pasted into a shell of this system. */
export function ownLine(words: readonly string[], shell: Shell = shellOf(process.platform)): string {
  return shellLine([...ownCommand(), ...words], shell);
}
