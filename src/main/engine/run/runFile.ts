/** run.json: everything that fixes a run, written when it starts and again when it ends. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, internalError } from '../../../shared/errors.ts';
import type { TrainResult } from '../../../shared/events.ts';
import {
  completeRunConfig,
  type RunConfig,
  runConfigSchema,
  validateRunConfig,
} from '../../../shared/runConfig.ts';
import { say } from '../../../shared/sentence.ts';
import { hashDataset } from '../data/hashDataset.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { hashFile, hashModel } from '../formats/hash.ts';
import { isJsonObject, readJsonObject } from '../formats/json.ts';
import { requireTokenizer } from '../formats/modelFolder.ts';
import { deviceName, versions } from '../runtime/session.ts';
import type { Prepared } from '../train/prepare.ts';

const fileIn = (folder: string) => join(folder, 'run.json');

/** Whether a run has been started in `folder`. */
export const hasRun = (folder: string): boolean => existsSync(fileIn(folder));

/** The result of a run that is done; undefined: there is none yet. @throws AppError `bad-config`, `not-found` */
export function resultIn(folder: string): TrainResult | undefined {
  const { state, result } = readJsonObject(fileIn(folder), 'bad-config');
  return state === 'done' ? (result as TrainResult) : undefined;
}

/** How a run stands. */
type Standing =
  | { readonly state: 'running' }
  | { readonly state: 'failed'; readonly error: { readonly code: string; readonly message: string } }
  | { readonly state: TrainResult['state']; readonly result: TrainResult };

/** Writes what is known at the start, or at the end how it went. */
export function writeRunFile(
  folder: string,
  runId: string,
  prepared: Prepared,
  standing: Standing = { state: 'running' },
): void {
  const { config, model, choice, microTokens, steps, dataset, work } = prepared;
  const { state, ...ending } = standing;
  const run = {
    runId,
    state,
    config,
    resolved: {
      microTokens,
      steps,
      measurements: work.measurements,
      architecture: model.family.architecture,
      rows: dataset.rows,
    },
    versions: versions(),
    device: { name: deviceName(choice.device), reason: choice.reason },
    // The model's hash reads every weight; it is taken at the end, when it delays nobody.
    hashes: { ...inputHashes(prepared), ...('result' in ending && { model: hashModel(model.folder) }) },
    ...ending,
  };
  writeFileAtomic(fileIn(folder), `${JSON.stringify(run, undefined, 2)}\n`);
}

/** Notes why a run stopped that can be resumed. */
export function writeFailure(folder: string, runId: string, prepared: Prepared, cause: unknown): void {
  const { code, message } = cause instanceof AppError ? cause : internalError(String(cause));
  try {
    writeRunFile(folder, runId, prepared, { state: 'failed', error: { code, message } });
  } catch {
    // A full disk stops this too, and the error to be told is the first one.
  }
}

/** sha256 of what decides the examples. */
function inputHashes({ config: { data, holdoutFile }, model }: Prepared) {
  return {
    data: hashDataset(data),
    ...(holdoutFile !== undefined && { holdout: hashDataset(holdoutFile) }),
    tokenizer: hashFile(requireTokenizer(model.folder)),
  };
}

const startedSchema = z.object({
  runId: z.string(),
  state: z.enum(['running', 'failed', 'interrupted', 'done']),
  resolved: z.object({ microTokens: z.int().min(1), measurements: z.int().min(1) }),
  hashes: z.object({ data: z.string(), holdout: z.string().optional(), tokenizer: z.string() }),
});

/** What resuming needs of a run.json. */
export interface StartedRun extends Pick<z.infer<typeof startedSchema>, 'runId' | 'hashes'> {
  readonly measurements: number;
  /** As it was started, with the size of a forward pass that was chosen then. */
  readonly config: RunConfig;
}

/** The run that was started in `folder`. @throws AppError `exists` where it is done; `bad-config`, `not-found` */
export function readRunFile(folder: string): StartedRun {
  const file = fileIn(folder);
  if (!existsSync(file))
    throw new AppError(
      'not-found',
      say`${folder} holds no run: there is no run.json in it`,
      say`Name the folder given to --out.`,
    );
  const json = readJsonObject(file, 'bad-config');
  const settings = settingsOf(json.config, file);
  const [problem] = validateRunConfig(settings);
  const started = startedSchema.safeParse(json);
  if (problem || !started.success) {
    const issue = started.error?.issues[0];
    const { field, message } = problem ?? { field: issue?.path.join('.'), message: issue?.message };
    throw new AppError('bad-config', say`${file}: ${field}: ${message}`, say`Start the run anew.`);
  }
  const { runId, state, resolved, hashes } = started.data;
  if (state === 'done')
    throw new AppError(
      'exists',
      say`the run in ${folder} is done`,
      say`Start a new one with --init ${folder}.`,
    );
  const { microTokens, measurements } = resolved;
  return { runId, hashes, measurements, config: { ...completeRunConfig(settings), microTokens } };
}

/** @throws AppError `bad-data` or `bad-model` where the inputs are no longer those the run was started with */
export function requireSameInputs({ hashes }: StartedRun, prepared: Prepared): void {
  const now = inputHashes(prepared);
  const changed = (code: 'bad-data' | 'bad-model', what: string) =>
    new AppError(
      code,
      say`${what} has changed since the run was started`,
      say`Put it back as it was, or start anew.`,
    );
  if (now.data !== hashes.data) throw changed('bad-data', prepared.config.data);
  if (now.holdout !== hashes.holdout) throw changed('bad-data', prepared.config.holdoutFile!);
  if (now.tokenizer !== hashes.tokenizer) throw changed('bad-model', requireTokenizer(prepared.model.folder));
}

/**
 * The settings of the run whose result lies in `folder`, as long as its rows are what they were.
 * @returns undefined where no run does, or the rows have changed or gone
 */
export function settingsWithSameData(folder: string): RunConfig | undefined {
  const file = fileIn(folder);
  if (!existsSync(file)) return undefined;
  const json = readJsonObject(file, 'bad-config');
  const started = startedSchema.safeParse(json);
  if (!started.success) return undefined;
  const config = completeRunConfig(settingsOf(json.config, file));
  const { data, holdout } = started.data.hashes;
  const isSame = (path: string | undefined, hash: string | undefined) =>
    path === undefined || (existsSync(path) && hashDataset(path) === hash);
  return isSame(config.data, data) && isSame(config.holdoutFile, holdout) ? config : undefined;
}

/** Settings from a run.json or a part of one, for `--config`. */
export function readSettings(file: string): Readonly<Record<string, unknown>> {
  const json = readJsonObject(file, 'bad-config');
  return settingsOf('config' in json ? json.config : json, file);
}

function settingsOf(config: unknown, file: string): Readonly<Record<string, unknown>> {
  if (!isJsonObject(config))
    throw new AppError(
      'bad-config',
      say`${file}: no settings in it`,
      say`Expected a run.json or part of it.`,
    );
  const known = Object.keys(runConfigSchema.shape);
  const unknown = Object.keys(config).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new AppError(
      'bad-config',
      say`${file}: unknown setting ${unknown}`,
      say`Known settings: ${known.join(', ')}.`,
    );
  const { epochs } = config;
  // "As many epochs as the steps need" is written as the largest number, which is no setting of its own.
  return epochs === Number.MAX_SAFE_INTEGER
    ? Object.fromEntries(Object.entries(config).filter(([k]) => k !== 'epochs'))
    : config;
}
