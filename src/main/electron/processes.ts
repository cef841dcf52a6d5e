/** The engine's processes as Electron's utility processes: the packaged program has no Node to start plain children with. */
import { constants, setPriority } from 'node:os';
import { utilityProcess } from 'electron';
import { entryPath, lastWords, type ProcessHost } from '../services/processes.ts';

export const utilityProcesses: ProcessHost = {
  // Electron ends its utility processes with itself.
  outlive: false,
  start(entry, { args = [], lowPriority = false } = {}) {
    const child = utilityProcess.fork(entryPath(entry), [...args], { serviceName: entry, stdio: 'pipe' });
    const said = lastWords(child.stderr);
    child.stdout?.resume();
    child.once('spawn', () => {
      if (lowPriority && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', (code) => listener(code, said())),
      kill: () => void child.kill(),
    };
  },
};
