/** Puts the services together behind the contract, for whichever host serves them. */
import type { Emit, Implementation, Services } from '../../shared/api.ts';
import { Store } from '../store/store.ts';
import { appMethods } from './app.ts';
import type { Context } from './context.ts';
import { deviceMethods } from './devices.ts';
import { openHome } from './home.ts';
import { Jobs, jobMethods } from './jobs.ts';
import { nodeProcesses, type ProcessHost } from './processes.ts';
import { runTask } from './worker.ts';

export interface ServicesOptions {
  /** The home folder; undefined: LOWRANK_HOME, else the user's own. */
  readonly home?: string | undefined;
  /** Electron brings its utility processes; everything else runs plain children. */
  readonly processes?: ProcessHost;
}

/** Opens home and store and starts the services. @throws AppError where the home cannot be used */
export function createServices({ home: path, processes = nodeProcesses }: ServicesOptions = {}): Services {
  const listeners = new Set<Emit>();
  const emit: Emit = (event, payload) => {
    for (const listener of listeners) listener(event, payload);
  };
  const home = openHome(path);
  const store = new Store(home.database);
  const jobs = new Jobs(emit);
  const context: Context = { home, store, emit, processes, jobs };
  return {
    methods: {
      ...appMethods,
      ...deviceMethods(context.emit, () => runTask(processes, 'selfTest', undefined)),
      ...jobMethods(jobs),
    } as unknown as Implementation, // until every service is there
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await jobs.close();
      store.close();
    },
  };
}
