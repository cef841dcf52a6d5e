/** Copies an adapter in PEFT's form to a folder of its own, checked against the model it is for. */

import type { Certificate } from '../../../shared/records/exports.ts';
import type { BaseModel } from '../baseModel.ts';
import { writeFolderAtomic } from '../formats/atomic.ts';
import { copyFile } from '../formats/copyFile.ts';
import { type Adapter, adapterFiles, readAdapter } from '../formats/peft.ts';
import { loadAdapter } from '../infer/adapter.ts';
import { type CertifyOptions, certify } from './certificate.ts';

/**
 * Writes adapter_model.safetensors, adapter_config.json and a certificate to the new folder `target`.
 * @throws AppError as {@link mergeLora} does; nothing is left then
 */
export async function exportAdapter(
  model: BaseModel,
  adapter: Adapter,
  target: string,
  options: CertifyOptions = {},
): Promise<Certificate> {
  // Read for its checks: what cannot be used is refused before anything is written.
  loadAdapter(model, adapter);
  return await writeFolderAtomic(target, async (folder) => {
    for (const name of adapterFiles) copyFile(name, adapter.path, folder);
    return await certify(
      folder,
      'peft',
      { model, adapter },
      { model, adapter: readAdapter(folder) },
      options,
    );
  });
}
