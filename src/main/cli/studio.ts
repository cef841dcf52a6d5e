/** `lowrank studio`: the studio in a browser, for machines without a desktop and for those who prefer it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { openHome } from '../services/home.ts';
import { createServices } from '../services/index.ts';
import { isLoopback, resolveAddress } from '../web/address.ts';
import { type NetworkGuard, startWebHost } from '../web/host.ts';
import { Password } from '../web/password.ts';
import { perform, type Session } from './command.ts';
import { checked, collect } from './options.ts';

const optionsSchema = z.object({ port: z.int().min(0).max(65_535).default(0) });

interface Options extends Readonly<Record<string, unknown>> {
  readonly open?: boolean;
  readonly host: string;
  readonly passwordFile?: string;
  readonly publicName?: readonly string[];
}

/** The same place seen from src/main/cli and, once bundled, from out/main. */
const places = ['../../../out/renderer', '../renderer'].map((place) => join(import.meta.dirname, place));

export function studioCommand(): Command {
  return new Command('studio')
    .description(
      'Serves the studio to a browser and prints its address, with a one-time token on this machine.',
    )
    .option('--port <n>', 'default: any free one')
    .option('--open', 'open it in the browser')
    .option('--host <address>', 'to listen on; any but this machine itself needs a password', '127.0.0.1')
    .option(
      '--password-file <file>',
      'holds the password of a studio that others can reach; else LOWRANK_PASSWORD',
    )
    .option(
      '--public-name <name>',
      'by which it is reached, such as through a proxy; may be given again',
      collect,
    )
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
  const address = await resolveAddress(options.host);
  const guard = isLoopback(address) ? undefined : guardOf(options, home);
  const services = createServices({ home });
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

/** Everybody in the network can reach the machine: no password, no studio. */
function guardOf({ host, passwordFile, publicName = [] }: Options, home: string | undefined): NetworkGuard {
  const password = passwordFile === undefined ? process.env.LOWRANK_PASSWORD : readPassword(passwordFile);
  if (!password)
    throw new AppError(
      'bad-config',
      `--host ${host} can be reached from other machines, and there is no password`,
      'Put one into a file and name it with --password-file, or into LOWRANK_PASSWORD.',
    );
  return { password: new Password(password), home: openHome(home), names: [host, hostname(), ...publicName] };
}

function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new AppError(
      'not-found',
      `the password file ${file} cannot be read: ${(cause as Error).message}`,
      'Check --password-file.',
      { cause },
    );
  }
}

/** Where there is no browser, the address that was printed remains. */
function openInBrowser(url: string): void {
  const command =
    process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer.exe' : 'xdg-open';
  spawn(command, [url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
