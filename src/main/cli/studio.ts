/** `lowrank studio`: the studio in a browser, for machines without a desktop and for those who prefer it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { createServices } from '../services/index.ts';
import { startWebHost } from '../web/host.ts';
import { perform, type Session } from './command.ts';
import { checked } from './options.ts';

const optionsSchema = z.object({ port: z.int().min(0).max(65_535).default(0) });

interface Options extends Readonly<Record<string, unknown>> {
  readonly open?: boolean;
}

/** The same place seen from src/main/cli and, once bundled, from out/main. */
const places = ['../../../out/renderer', '../renderer'].map((place) => join(import.meta.dirname, place));

export function studioCommand(): Command {
  return new Command('studio')
    .description(
      'Serves the studio to a browser on this machine and prints the address with its one-time token.',
    )
    .option('--port <n>', 'of 127.0.0.1; default: any free one')
    .option('--open', 'open it in the browser')
    .action((options: Options, self: Command) => perform(self, (session) => serve(session, options)));
}

async function serve({ home, output, interrupts }: Session, options: Options): Promise<void> {
  const { port } = checked(optionsSchema, options, 'studio');
  const renderer = places.find((place) => existsSync(join(place, 'index.html')));
  if (!renderer)
    throw new AppError(
      'not-found',
      `the studio's pages are not built: ${places[0]} is missing`,
      'Run npm run build first.',
    );
  const services = createServices({ home });
  try {
    let opened = !options.open;
    const host = await startWebHost({
      services,
      renderer,
      port,
      onAddress: (url) => {
        output.event({ type: 'address', url });
        output.say(`Open ${url}`);
        if (!opened) openInBrowser(url);
        opened = true;
      },
    });
    interrupts.expect('Closing the studio; runs go on.');
    await once(interrupts.signal, 'abort');
    await host.close();
    output.result({});
  } finally {
    await services.close();
  }
}

/** Where there is no browser, the address that was printed remains. */
function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer.exe'] : ['xdg-open'];
  spawn(command!, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
