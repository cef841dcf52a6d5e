/** Tells when an adapter only fits a model by its shapes: it names another base as the one it was trained on. */

import { existsSync, realpathSync } from 'node:fs';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { unquantisedName } from '../models/quantised.ts';

/**
 * The base that the adapter says it was trained on, where that is not this model; undefined where it is, or nobody knows.
 * Names are compared without owner and folder, for the same model lies under several of them.
 * @param names what else the model is called, such as its name in a library
 */
export function foreignBase(
  { folder }: Pick<BaseModel, 'folder'>,
  { config }: Pick<Adapter, 'config'>,
  names: readonly (string | null)[] = [],
): string | undefined {
  const { baseModel } = config;
  // A path of nothing but dots names no model.
  if (!baseModel || /^[./\\]+$/.test(baseModel)) return undefined;
  if (existsSync(baseModel) && realpathSync(baseModel) === realpathSync(folder.path)) return undefined;
  const { _name_or_path: origin } = folder.config;
  // A folder of the library may have a number behind its name.
  const known = [
    folder.path,
    folder.path.replace(/-\d+$/, ''),
    typeof origin === 'string' ? origin : '',
    ...names,
  ];
  return known.some((name) => name && plainName(name) === plainName(baseModel))
    ? undefined
    : plainBase(baseModel);
}

/** "org/Name" as it is, a path without the folders that are nobody else's business. */
function plainBase(name: string): string {
  return /^[\w.-]+\/[\w.-]+$/.test(name) ? name : lastPart(name);
}

function plainName(name: string): string {
  return unquantisedName(lastPart(name)).toLowerCase();
}

/** The name of a model at a path or of the Hub; the Hub's cache keeps it in a folder above the revision's. */
function lastPart(name: string): string {
  const [, cached] = /models--[^/\\]+--([^/\\]+)/.exec(name) ?? [];
  return (
    cached ??
    name
      .split(/[/\\]+/)
      .filter(Boolean)
      .at(-1) ??
    name
  );
}
