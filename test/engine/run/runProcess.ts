/** A training process as the services start one: a job file in a folder, an entry, and what the folder says afterwards. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RunConfig } from '../../../src/shared/runConfig.ts';
import { type RunLine, runFiles } from '../../../src/shared/runJob.ts';

export const entry = join(import.meta.dirname, '../../../src/main/trainProcess.ts');

/** Puts a job into the new folder `out`. */
export function writeJob(out: string, config: RunConfig, prompts: readonly string[] = []): void {
  mkdirSync(out);
  writeFileSync(join(out, runFiles.job), JSON.stringify({ runId: 'run-1', config, prompts }));
}

export function start(out: string, resume = false): ChildProcess {
  const args = [entry, out, ...(resume ? ['--resume'] : [])];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The exit code; null for one that was killed. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** Whole lines of the events file; a half line is left out, as a reader does. */
export function linesOf(out: string): readonly RunLine[] {
  const file = join(out, runFiles.events);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text.split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as RunLine];
    } catch {
      return [];
    }
  });
}

/** Waits until the events file has a line that `matches`. */
export async function until(out: string, matches: (line: RunLine) => boolean): Promise<void> {
  while (!linesOf(out).some(matches)) await setTimeout(2);
}
