/** Proof that an export computes what base model and adapter compute: both are run, and the drift is written down. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportTarget } from '../../../shared/exportTargets.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import { foreignBase } from '../adapters/foreignBase.ts';
import type { BaseModel } from '../baseModel.ts';
import { openModelText } from '../data/modelText.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { hashFile, hashModel } from '../formats/hash.ts';
import { adapterFiles } from '../formats/peft.ts';
import { nothingKept, yieldOrAbort } from '../runtime/yieldOrAbort.ts';
import { compareLogits } from './compareLogits.ts';
import { type LogitSource, openLogits } from './logitSource.ts';
import type { ExportSource } from './targets.ts';

export interface CertifyOptions {
  /** Token ids to compare on; undefined: {@link questions} in the model's own words. */
  readonly prompts?: readonly Int32Array[] | undefined;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is asked when the caller has nothing better: several kinds of text, so that many weights have a say. */
const questions = [
  'What should I check before I sign a contract for a new roof?',
  'Skriv en kort hälsning till en granne som fyller 70 år.',
  'Write a function that returns the larger of two numbers.',
  'A train leaves at 14:35 and arrives at 17:05. How long does the journey take?',
];

/**
 * Runs base and adapter, then what was written to `folder`, on the CPU, and writes certificate.json there.
 * @param reopen reads the folder anew
 * @throws AppError as {@link compareLogits} does; `interrupted`
 */
export async function certify(
  folder: string,
  { target, model, adapter, names: called }: ExportSource & { readonly target: ExportTarget },
  reopen: () => Promise<LogitSource>,
  { signal, onProgress, prompts: asked }: CertifyOptions,
): Promise<Certificate> {
  const prompts = asked ?? (await renderQuestions(model));
  const names = readdirSync(folder).sort();
  const steps = 3 * prompts.length + names.length;
  let done = 0;
  const next = async () => {
    await yieldOrAbort(signal, nothingKept);
    onProgress?.(++done / steps);
  };
  const { dtype, ...drift } = await compareLogits(prompts, () => openLogits(model, adapter), reopen, next);

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
    dtype,
    prompts: prompts.length,
    tokens: prompts.reduce((sum, ids) => sum + ids.length, 0),
    ...drift,
    files,
  };
  writeFileAtomic(join(folder, 'certificate.json'), `${JSON.stringify(certificate, null, 2)}\n`);
  return certificate;
}

async function renderQuestions({ folder }: BaseModel): Promise<readonly Int32Array[]> {
  const { template, tokenizer } = openModelText(folder);
  const texts = questions.map((content) => template.render({ messages: [{ role: 'user', content }] }, true));
  const encoded = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  return encoded.map(({ ids }) => ids);
}
