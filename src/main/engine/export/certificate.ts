/** Proof that an export computes what base model and adapter compute: both are run, and the drift is written down. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import type { BaseModel } from '../baseModel.ts';
import { openModelText } from '../data/modelText.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { type FloatType, isFloatType, torchNames } from '../formats/float.ts';
import { hashFile, hashModel } from '../formats/hash.ts';
import { type Adapter, adapterFiles } from '../formats/peft.ts';
import { loadAdapter } from '../infer/adapter.ts';
import { Generator } from '../infer/generate.ts';
import { argmax } from '../infer/sample.ts';
import { nothingKept, yieldOrAbort } from '../runtime/yieldOrAbort.ts';

/** A model as it is run: alone, or with an adapter beside it. */
export interface Subject {
  readonly model: BaseModel;
  readonly adapter?: Adapter;
}

export interface CertifyOptions {
  /** Token ids to compare on; undefined: {@link questions} in the model's own words. */
  readonly prompts?: readonly Int32Array[] | undefined;
  /** Called with the share, 0 to 1, of the stage that is under way. */
  readonly onProgress?: ((stage: 'writing' | 'checking', share: number) => void) | undefined;
  /** Aborting it leaves nothing behind. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * How far logits may drift, relative to the largest |logit|. Rounding a weight moves it by up to 2^-25, 2^-12 or 2^-9
 * of itself; the bounds leave room for many layers of that, and none for a wrong scale or a transposed matrix.
 */
const tolerances: Readonly<Record<FloatType, number>> = { F64: 1e-4, F32: 1e-4, F16: 2e-2, BF16: 1e-1 };

type Drift = Pick<Certificate, 'largestDifference' | 'tolerance' | 'adapterEffect'>;

/** What is asked when the caller has nothing better: several kinds of text, so that many weights have a say. */
const questions = [
  'What should I check before I sign a contract for a new roof?',
  'Skriv en kort hälsning till en granne som fyller 70 år.',
  'Write a function that returns the larger of two numbers.',
  'A train leaves at 14:35 and arrives at 17:05. How long does the journey take?',
];

/**
 * Runs `source` and `exported`, which was read from `folder` anew, and writes certificate.json there, on the CPU.
 * @throws AppError `drift` when they differ by more than the element type explains, or by more than half of what the
 *   adapter changes; `not-finite`; `interrupted`
 */
export async function certify(
  folder: string,
  target: Certificate['target'],
  source: Required<Subject>,
  exported: Subject,
  options: CertifyOptions,
): Promise<Certificate> {
  const { signal, onProgress, prompts = await renderQuestions(source.model) } = options;
  const names = readdirSync(folder).sort();
  const steps = 3 * prompts.length + names.length;
  let done = 0;
  const next = async () => {
    await yieldOrAbort(signal, nothingKept);
    onProgress?.('checking', ++done / steps);
  };
  const [expected = [], plain] = await promptLogits(source.model, [source.adapter, undefined], prompts, next);
  const [found = []] = await promptLogits(exported.model, [exported.adapter], prompts, next);
  const dtype = coarsestType(exported.model);
  const scale = largestDifference(expected);
  const measured = {
    largestDifference: largestDifference(expected, found),
    tolerance: tolerances[dtype] * scale,
    adapterEffect: largestDifference(expected, plain),
  };
  refuseDrift(measured, tolerances.F32 * scale, torchNames[dtype]);

  const files: Certificate['files'][number][] = [];
  for (const name of names) {
    const path = join(folder, name);
    files.push({ name, bytes: statSync(path).size, sha256: hashFile(path) });
    await next();
  }
  const { model, adapter } = source;
  const certificate: Certificate = {
    target,
    base: { path: model.folder.path, sha256: hashModel(model.folder) },
    adapter: { path: adapter.path, sha256: hashFile(join(adapter.path, adapterFiles[0])) },
    dtype: torchNames[dtype],
    prompts: prompts.length,
    tokens: prompts.reduce((sum, ids) => sum + ids.length, 0),
    ...measured,
    equalArgmax: equalArgmax(expected, found, model.config.vocabulary),
    files,
  };
  writeFileAtomic(join(folder, 'certificate.json'), `${JSON.stringify(certificate, null, 2)}\n`);
  return certificate;
}

/** Logits of each prompt, [tokens, vocabulary], for each of the adapters (undefined: without). */
async function promptLogits(
  model: BaseModel,
  adapters: readonly (Adapter | undefined)[],
  prompts: readonly Int32Array[],
  afterEach: () => Promise<void>,
): Promise<readonly (readonly Float32Array[])[]> {
  const generator = await Generator.load(model, { device: { kind: 'cpu' } });
  try {
    const results: Float32Array[][] = [];
    for (const adapter of adapters) {
      const variant = { adapter: adapter && loadAdapter(model, adapter) };
      const logits: Float32Array[] = [];
      for (const ids of prompts) {
        logits.push(await generator.logits(ids, variant));
        await afterEach();
      }
      results.push(logits);
    }
    return results;
  } finally {
    await generator.release();
  }
}

/** @param visible an effect smaller than this is none */
function refuseDrift(
  { largestDifference: drift, tolerance, adapterEffect: effect }: Drift,
  visible: number,
  dtype: string,
): void {
  if (!Number.isFinite(tolerance + effect))
    throw new AppError(
      'not-finite',
      'the model computes NaN or infinite logits with this adapter',
      'Train again at a lower learning rate, or export an earlier adapter.',
    );
  const found = `${dtype} logits differ from those of base and adapter by up to ${drift.toPrecision(3)}`;
  const hint =
    dtype === 'float32'
      ? 'Please report this; export the adapter itself instead.'
      : 'Export with --dtype float32.';
  // NaN, where a type cannot hold a weight, is not below it either.
  if (!(drift <= tolerance))
    throw new AppError('drift', `${found}; at most ${tolerance.toPrecision(3)} can be rounding`, hint);
  // Updates below half a weight's spacing vanish: the merged model would answer as the base does.
  if (effect > visible && drift > effect / 2)
    throw new AppError(
      'drift',
      `${found}; the adapter itself changes them by only ${effect.toPrecision(3)}`,
      hint,
    );
}

/** Largest |a - b|; b undefined: largest |a|. NaN where there is one. */
function largestDifference(a: readonly Float32Array[], b?: readonly Float32Array[]): number {
  let most = 0;
  a.forEach((row, n) => {
    const other = b?.[n];
    for (let i = 0; i < row.length; i++)
      most = Math.max(most, Math.abs((row[i] as number) - (other?.[i] ?? 0)));
  });
  return most;
}

function equalArgmax(a: readonly Float32Array[], b: readonly Float32Array[], vocabulary: number): number {
  let [equal, rows] = [0, 0];
  a.forEach((logits, n) => {
    for (let start = 0; start < logits.length; start += vocabulary, rows++) {
      const best = (all: Float32Array) => argmax(all.subarray(start, start + vocabulary));
      if (best(logits) === best(b[n] as Float32Array)) equal++;
    }
  });
  return equal / rows;
}

function coarsestType({ tensors }: BaseModel): FloatType {
  const types = [...tensors.values()].map(({ dtype }) => dtype).filter(isFloatType);
  return types.reduce((coarsest, type) => (tolerances[type] > tolerances[coarsest] ? type : coarsest), 'F32');
}

async function renderQuestions({ folder }: BaseModel): Promise<readonly Int32Array[]> {
  const { template, tokenizer } = openModelText(folder);
  const texts = questions.map((content) => template.render({ messages: [{ role: 'user', content }] }, true));
  const encoded = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  return encoded.map(({ ids }) => ids);
}
