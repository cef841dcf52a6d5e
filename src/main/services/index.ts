/** Puts the services together behind the contract, for whichever host serves them. */

import type { Emit, Services } from '../../shared/api.ts';
import type { DeviceReport } from '../../shared/records/app.ts';
import type { Sentence } from '../../shared/sentence.ts';
import { backUpDaily, openStore } from '../store/openStore.ts';
import { adapterMethods, purgeVersions } from './adapters/index.ts';
import { deviceMethods } from './app/devices.ts';
import { appService } from './app/index.ts';
import { settingsMethods } from './app/settings.ts';
import type { Context } from './context.ts';
import { datasetMethods, purgeDatasets } from './datasets/index.ts';
import { EndpointSwitch, endpointMethods, endpointSource, type StartEndpoint } from './endpoint/index.ts';
import { exportMethods, purgeExports } from './exports/index.ts';
import { shareMethods } from './exports/share.ts';
import { openHome, purgeCache } from './home/home.ts';
import { lockHome } from './home/lock.ts';
import { sweepTrash } from './home/trash.ts';
import { purgeUploads, receiveUpload } from './home/uploads.ts';
import { modelMethods, purgeModels } from './models/index.ts';
import { Playground, playgroundMethods } from './playground/index.ts';
import { Jobs, jobMethods } from './process/jobs.ts';
import { nodeProcesses, type ProcessHost } from './process/processes.ts';
import { runReadingTask } from './process/worker.ts';
import { runMethods } from './runs/methods.ts';
import { RunScheduler } from './runs/scheduler.ts';

export interface ServicesOptions {
  /** The home folder; undefined: LOWRANK_HOME, else the user's own. */
  readonly home?: string | undefined;
  /** Electron brings its utility processes; everything else runs plain children. */
  readonly processes?: ProcessHost;
  /** How the endpoint for other programs is served; absent: it cannot be switched on. */
  readonly startEndpoint?: StartEndpoint;
}

/** What the services' plain functions take, and how to let go of it. */
export interface OpenContext extends Context {
  /** What the user must know of the database: see {@link openStore}. */
  readonly notice: Sentence | null;
  /** Calls the listener with each event from now on; returns the function that ends it. */
  subscribe(listener: Emit): () => void;
  /** Whether anybody listens. */
  watched(): boolean;
  /** Ends its jobs and closes the store; runs go on. */
  close(): Promise<void>;
}

/** Opens home and store beside whoever else uses them: for the command line. @throws AppError where they cannot be used */
export function openContext({ home: path, processes = nodeProcesses }: ServicesOptions = {}): OpenContext {
  const listeners = new Set<Emit>();
  const emit: Emit = (event, payload) => {
    for (const listener of listeners) listener(event, payload);
  };
  const home = openHome(path);
  const { store, notice } = openStore(home.database);
  const jobs = new Jobs(emit);
  return {
    home,
    store,
    emit,
    processes,
    jobs,
    notice,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watched: () => listeners.size > 0,
    async close() {
      await jobs.close();
      store.close();
    },
  };
}

/** As {@link openContext}, once the home's lock is taken; closing lets go of it. */
function openLocked(options: ServicesOptions): OpenContext {
  const unlock = lockHome(openHome(options.home));
  try {
    const context = openContext(options);
    return { ...context, close: () => context.close().finally(unlock) };
  } catch (cause) {
    unlock();
    throw cause;
  }
}

/** The studio's services: one studio a home. @throws AppError where the home cannot be used, or is in use */
export function createServices(options: ServicesOptions = {}): Services {
  const context = openLocked(options);
  const { processes, jobs } = context;
  const app = appService(context, context);
  let tested: readonly DeviceReport[] = [];
  const hearing: Emit = (event, payload) => {
    if (event === 'devices.tested') tested = payload as DeviceReport[];
    context.emit(event, payload);
  };
  const devices = deviceMethods(hearing, (signal) =>
    runReadingTask(processes, 'selfTest', undefined, { signal }),
  );
  const playground = new Playground(context);
  const source = endpointSource(context.store, playground);
  const endpoint = new EndpointSwitch(context, source, options.startEndpoint);
  void endpoint.apply();
  const settings = settingsMethods(context, () =>
    devices['devices.selfTest']({ again: tested.length === 0 }),
  );
  const scheduler = new RunScheduler(context);
  scheduler.start();
  // Without room for a copy the studio works all the same, and closing in the middle of one only loses the copy.
  backUpDaily(context.store).catch(() => {});
  const endSweeping = sweepTrash([
    (before) => purgeVersions(context, before),
    (before) => purgeExports(context, before),
    (before) => purgeModels(context, before),
    (before) => purgeDatasets(context, before),
    () => purgeUploads(context),
    () => purgeCache(context.home),
  ]);
  return {
    methods: {
      ...app.methods,
      ...devices,
      ...jobMethods(jobs),
      ...adapterMethods(context),
      ...exportMethods(context),
      ...shareMethods(context),
      ...modelMethods(context),
      ...datasetMethods(context),
      ...playgroundMethods(playground, context),
      ...runMethods(context, scheduler, () => tested),
      ...endpointMethods(endpoint, context),
      ...settings,
      async 'settings.set'(changes) {
        await settings['settings.set'](changes);
        await endpoint.apply();
      },
    },
    subscribe: context.subscribe,
    upload: (name, bytes, size) => receiveUpload(context.home, name, bytes, size),
    async close() {
      endSweeping();
      app.end();
      await endpoint.close();
      playground.close();
      await scheduler.close();
      await context.close();
    },
  };
}
