/** `lowrank studio`: the studio in a browser, for machines without a desktop and for those who prefer it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { startEndpoint } from '../openai/startEndpoint.ts';
import { openHome } from '../services/home/home.ts';
import { createServices } from '../services/index.ts';
import { isLoopback, resolveAddress } from '../web/address.ts';
import { type NetworkGuard, startWebHost } from '../web/host.ts';
import { Password } from '../web/password.ts';
import { askPassword } from './askPassword.ts';
import { perform, type Session } from './command.ts';
import { checked, collect } from './options.ts';

const optionsSchema = z.object({
  port: z.int().min(0).max(65_535).default(0),
  host: z.string().min(1).default('127.0.0.1'),
});

interface Options extends Readonly<Record<string, unknown>> {
  readonly open?: boolean;
  readonly allowHost?: readonly string[];
}

const whatItMeans =
  "Everybody who knows the password can use this machine's models and files through the studio. The connection is not " +
  'encrypted, so others in the network can read along: use it only in a network you trust, or put a proxy that speaks ' +
  'TLS before it. Better than either, leave --host away and come through an SSH tunnel (ssh -L 4000:127.0.0.1:4000, ' +
  'with the studio started with --port 4000).';

/** The same place seen from src/main/cli and, once bundled, from out/main. */
const places = ['../../../out/renderer', '../renderer'].map((place) => join(import.meta.dirname, place));

export function studioCommand(): Command {
  return new Command('studio')
    .description(
      'Serves the studio to a browser on this machine and prints the address with its one-time token.',
    )
    .option('--port <n>', 'default: any free one')
    .option(
      '--host <address>',
      'of this machine, for others to reach it too, or 0.0.0.0 for all (default: 127.0.0.1); asks for a password, ' +
        'or takes it from LOWRANK_PASSWORD',
    )
    .option(
      '--allow-host <name>',
      'by which others reach it besides its addresses; may be given again',
      collect,
    )
    .option('--open', 'open it in the browser')
    .action((options: Options, self: Command) => perform(self, (session) => serve(session, options)));
}

async function serve(session: Session, options: Options): Promise<void> {
  const { home, output, interrupts } = session;
  const { port, host: asked } = checked(optionsSchema, options, 'studio');
  const renderer = places.find((place) => existsSync(join(place, 'index.html')));
  if (!renderer)
    throw new AppError(
      'not-found',
      `the studio's pages are not built: ${places[0]} is missing`,
      'Run npm run build first.',
    );
  const address = await resolveAddress(asked);
  // A name of its own means a proxy before it, behind which everybody is local.
  const local = isLoopback(address) && !options.allowHost;
  const guard = local ? undefined : await networkGuard(session, options);
  const services = createServices({ home, startEndpoint });
  try {
    let opened = !options.open;
    const host = await startWebHost({
      services,
      renderer,
      port,
      address,
      guard,
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

/** Says what it means that others can reach the studio, and gets the password they need. */
async function networkGuard(
  { home, output, interrupts }: Session,
  { allowHost: names = [] }: Options,
): Promise<NetworkGuard> {
  output.say(whatItMeans);
  const password = new Password(await askPassword(process.env, interrupts.signal));
  return { password, names, home: openHome(home) };
}

/** Where there is no browser, the address that was printed remains. */
function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['explorer.exe'] : ['xdg-open'];
  spawn(command!, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
