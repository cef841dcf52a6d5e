/** The same run from the command line: what differs from the defaults, quoted for a shell. */
import { runConfigSchema } from '../../../shared/runConfig.ts';

type Settings = Readonly<Record<string, unknown>>;

/** @param config settings, complete or a draft; those that are left out or at their default are not spelled out */
export function commandLine(config: Settings): string {
  const { model, data, map, ...rest } = config;
  const defaults: Settings = runConfigSchema.parse({ model: '-', data: '-' });
  const options = Object.entries(rest)
    .filter(([field, value]) => value !== undefined && value !== defaults[field] && !follows(field, config))
    .map(([field, value]) => {
      if (typeof value === 'boolean') return `--${value ? '' : 'no-'}${kebab(field)}`;
      return `--${kebab(field)} ${quoted(String(value))}`;
    });
  const columns = Object.entries((map ?? {}) as Settings).map(
    ([field, column]) => `--map ${quoted(`${field}=${column}`)}`,
  );
  const inputs = Object.entries({ model, data })
    .filter(([, value]) => typeof value === 'string' && value !== '')
    .map(([name, value]) => `--${name} ${quoted(String(value))}`);
  return ['lowrank train', ...inputs, ...columns, ...options].join(' ');
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

/** As a POSIX shell takes it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
