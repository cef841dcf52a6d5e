/** Over the network a page may name what the library knows and what lies in the studio's folders, and no other path. */

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import {
  methods as contract,
  type Implementation,
  type Input,
  type Method,
  type Services,
} from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { type GivenPath, pathsIn, undeclaredPaths } from '../../shared/paths.ts';
import { say } from '../../shared/sentence.ts';
import type { Home } from '../services/home/home.ts';

/** Where library and results lie. Not the home folder itself, which also holds the database and the Hub's token. */
const places = ['models', 'datasets', 'runs', 'adapters', 'exports'] as const;

/**
 * The same services, refusing in words every path from elsewhere: files are sent, or imported on the machine itself. Where
 * the contract's schemas do not say where a path may lead, the method is refused.
 */
export function confined(services: Services, home: Home): Services {
  const { methods } = services;

  const lies = (path: string) =>
    isAbsolute(path) &&
    // Behind a link, ".." leads elsewhere than it reads.
    !path.split(/[\\/]/).includes('..') &&
    !path.includes('\0') &&
    places.some((place) => isWithin(realPath(path), realPath(home[place])));

  const known = async ({ value, named }: GivenPath) => {
    const models = await methods['models.list'](undefined);
    const datasets = await methods['datasets.list'](undefined);
    const { adapters } = await methods['adapters.list'](undefined);
    const versions = adapters.flatMap((adapter) => adapter.versions);
    if ([...models, ...datasets, ...versions].some(({ path }) => path === value)) return true;
    // The services take a name for a path where there is such a file: anybody can give an entry such a name.
    if (!named || isAbsolute(value) || existsSync(value)) return false;
    const asked = value.trim().toLowerCase();
    return [...models, ...datasets].some(({ id, name }) => [id, name.trim().toLowerCase()].includes(asked));
  };

  const allows = async (path: GivenPath) =>
    path.place === 'anywhere' || lies(path.value) || (path.place === 'library' && (await known(path)));

  const check = async (method: Method, input: unknown) => {
    const schema = contract[method].input;
    const undeclared = undeclaredPaths(schema);
    if (undeclared.length > 0) throw unsaid(method, undeclared);
    for (const path of pathsIn(schema, input)) if (!(await allows(path))) throw outside(path.value);
  };

  const checked = Object.fromEntries(
    (Object.keys(contract) as Method[]).map((method) => [
      method,
      async (input: unknown) => {
        await check(method, input);
        return methods[method](input as never);
      },
    ]),
  ) as unknown as Implementation;

  const own = {
    'app.info': async () => ({ ...(await methods['app.info'](undefined)), behindPassword: true }),
    'app.showFolder': async ({ path }) => {
      throw new AppError(
        'unsupported',
        say`Folders are shown on the machine where the studio runs only.`,
        say`The folder is ${path} there.`,
      );
    },
    'settings.set': async (changes: Input<'settings.set'>) => {
      // What was chosen on the machine itself may be sent back.
      const { exportsFolder: chosen } = await methods['settings.get'](undefined);
      const { exportsFolder, ...others } = changes;
      await check('settings.set', exportsFolder === chosen ? others : changes);
      await methods['settings.set'](changes);
    },
  } satisfies Partial<Implementation>;

  return { ...services, methods: { ...checked, ...own } };
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
    say`${path}: over the network the studio takes no path outside its own folders, and no name its library does not hold`,
    say`Choose the file in the page, which sends it, or import it on the machine where the studio runs.`,
  );
}

function unsaid(method: Method, fields: readonly string[]): AppError {
  return new AppError(
    'unsupported',
    say`internal: ${method}: the contract does not say where ${fields.join(' and ')} may lead`,
    say`Do this on the machine where the studio runs; and please report it.`,
  );
}
