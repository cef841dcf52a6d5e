/** What every command has in common: output, Ctrl-C, the home folder while it is needed, errors and exit codes. */

import type { Command } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { type OpenContext, openContext } from '../services/index.ts';
import { ownLine } from '../services/process/ownCommand.ts';
import { Interrupts, interruptedCode } from './interrupts.ts';
import { UsageError, usageCode } from './options.ts';
import { Output } from './output.ts';

export interface Session {
  readonly output: Output;
  readonly interrupts: Interrupts;
  /** Home and store, opened when first asked for. @throws AppError where they cannot be used */
  readonly context: OpenContext;
  /** The home folder as given; undefined: the user's own. */
  readonly home: string | undefined;
}

/** The options of every command. */
interface CommonOptions {
  readonly json?: boolean;
  readonly home?: string;
}

/**
 * Runs the work of a command and sets the program's exit code.
 * @param work returns an exit code, 0 where it returns none
 */
export async function perform(
  command: Command,
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands have nothing to say at their end
  work: (session: Session) => Promise<number | void>,
): Promise<void> {
  const { json = false, home } = command.optsWithGlobals<CommonOptions>();
  const output = new Output(json);
  const interrupts = new Interrupts((text) => output.warn(text));
  let opened: OpenContext | undefined;
  const session: Session = {
    output,
    interrupts,
    home,
    get context() {
      if (!opened) {
        opened = openContext({ home });
        if (opened.notice !== null) output.warn(`note: ${String(opened.notice)}`);
      }
      return opened;
    },
  };
  try {
    process.exitCode = (await work(session)) ?? 0;
  } catch (error) {
    output.error(error);
    process.exitCode = exitCodeOf(error);
  } finally {
    output.status('');
    await opened?.close();
    interrupts.release();
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return usageCode;
  return error instanceof AppError && error.code === 'interrupted' ? interruptedCode : 1;
}

/** A command of ours that the user may want to run next, on the same home, as it can be copied. */
export function commandLine({ home }: Pick<Session, 'home'>, ...words: readonly string[]): string {
  return ownLine([...words, ...(home === undefined ? [] : ['--home', home])]);
}
