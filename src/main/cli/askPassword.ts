/** Takes a password from the environment, or asks for it without showing it: never from the command line, which others see. */
import { createInterface } from 'node:readline/promises';
import { type Readable, Writable } from 'node:stream';
import { AppError } from '../../shared/errors.ts';

/** The terminal it is asked on. */
interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  write(text: string): unknown;
}

/**
 * @param terminal for tests; questions go to stderr
 * @throws AppError `bad-config` where there is nobody to ask, or the two answers differ; `interrupted`
 */
export async function askPassword(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  terminal: Terminal = { input: process.stdin, write: (text) => process.stderr.write(text) },
): Promise<string> {
  const given = env.LOWRANK_PASSWORD;
  // Programs started from here have no business with it.
  delete env.LOWRANK_PASSWORD;
  if (given !== undefined) return given;
  if (!terminal.input.isTTY)
    throw new AppError(
      'bad-config',
      'a studio that others can reach needs a password, and there is no terminal to ask for it',
      'Put it into the environment variable LOWRANK_PASSWORD.',
    );
  const first = await ask('Password for the studio (at least 12 characters): ', signal, terminal);
  if ((await ask('The same again: ', signal, terminal)) !== first)
    throw new AppError('bad-config', 'the two passwords differ', 'Start again.');
  return first;
}

async function ask(question: string, signal: AbortSignal, { input, write }: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true });
  const ended = new AbortController();
  // While it reads keys one by one, the terminal sends no signal for Ctrl-C; Ctrl-D closes it.
  lines.on('SIGINT', () => ended.abort());
  lines.on('close', () => ended.abort());
  write(question);
  try {
    return await lines.question('', { signal: AbortSignal.any([signal, ended.signal]) });
  } catch {
    throw new AppError('interrupted', 'no password was given');
  } finally {
    lines.close();
    write('\n');
  }
}
