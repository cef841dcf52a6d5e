/** Studios in processes of their own, for tests that kill or freeze them, and what their homes say from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { StudioTask } from './studioProcess.ts';

export const database = (home: string) => join(home, 'lowrank.db');

interface OwnStudio {
  readonly id: string;
  signal(name: NodeJS.Signals): void;
  kill(): Promise<void>;
}

/** A studio in a process of its own that has started the run, or goes on with it. */
export async function studioOn(task: StudioTask): Promise<OwnStudio> {
  const script = join(import.meta.dirname, 'studioProcess.ts');
  const studio = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(studio, 'exit');
  // A failed test leaves no process behind.
  onTestFinished(() => void studio.kill('SIGKILL'));
  const [id] = (await once(createInterface(studio.stdout), 'line')) as [string];
  return {
    id,
    signal: (name) => void studio.kill(name),
    async kill() {
      studio.kill('SIGKILL');
      await exit;
    },
  };
}

export function runFolder(home: string, id: string): string {
  const reader = new Database(database(home), { readonly: true });
  const out = reader.prepare('SELECT out FROM runs WHERE id = ?').pluck().get(id) as string;
  reader.close();
  return out;
}
