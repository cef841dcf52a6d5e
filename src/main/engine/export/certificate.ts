/** Proof that an export is what base model and adapter are: its files are opened as readers do, and what differs is written down. */

import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { certificatePage } from '../../../shared/certificateText.ts';
import type { ExportTarget } from '../../../shared/exportTargets.ts';
import { type Certificate, certificateFiles } from '../../../shared/records/exports.ts';
import { foreignBase } from '../adapters/foreignBase.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { hashFile, hashModel } from '../formats/hash.ts';
import { adapterFiles } from '../formats/peft.ts';
import { nothingKept, yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { compareLogits } from './compareLogits.ts';
import { openLogits } from './logitSource.ts';
import { choosePrompts, type HeldOutExample, whole } from './prompts.ts';
import type { ExportSource, Target } from './targets.ts';

export interface CertifyOptions {
  /** Token ids to compare on, instead of held-out rows or questions of ours. */
  readonly prompts?: readonly Int32Array[] | undefined;
  /** Rows that the adapter was not trained on. */
  readonly heldOut?: readonly HeldOutExample[] | undefined;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compares what was written to `folder` with its source, text first, then weights, then what they compute on the
 * processor, and writes {@link certificateFiles} there.
 * @throws AppError `drift` for the first difference that no rounding explains; `not-finite`, `interrupted`
 */
export async function certify(
  folder: string,
  { target, model, adapter, names: called }: ExportSource & { readonly target: ExportTarget },
  { reopen, compareFiles }: Pick<Target, 'reopen' | 'compareFiles'>,
  { signal, onProgress, prompts: asked, heldOut = [] }: CertifyOptions,
): Promise<Certificate> {
  const prompts = asked?.map(whole) ?? (await choosePrompts(model, heldOut));
  const names = filesIn(folder);
  const steps = 3 * prompts.length + names.length;
  let done = 0;
  const next = async () => {
    await yieldOrAbort(signal, nothingKept);
    onProgress?.(++done / steps);
  };
  const scratch = join(folder, '.reopened');
  const compare = async () => {
    const files = await compareFiles(folder, { model, adapter, names: called }, { scratch, signal });
    const opened = () => reopen(folder, model, scratch);
    return { ...(await compareLogits(prompts, () => openLogits(model, adapter), opened, next)), ...files };
  };
  const compared = await compare().finally(() => rmSync(scratch, { recursive: true, force: true }));

  const files: Certificate['files'][number][] = [];
  for (const name of names) {
    const path = join(folder, name);
    files.push({ name, bytes: statSync(path).size, sha256: hashFile(path) });
    await next();
  }
  const trainedOn = foreignBase(model, adapter, [called.base, called.hubId]);
  const certificate: Certificate = {
    target,
    base: { name: called.base, hubId: called.hubId, sha256: hashModel(model.folder) },
    adapter: {
      name: called.adapter,
      sha256: hashFile(join(adapter.path, adapterFiles[0])),
      ...(trainedOn !== undefined && { trainedOn }),
    },
    prompts: prompts.length,
    tokens: prompts.reduce((sum, { ids }) => sum + ids.length, 0),
    proven: null,
    growsTo: null,
    ...compared,
    consumers: [{ name: 'Lowrank Studio', version: called.version }],
    files,
  };
  const [data, words] = certificateFiles;
  writeFileAtomic(join(folder, data), `${JSON.stringify(certificate, null, 2)}\n`);
  writeFileAtomic(join(folder, words), certificatePage(certificate));
  return certificate;
}

/** Names of all files in and below a folder, with slashes. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
