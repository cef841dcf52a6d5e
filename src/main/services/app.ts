/** Says which program this is and what machine it runs on. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import pkg from '../../../package.json' with { type: 'json' };
import type { Implementation } from '../../shared/api.ts';

export const appMethods = {
  'app.info': async () => ({
    version: pkg.version,
    platform: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  }),
} satisfies Partial<Implementation>;
