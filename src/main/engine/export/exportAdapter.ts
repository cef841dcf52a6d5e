/** Exports an adapter in one of the forms there are: written, opened again, and compared with what it was made from. */

import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type ExportDtype, type ExportTarget, exportTargets } from '../../../shared/exportTargets.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import type { ExportNames, ExportStage } from '../../../shared/tasks.ts';
import { modelWith } from '../adapters/wholeTensors.ts';
import { writeFolderAtomic } from '../formats/atomic.ts';
import { requireUsable } from '../infer/adapter.ts';
import { type CertifyOptions, certify } from './certificate.ts';
import { keepFailed } from './keepFailed.ts';
import { type ExportSizes, type ExportSource, targets } from './targets.ts';

export interface ExportOptions extends Pick<CertifyOptions, 'prompts' | 'heldOut' | 'signal'> {
  /** Undefined: the target's usual one. */
  readonly dtype?: ExportDtype | undefined;
  /** Undefined: those of their folders. */
  readonly names?: ExportNames | undefined;
  /** Called with the share, 0 to 1, of the stage that is under way. */
  readonly onProgress?: ((stage: ExportStage, share: number) => void) | undefined;
}

/**
 * Writes the new folder `out` and a certificate in it.
 * @throws AppError `exists` when `out` is the base or not empty; `bad-adapter` or `unsupported` where the adapter does
 *   not fit, or the target lacks the element type; `not-finite`; `disk`; `interrupted`: nothing is left then. `drift`
 *   when the export is something else: it is kept under the name that {@link keepFailed} gives it.
 */
export async function exportAdapter(
  target: ExportTarget,
  { model: base, adapter }: Pick<ExportSource, 'model' | 'adapter'>,
  out: string,
  options: ExportOptions = {},
): Promise<Certificate> {
  const model = modelWith(base, adapter.whole.keys());
  const { dtypes } = exportTargets[target];
  const { dtype = dtypes[0], prompts, heldOut, signal, onProgress } = options;
  const { names = folderNames(model.folder, adapter) } = options;
  const source = { model, adapter, names };
  if (!dtypes.includes(dtype))
    throw new AppError(
      'unsupported',
      say`an export as ${target} cannot be written as ${dtype}`,
      say`Choose ${dtypes.join(', ')}.`,
    );
  requireUsable(model, adapter);
  if (existsSync(out) && realpathSync(out) === realpathSync(model.folder.path))
    throw new AppError(
      'exists',
      say`${out} is the base model, which is never overwritten`,
      say`Choose a new folder.`,
    );
  const during = (stage: ExportStage) => ({
    signal,
    onProgress: (share: number) => onProgress?.(stage, share),
  });
  const form = targets[target];
  return await writeFolderAtomic(out, async (folder) => {
    await form.write(folder, source, { dtype, ...during('writing') });
    const options = { prompts, heldOut, ...during('checking') };
    try {
      return await certify(folder, { target, ...source }, form, options);
    } catch (error) {
      if (error instanceof AppError && error.code === 'drift') throw keepFailed(folder, out, error);
      throw error;
    }
  });
}

/** What an export would take on disk, told before it begins. @throws AppError `unsupported` where it would be refused */
export function exportSizes(
  target: ExportTarget,
  { model: base, adapter }: Pick<ExportSource, 'model' | 'adapter'>,
  dtype: ExportDtype,
): ExportSizes {
  const model = modelWith(base, adapter.whole.keys());
  requireUsable(model, adapter);
  return targets[target].sizes({ model, adapter }, dtype);
}

function folderNames(base: { readonly path: string }, adapter: { readonly path: string }): ExportNames {
  return { base: basename(base.path), hubId: null, adapter: basename(adapter.path), version: '' };
}
