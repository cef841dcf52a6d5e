/** What every service is given. */
import type { Emit } from '../../shared/api.ts';
import type { Store } from '../store/store.ts';
import type { Home } from './home/home.ts';
import type { Jobs } from './process/jobs.ts';
import type { ProcessHost } from './process/processes.ts';

export interface Context {
  readonly home: Home;
  readonly store: Store;
  readonly emit: Emit;
  readonly processes: ProcessHost;
  readonly jobs: Jobs;
}
