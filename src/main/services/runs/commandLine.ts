/** The same run from the command line: what differs from the defaults. */
import { runConfigSchema } from '../../../shared/runConfig.ts';
import type { Shell } from '../../../shared/shell.ts';
import { ownLine } from '../process/ownCommand.ts';

type Settings = Readonly<Record<string, unknown>>;

/** @param config settings, complete or a draft; those that are left out or at their default are not spelled out */
export function commandLine(config: Settings, shell?: Shell): string {
  const { model, data, map, ...rest } = config;
  const defaults: Settings = runConfigSchema.parse({ model: '-', data: '-' });
  const options = Object.entries(rest)
    .filter(([field, value]) => value !== undefined && value !== defaults[field] && !follows(field, config))
    .flatMap(([field, value]) => {
      if (typeof value === 'boolean') return [`--${value ? '' : 'no-'}${kebab(field)}`];
      return isMap(value) ? entriesOf(field, value) : [`--${kebab(field)}`, String(value)];
    });
  const columns = isMap(map) ? entriesOf('map', map) : [];
  const inputs = Object.entries({ model, data })
    .filter(([, value]) => typeof value === 'string' && value !== '')
    .flatMap(([name, value]) => [`--${name}`, String(value)]);
  return ownLine(['train', ...inputs, ...columns, ...options], shell);
}

const isMap = (value: unknown): value is Settings => typeof value === 'object' && value !== null;

/** One option an entry. */
function entriesOf(field: string, map: Settings): readonly string[] {
  return Object.entries(map).flatMap(([name, value]) => [`--${kebab(field)}`, `${name}=${value}`]);
}

/** Whether a complete config has the value only because of others. */
function follows(field: string, { rank = 16, alpha, epochs, steps }: Settings): boolean {
  if (field === 'alpha') return alpha === 2 * Number(rank);
  if (field === 'epochs') return epochs === (steps === undefined ? 3 : Number.MAX_SAFE_INTEGER);
  return false;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
