/** Tells whether a process noted earlier is still there, though its number may have been given to another one since. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells the process from every other one that had, has or will have its number: when it was started, as the system
 * counts. Undefined where there is no such process.
 */
export function processMark(pid: number): string | undefined {
  if (!processExists(pid)) return undefined;
  if (process.platform === 'linux') {
    const started = statOf(pid)?.[19];
    return started && `${bootId()}:${started}`;
  }
  const [command, args] = askers[process.platform] ?? askers.darwin;
  try {
    const text = execFileSync(command, args(pid), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      // Written in the zone's time, a start would be another one after a journey or a change to summer time.
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    });
    return text.trim() || undefined;
  } catch {
    return undefined; // it ended in this moment
  }
}

/** Whether there is a process of this number now; a dead one that nobody has fetched is none. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || !/^[ZX]/.test(statOf(pid)?.[0] ?? 'X');
}

type Asker = readonly [command: string, args: (pid: number) => string[]];

const askers: Partial<Record<NodeJS.Platform, Asker>> & { readonly darwin: Asker } = {
  darwin: ['ps', (pid) => ['-o', 'lstart=', '-p', String(pid)]],
  win32: [
    'powershell',
    (pid) => ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
  ],
};

/** The fields of /proc/PID/stat after the name, which may itself hold blanks and brackets: state, parent, ... */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'boot';
  }
}
