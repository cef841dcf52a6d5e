/** `lowrank push`: an export to a repository of one's own on the Hub, with a card its author has edited. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { cardOf, exportIn, shareExport } from '../services/exports/share.ts';
import { perform, type Session } from './command.ts';
import { jobLine } from './jobLine.ts';
import { UsageError } from './options.ts';
import { Progress } from './progress.ts';

interface Options {
  readonly repo?: string;
  readonly public?: boolean;
  readonly card?: string;
  readonly printCard?: boolean;
}

export function pushCommand(): Command {
  return new Command('push')
    .description(
      'Puts an export into a repository of yours on the Hugging Face Hub, a private one unless told otherwise. ' +
        'Takes the access token from the settings or from HF_TOKEN.',
    )
    .argument('<folder>', 'that lowrank export, or the studio, has written')
    .option('--repo <owner/name>', 'where to; made where there is none')
    .option('--public', 'let everybody see a repository that is made for it')
    .option('--card <file>', 'README.md for it; default: the one that --print-card shows')
    .option('--print-card', 'only show the card proposed for it, to be edited')
    .action((folder: string, options: Options, self: Command) =>
      perform(self, (session) => push(session, folder, options)),
    );
}

async function push({ context, output, interrupts }: Session, folder: string, options: Options) {
  const { repo = '', card } = options;
  const made = exportIn(context.store, folder);
  if (options.printCard) {
    const text = cardOf(context.store, made, repo);
    output.write(text);
    output.result({ card: text });
    return;
  }
  if (repo === '') throw new UsageError('--repo is missing: expected owner/name, such as anna/faq-adapter');
  const progress = new Progress(output, `sharing ${folder}`);
  try {
    const order = { repo, isPrivate: !options.public, card: card === undefined ? '' : readCard(card) };
    const url = await shareExport(context, made, order, {
      signal: interrupts.signal,
      onProgress: (state) => {
        output.event({ type: 'progress', ...state });
        progress.update(jobLine(repo, state));
      },
    });
    progress.end();
    output.say(url);
    output.result({ url });
  } finally {
    progress.end();
  }
}

function readCard(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError(
      'not-found',
      `--card ${file} cannot be read: ${(cause as Error).message}`,
      'Give a text file.',
      {
        cause,
      },
    );
  }
}
