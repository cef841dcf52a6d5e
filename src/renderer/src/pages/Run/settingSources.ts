/** Where each setting of a run came from: the run it was made of, the defaults, or somebody's choice. */
import { completeRunConfig, runConfigSchema } from '../../../../shared/runConfig.ts';

export type Source = 'default' | 'inherited' | 'chosen';

export interface Setting {
  readonly field: string;
  readonly value: unknown;
  readonly source: Source;
}

type Config = Readonly<Record<string, unknown>>;

/**
 * In the order of the schema; settings without a value last.
 * @param parent settings of the run it was continued or repeated from
 */
export function settingSources(config: Config, parent: Config | undefined): Setting[] {
  const known = Object.keys(runConfigSchema.shape);
  const fields = [...known, ...Object.keys(config).filter((field) => !known.includes(field))];
  const defaults = defaultsFor(config);
  return fields.map((field) => {
    const value = config[field];
    return { field, value, source: sourceOf(field, value, defaults, parent) };
  });
}

function sourceOf(field: string, value: unknown, defaults: Config, parent: Config | undefined): Source {
  const text = JSON.stringify(value);
  if (text === JSON.stringify(defaults[field])) return 'default';
  return parent && text === JSON.stringify(parent[field]) ? 'inherited' : 'chosen';
}

/** What the settings would be if only model, data and rank had been chosen: alpha follows the rank. */
function defaultsFor({ rank, steps }: Config): Config {
  const base = { model: '-', data: '-', ...(typeof steps === 'number' && { steps }) };
  const { steps: _, ...defaults } = completeRunConfig(typeof rank === 'number' ? { ...base, rank } : base);
  return { ...defaults, model: undefined, data: undefined, rank: 16 };
}
