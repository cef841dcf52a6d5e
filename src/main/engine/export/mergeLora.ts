/** Merges an adapter into its base model: a folder that any software loads without knowing of adapters. */

import { existsSync, realpathSync } from 'node:fs';
import { AppError } from '../../../shared/errors.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import type { EditRows } from '../adapters/kind.ts';
import { lora } from '../adapters/lora.ts';
import { type BaseModel, openBaseModel } from '../baseModel.ts';
import { writeFolderAtomic } from '../formats/atomic.ts';
import type { Adapter } from '../formats/peft.ts';
import { loadAdapter } from '../infer/adapter.ts';
import { type CertifyOptions, certify } from './certificate.ts';
import { type ModelType, writeModel } from './writeModel.ts';

export interface MergeOptions extends CertifyOptions {
  /** Element type of the weights; undefined: each tensor keeps the base's. */
  readonly dtype?: ModelType | undefined;
}

/**
 * Writes W + scale·B·A to the new folder `target`, sharded like the base, with everything that travels along and a
 * certificate.
 * @throws AppError `exists` when `target` is the base or not empty; `bad-adapter` or `unsupported` where the adapter
 *   does not fit; `drift` when the merged model computes something else; `disk`; `interrupted`. Nothing is left then.
 */
export async function mergeLora(
  model: BaseModel,
  adapter: Adapter,
  target: string,
  options: MergeOptions = {},
): Promise<Certificate> {
  // Read for its checks: what cannot be used is refused before anything is written.
  loadAdapter(model, adapter);
  if (existsSync(target) && realpathSync(target) === realpathSync(model.folder.path))
    throw new AppError(
      'exists',
      `${target} is the base model, which is never overwritten`,
      'Choose a new folder.',
    );
  const { dtype, signal, onProgress } = options;
  return await writeFolderAtomic(target, async (folder) => {
    await writeModel(folder, model.folder, (name) => mergeInto(name, adapter), {
      dtype,
      signal,
      onProgress: (share) => onProgress?.('writing', share),
    });
    return await certify(folder, 'merged', { model, adapter }, { model: openBaseModel(folder) }, options);
  });
}

/** The change of the weight `name`, if the adapter has one. */
function mergeInto(name: string, { modules }: Adapter): (() => EditRows) | undefined {
  const module = name.endsWith('.weight') ? modules.get(name.slice(0, -'.weight'.length)) : undefined;
  return module && (() => lora.merge(module.parts, module.scale));
}
