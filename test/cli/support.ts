/** What the tests of the command line share: the real program in plain Node, with electron absent, on a home of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';

const repository = join(import.meta.dirname, '../..');
export const program = join(repository, 'bin/lowrank.js');
export const tinyModel = join(repository, 'resources/models/tiny');

/** A folder that lives as long as the tests of the file. */
export const scratch = mkdtempSync(join(tmpdir(), 'lowrank-cli-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A new empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(scratch, 'folder-'));
}

/** Short sums with their answers as jsonl; a row that is text goes in as it is. */
export function dataFile(rows: readonly (object | string)[] = sums(24), name = 'sums.jsonl'): string {
  const file = join(newFolder(), name);
  writeFileSync(file, rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
  return file;
}

export function sums(count: number): readonly object[] {
  return Array.from({ length: count }, (_, i) => ({
    question: `What is ${i} and ${i + 1}?`,
    answer: `It is ${2 * i + 1}${'.'.repeat(1 + (i % 5))}`,
  }));
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout as objects, with --json. */
  readonly lines: readonly Line[];
}

// biome-ignore lint/suspicious/noExplicitAny: what a program prints is known by what the test asserts
export type Line = Readonly<Record<string, any>>;

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stdout has said it, so many times. */
  until(text: string, times?: number): Promise<void>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Loaded before the program. */
  readonly preload?: readonly string[];
}

const absent = new URL('../support/withoutElectron.ts', import.meta.url).href;

/** The home of all runs of the file that name no other. */
export const home = join(scratch, 'home');

export function start(args: readonly string[], options: StartOptions = {}): Started {
  const { env = {}, cwd = scratch, preload = [absent] } = options;
  const child = spawn(process.execPath, [...preload.map((url) => `--import=${url}`), program, ...args], {
    cwd,
    env: { ...process.env, LOWRANK_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const ended = once(child, 'close').then(([code]) => {
    const [stdout, stderr] = [out.join(''), err.join('')];
    const lines = args.includes('--json')
      ? stdout
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Line)
      : [];
    return { code: code as number | null, stdout, stderr, lines };
  });
  const until = async (text: string, times = 1) => {
    while (out.join('').split(text).length <= times) {
      if (child.exitCode !== null) throw new Error(`it ended before it said ${text}: ${err.join('')}`);
      await setTimeout(10);
    }
  };
  return { child, ended, until };
}

/** Runs the program to its end. */
export async function lowrank(...args: readonly string[]): Promise<Ended> {
  return start(args).ended;
}

/** Runs it with --json and hands back the result line; anything but a clean end fails the test. */
export async function resultOf(...args: readonly string[]): Promise<Line> {
  const { code, lines, stderr } = await lowrank(...args, '--json');
  expect([code, lines.at(-1)?.type, stderr.includes('error:')], stderr).toEqual([0, 'result', false]);
  return lines.at(-1)!;
}

/** Asserts that the program failed as it should: a sentence with these texts and a way out, for people and programs alike. */
export function expectFailure(ended: Ended, code: string, ...texts: readonly string[]): void {
  const { stderr, lines } = ended;
  const error = lines.at(-1);
  expect(error).toMatchObject({ type: 'error', code });
  for (const text of texts) expect(error?.message).toContain(text);
  expect(error?.hint).not.toBe('');
  expect(stderr).toContain(`error: ${error?.message}\n${error?.hint}\n`);
  expect(stderr).not.toMatch(/internal|\n {4}at /);
}

/** As {@link expectFailure}, of a command that was called wrongly. */
export function expectMisuse(ended: Ended, ...texts: readonly string[]): void {
  expectFailure(ended, 'bad-config', ...texts);
  expect(ended.code).toBe(2);
}

/** Everything under a folder. */
export function filesIn(folder: string): readonly string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).sort();
}
