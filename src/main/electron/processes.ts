/**
 * Where the engine's processes run on a desktop: in the plain Node that the program brings. Electron's own allocator ends a
 * process that asks for more than 1 GiB at once, so its utility processes serve small models only, and end with the window.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import type { ProcessEnd } from '../services/process/processEnd.ts';
import { entryPath, lastWords, type ProcessHost, processesOf } from '../services/process/processes.ts';

/** The Node beside the packaged program's archive, or that of the installation this runs from; undefined where there is none. */
function engineNode(): string | undefined {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const place = app.isPackaged ? join(process.resourcesPath, executable) : installedNode(executable);
  return place !== undefined && existsSync(place) ? place : undefined;
}

function installedNode(executable: string): string | undefined {
  try {
    const { resolve } = createRequire(import.meta.url);
    return resolve(`node-${process.platform}-${process.arch}/bin/${executable}`);
  } catch {
    return undefined; // npm brings none for this system
  }
}

/** What the studio starts the engine's processes with on this desktop. */
export function desktopProcesses(): ProcessHost {
  const node = engineNode();
  return node === undefined ? utilityProcesses : processesOf(node);
}

/** Codes with which a utility process ends that its allocator has stopped: Chromium tells no signal. */
const trapCodes: ReadonlySet<number> = new Set([5, 133]);

const endOf = (code: number): ProcessEnd =>
  trapCodes.has(code) ? { code: null, signal: 'SIGTRAP' } : { code, signal: null };

export const utilityProcesses: ProcessHost = {
  // Electron ends its utility processes with itself.
  outlive: false,
  start(entry, { args = [], lowPriority = false } = {}) {
    const child = utilityProcess.fork(entryPath(entry), [...args], { serviceName: entry, stdio: 'pipe' });
    const said = lastWords(child.stderr);
    let fatal = '';
    // An error that nobody hears would end the studio, not only the process that had it.
    child.on('error', (type, location) => {
      fatal = `\n${type} at ${location}`;
    });
    child.stdout?.resume();
    child.once('spawn', () => {
      if (lowPriority && child.pid !== undefined) lower(child.pid);
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', (code) => listener(endOf(code), said() + fatal)),
      kill: (signal) => {
        if (signal !== undefined && child.pid !== undefined) process.kill(child.pid, signal);
        else child.kill();
      },
    };
  },
};

function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, which its exit tells.
  }
}
