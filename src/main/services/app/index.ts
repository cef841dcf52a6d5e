/** Says which program this is, what machine it runs on, what that has left, and shows folders. */

import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import pkg from '../../../../package.json' with { type: 'json' };
import type { Implementation } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, saidOf, say } from '../../../shared/sentence.ts';
import type { Context } from '../context.ts';
import { homeOption, ownCommand } from '../process/ownCommand.ts';
import { ResourceMeter } from '../process/resourceMeter.ts';
import { showFolder } from './showFolder.ts';

/** Milliseconds between two pushes of what the machine has left. */
const figuresIntervalMs = 5000;

interface AppOptions {
  /** What the user must know of the database. */
  readonly notice: Sentence | null;
  /** Whether anybody listens. */
  watched(): boolean;
}

/** @returns the methods, and the function that ends the pushing */
export function appService(context: Context, { notice, watched }: AppOptions) {
  const meter = new ResourceMeter(context.home.path);
  const timer = setInterval(async () => {
    // A disk that cannot be asked just now is asked again in a moment.
    const resources = watched() ? await meter.resources().catch(() => null) : null;
    if (resources) context.emit('app.resources', resources);
  }, figuresIntervalMs).unref();
  const methods = {
    'app.info': async () => ({
      version: pkg.version,
      platform: `${platform()} ${arch()}`,
      cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      notice: notice && saidOf(notice),
      behindPassword: false,
      command: [...ownCommand()],
      homeOption: [...homeOption(context.home)],
    }),
    'app.resources': () => meter.resources(),
    'app.showFolder': ({ path }) => showFolder(context, path),
    'app.setMenu': async () => {}, // the desktop program's own
    'app.choosePath': async () => {
      throw new AppError(
        'unsupported',
        say`Only the desktop program can show a dialog on the machine where the studio runs.`,
        say`Type the path, or drop the file on the page.`,
      );
    },
  } satisfies Partial<Implementation>;
  return { methods, end: () => clearInterval(timer) };
}
