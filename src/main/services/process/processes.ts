/** Starts the engine's processes as plain children of a Node: the one that runs here, or the one that a packaged program brings. */
import { fork } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join, sep } from 'node:path';
import type { ProcessEnd } from './processEnd.ts';

/** `workProcess` performs tasks and dies with us; `trainProcess` trains one run and may outlive us. */
export type EngineEntry = 'workProcess' | 'trainProcess';

export interface EngineProcess {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once: how it ended, and the last lines it wrote to stderr where no file takes them. */
  onExit(listener: (end: ProcessEnd, lastLines: string) => void): void;
  kill(signal?: NodeJS.Signals): void;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly lowPriority?: boolean;
  /** Goes on when this program ends, which does not wait for it. */
  readonly detached?: boolean;
  /** File that what it writes to stderr is added to, where it can also be read after this program has ended. */
  readonly stderr?: string;
}

export interface ProcessHost {
  /** Whether a detached process really goes on when this program ends. */
  readonly outlive: boolean;
  start(entry: EngineEntry, options?: StartOptions): EngineProcess;
}

const keptCharacters = 4000;

/** Collects the end of what a stream says. @returns the function that tells it */
export function lastWords(stream: NodeJS.ReadableStream | null): () => string {
  let said = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptCharacters);
  });
  return () => said;
}

/** The entry beside this file's bundle, or in `src/main` when run from source. */
export function entryPath(entry: EngineEntry): string {
  const places = ['.', '..', '../..'].flatMap((up) =>
    ['.js', '.ts'].map((extension) => join(import.meta.dirname, up, entry + extension)),
  );
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`internal: ${entry} is in none of ${places.join(', ')}`);
  return found;
}

/** Where a file of the packaged program's archive lies for those who cannot look into one. */
const outsideArchive = (path: string): string => path.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);

/** Plain child processes of the Node at `execPath`. */
export const processesOf = (execPath: string): ProcessHost => ({
  outlive: true,
  start(entry, { args = [], lowPriority = false, detached = false, stderr } = {}) {
    const file = stderr === undefined ? undefined : openSync(stderr, 'a');
    const child = fork(outsideArchive(entryPath(entry)), args, {
      execPath,
      stdio: ['ignore', 'ignore', file ?? 'pipe', 'ipc'],
      serialization: 'advanced',
      detached,
    });
    if (file !== undefined) closeSync(file);
    if (detached) {
      child.unref();
      child.channel?.unref();
    }
    const said = lastWords(child.stderr);
    if (lowPriority && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    return {
      pid: child.pid,
      send: (message) => {
        // A child that has just died is reported by its exit, not by the message that missed it.
        if (child.connected) child.send(message as never, () => {});
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('close', (code, signal) => listener({ code, signal }, said())),
      kill: (signal) => void child.kill(signal),
    };
  },
});

/** Those of the Node that runs this. */
export const nodeProcesses: ProcessHost = processesOf(process.execPath);
