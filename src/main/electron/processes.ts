/** The engine's processes as Electron's utility processes: the packaged program has no Node to start plain children with. */
import { constants, setPriority } from 'node:os';
import { utilityProcess } from 'electron';
import { entryPath, lastWords, type ProcessHost } from '../services/process/processes.ts';

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
      onExit: (listener) => void child.once('exit', (code) => listener(code, said() + fatal)),
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
