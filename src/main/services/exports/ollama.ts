/** Makes a model of Ollama's from an export, where Ollama is installed here: its own command, as anybody would type it. */

import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { ollamaName } from '../../../shared/exportTargets.ts';
import type { Export } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import { lastWords } from '../process/processes.ts';

const command = process.platform === 'win32' ? 'ollama.exe' : 'ollama';

/** The command's full path; undefined where no folder of PATH has it. */
export function findOllama(path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs `ollama create NAME -f Modelfile` in the folder of an export.
 * @param asked the model's name there; empty: the adapter's
 * @returns the name
 * @throws AppError `not-found` without Ollama or Modelfile; `unsupported` with Ollama's own words where it fails; `interrupted`
 */
export async function createInOllama(
  { path, adapter }: Pick<Export, 'path' | 'adapter'>,
  asked: string,
  signal?: AbortSignal,
): Promise<string> {
  const ollama = findOllama();
  if (ollama === undefined)
    throw new AppError(
      'not-found',
      say`Ollama was not found: no folder of PATH has the command ollama`,
      say`Install it from ollama.com, and start this program again.`,
    );
  if (!existsSync(join(path, 'Modelfile')))
    throw new AppError(
      'not-found',
      say`${path} has no Modelfile`,
      say`Export for Ollama, or as GGUF base and adapter.`,
    );
  const name = ollamaName(asked || adapter);
  const child = spawn(ollama, ['create', name, '-f', 'Modelfile'], {
    cwd: path,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
    ...(signal && { signal }),
  });
  const said = lastWords(child.stderr);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((error: Error) => {
    if (signal?.aborted)
      throw new AppError('interrupted', say`ollama create was stopped.`, say`Start it again.`);
    throw new AppError(
      'unsupported',
      say`ollama cannot be started: ${error.message}`,
      say`Install it again.`,
    );
  });
  if (code === 0) return name;
  throw new AppError(
    'unsupported',
    say`ollama create ${name} failed: ${plain(said()) || say`it ended with ${code}`}`,
    say`Is Ollama running? Start it, and try again.`,
  );
}

/** The last line, without the codes that draw progress on a terminal. */
function plain(said: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  const lines = said.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').split(/[\r\n]+/);
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
}
