/** One zip with what helps to answer a question about this studio, and nothing that is nobody's business. */

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, homedir, platform, release } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import pkg from '../../../../package.json' with { type: 'json' };
import { AppError } from '../../../shared/errors.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { say } from '../../../shared/sentence.ts';
import { memoryNow, versions } from '../../engine/index.ts';
import { readRows } from '../../store/rows.ts';
import { readSettings } from '../../store/settings.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';
import type { Context } from '../context.ts';

const keptRuns = 10;
const keptLines = 200;

const about = `What the studio is, what it runs on, its settings, and how its last ${keptRuns} runs went.
Not in here: the access token, rows of your data, prompts and answers, notes. Quoted text in messages is replaced by "...".
`;

/** Writes diagnostics-DATE.zip into the home folder. @returns its path @throws AppError `disk` */
export function writeDiagnostics({ home, store }: Context, devices: readonly DeviceReport[]): string {
  const memory = memoryNow();
  const program = {
    version: pkg.version,
    ...versions(),
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim(),
    cores: availableParallelism(),
    memoryBytes: memory.totalBytes,
    freeMemoryBytes: memory.freeBytes,
  };
  const { exportsFolder, ...settings } = readSettings(store);
  const files = {
    'program.json': program,
    'devices.json': devices,
    'settings.json': { ...settings, ownExportsFolder: exportsFolder !== '' },
    ...Object.fromEntries(lastRuns(store).map((run) => [`runs/${run.id}.json`, run])),
  };
  const texts = Object.entries(files).map(([name, value]): [string, Uint8Array] => [
    name,
    strToU8(scrub(JSON.stringify(value, null, 2))),
  ]);
  const zip = zipSync({ 'README.txt': strToU8(about), ...Object.fromEntries(texts) });
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const path = join(home.path, `diagnostics-${date}.zip`);
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, zip, { flush: true });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const message = say`${path} cannot be written: ${(cause as Error).message}`;
    throw new AppError('disk', message, say`Free some space or check who may write there.`, { cause });
  }
  return path;
}

function lastRuns(store: Store) {
  const newest = store.query
    .selectFrom('runs')
    .selectAll()
    .where('removedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .limit(keptRuns);
  return readRows('runs', store.all(newest)).map((run) => ({
    ...factsOf(run),
    log: lastLines(store, run.id),
  }));
}

/** How a run was set up and went; its name, its prompts, its notes and its files' names are left out. */
function factsOf(run: RunRow) {
  const { id, state, method, rank, device, createdAt, startedAt, endedAt, step, steps } = run;
  const {
    loss,
    heldOutLoss,
    heldOutLossBefore,
    seconds,
    tokensPerSecond,
    config,
    plan,
    estimate,
    actual,
    error,
  } = run;
  const { model: _, data: __, system, map: ___, init, ...settings } = config;
  return {
    id,
    state,
    method,
    rank,
    device,
    createdAt,
    startedAt,
    endedAt,
    step,
    steps,
    loss,
    heldOutLoss,
    heldOutLossBefore,
    seconds,
    tokensPerSecond,
    settings: { ...settings, hasSystem: system !== undefined, continued: init !== undefined },
    plan,
    estimate,
    actual,
    error: error && { code: error.code, message: unquoted(error.message) },
  };
}

function lastLines(store: Store, runId: string) {
  const newest = store.query
    .selectFrom('logEntries')
    .select(['at', 'step', 'level', 'message'])
    .where('runId', '=', runId)
    .orderBy('id', 'desc')
    .limit(keptLines);
  return store
    .all(newest)
    .reverse()
    .map((line) => ({ ...line, message: unquoted(line.message) }));
}

/** Messages quote what they found in a row. */
function unquoted(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"/gs, '"..."').replace(/'[^'\n]{20,}'/g, "'...'");
}

/** Paths say who somebody is. */
function scrub(json: string): string {
  const escaped = JSON.stringify(homedir()).slice(1, -1);
  return escaped === '/' ? json : json.replaceAll(escaped, '~');
}
