/** run.json: everything that fixes a run, written when it starts and again when it ends. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { TrainResult } from '../../../shared/events.ts';
import {
  completeRunConfig,
  type RunConfig,
  runConfigSchema,
  validateRunConfig,
} from '../../../shared/runConfig.ts';
import { writeFileAtomic } from '../formats/atomic.ts';
import { hashFile, hashModel } from '../formats/hash.ts';
import { isJsonObject, readJsonObject } from '../formats/json.ts';
import { requireTokenizer } from '../formats/modelFolder.ts';
import type { Prepared } from './prepare.ts';
import { deviceName, versions } from './session.ts';

const fileIn = (folder: string) => join(folder, 'run.json');

/** Writes what is known at the start, or with `result` at the end. */
export function writeRunFile(folder: string, runId: string, prepared: Prepared, result?: TrainResult): void {
  const { config, model, choice, microTokens, steps, dataset } = prepared;
  const run = {
    runId,
    state: result?.state ?? 'running',
    config,
    resolved: { microTokens, steps, architecture: model.family.architecture, rows: dataset.rows },
    versions: versions(),
    device: { name: deviceName(choice.device), reason: choice.reason },
    // The model's hash reads every weight; it is taken at the end, when it delays nobody.
    hashes: {
      data: hashFile(config.data),
      tokenizer: hashFile(requireTokenizer(model.folder)),
      ...(result && { model: hashModel(model.folder) }),
    },
    ...(result && { result }),
  };
  writeFileAtomic(fileIn(folder), `${JSON.stringify(run, undefined, 2)}\n`);
}

/** The config and id of a run that was started in `folder`. */
export function readRunFile(folder: string): { readonly runId: string; readonly config: RunConfig } {
  const file = fileIn(folder);
  if (!existsSync(file))
    throw new AppError(
      'not-found',
      `${folder} holds no run: there is no run.json in it`,
      'Name the folder given to --out.',
    );
  const { runId, config } = readJsonObject(file, 'bad-config');
  const [problem] = validateRunConfig(settingsOf(config, file));
  if (typeof runId !== 'string' || problem)
    throw new AppError(
      'bad-config',
      `${file}: ${problem ? `${problem.field}: ${problem.message}` : 'no runId'}`,
      'Start anew.',
    );
  return { runId, config: completeRunConfig(settingsOf(config, file)) };
}

/** Settings from a run.json or a part of one, for `--config`. */
export function readSettings(file: string): Readonly<Record<string, unknown>> {
  const json = readJsonObject(file, 'bad-config');
  return settingsOf('config' in json ? json.config : json, file);
}

function settingsOf(config: unknown, file: string): Readonly<Record<string, unknown>> {
  if (!isJsonObject(config))
    throw new AppError('bad-config', `${file}: no settings in it`, 'Expected a run.json or part of it.');
  const known = Object.keys(runConfigSchema.shape);
  const unknown = Object.keys(config).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new AppError(
      'bad-config',
      `${file}: unknown setting ${unknown}`,
      `Known settings: ${known.join(', ')}.`,
    );
  const { epochs } = config;
  // "As many epochs as the steps need" is written as the largest number, which is no setting of its own.
  return epochs === Number.MAX_SAFE_INTEGER
    ? Object.fromEntries(Object.entries(config).filter(([k]) => k !== 'epochs'))
    : config;
}
