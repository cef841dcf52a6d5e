/** The Hub's access token: in a file only its owner may read, or in the environment; told to the Hub and nobody else. */

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';
import type { Home } from '../home/home.ts';

const fileIn = (home: Home) => join(home.path, 'hub-token');

/** The token kept in the home folder, else HF_TOKEN; undefined where there is neither. */
export function hubToken(home: Home): string | undefined {
  const file = fileIn(home);
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return kept || process.env.HF_TOKEN || undefined;
}

/**
 * Keeps a token, or with null forgets the one kept; HF_TOKEN is not ours to forget.
 * @throws AppError `bad-config` for what cannot be a token, without repeating it; `disk`
 */
export function keepHubToken(home: Home, token: string | null): void {
  const file = fileIn(home);
  if (token === null) {
    rmSync(file, { force: true });
    return;
  }
  const text = token.trim();
  if (!/^[\x21-\x7e]{8,512}$/.test(text))
    throw new AppError(
      'bad-config',
      say`This is no access token: one is 8 or more letters, digits and signs without spaces.`,
      say`Copy it from huggingface.co/settings/tokens.`,
    );
  const temporary = `${file}.tmp`;
  try {
    rmSync(temporary, { force: true });
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(temporary, file);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const message = say`the token cannot be kept in ${file}: ${(cause as Error).message}`;
    throw new AppError('disk', message, say`Free some space or check who may write there.`, { cause });
  }
}
