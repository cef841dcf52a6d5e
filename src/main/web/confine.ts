/** Over the network a page may name what the library knows and what lies in the studio's folders, and no other path. */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Implementation, Services } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { Home } from '../services/home/home.ts';

/** Where library and results lie. Not the home folder itself, which also holds the database and the Hub's token. */
const places = ['models', 'datasets', 'runs', 'adapters', 'exports'] as const;

/** The same services, refusing in words every path from elsewhere: files are sent, or imported on the machine itself. */
export function confined(services: Services, home: Home): Services {
  const { methods } = services;

  const lies = (path: string) =>
    isAbsolute(path) &&
    // Behind a link, ".." leads elsewhere than it reads.
    !path.split(/[\\/]/).includes('..') &&
    !path.includes('\0') &&
    places.some((place) => isWithin(realPath(path), realPath(home[place])));
  const check = (path: string) => {
    if (!lies(path)) throw outside(path);
  };
  /** Where no path means the usual one. */
  const checkGiven = (path = '') => {
    if (path !== '') check(path);
  };

  /** A run's settings name models, data and adapters by path, and the first two also by id or name. */
  const checkConfig = async (config: Readonly<Record<string, unknown>>) => {
    const models = await methods['models.list'](undefined);
    const datasets = await methods['datasets.list'](undefined);
    const { adapters } = await methods['adapters.list'](undefined);
    const versions = adapters.flatMap((adapter) => adapter.versions);
    const paths = new Set([...models, ...datasets, ...versions].map(({ path }) => path));
    const ids = new Set([...models, ...datasets].flatMap(({ id, name }) => [id, name.trim().toLowerCase()]));
    for (const field of ['model', 'data', 'init', 'holdoutFile']) {
      const value = config[field];
      if (typeof value !== 'string' || value === '' || paths.has(value) || lies(value)) continue;
      // The services take a name for a path where there is such a file: anybody can give an entry such a name.
      const named = ids.has(value.trim().toLowerCase()) && !isAbsolute(value) && !existsSync(value);
      if (!named || field === 'init' || field === 'holdoutFile') throw outside(value);
    }
  };

  const own = {
    'app.info': async () => ({ ...(await methods['app.info'](undefined)), behindPassword: true }),
    'app.showFolder': async ({ path }) => {
      throw new AppError(
        'unsupported',
        'Folders are shown on the machine where the studio runs only.',
        `The folder is ${path} there.`,
      );
    },
    'settings.set': async (changes) => {
      const { exportsFolder } = await methods['settings.get'](undefined);
      if (changes.exportsFolder !== exportsFolder) checkGiven(changes.exportsFolder);
      await methods['settings.set'](changes);
    },
    'models.import': async (input) => {
      check(input.path);
      return methods['models.import'](input);
    },
    'datasets.import': async (input) => {
      if ('path' in input) check(input.path);
      return methods['datasets.import'](input);
    },
    'datasets.report': async (input) => {
      await checkConfig({ holdoutFile: input.options.holdoutFile });
      return methods['datasets.report'](input);
    },
    'adapters.import': async (input) => {
      check(input.path);
      return methods['adapters.import'](input);
    },
    'exports.create': async (input) => {
      checkGiven(input.path.trim());
      return methods['exports.create'](input);
    },
    'runs.preview': async (input) => {
      await checkConfig(input.config);
      return methods['runs.preview'](input);
    },
    'runs.start': async (input) => {
      await checkConfig(input.config);
      return methods['runs.start'](input);
    },
  } satisfies Partial<Implementation>;

  return { ...services, methods: { ...methods, ...own } };
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The path without links, as far as there is something. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}

function outside(path: string): AppError {
  return new AppError(
    'unsupported',
    `${path}: over the network the studio takes no path outside its own folders, and no name its library does not hold`,
    'Choose the file in the page, which sends it, or import it on the machine where the studio runs.',
  );
}
