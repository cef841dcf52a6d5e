/** `lowrank serve`: the library's models and adapters for programs written for OpenAI's API. */
import { once } from 'node:events';
import { Command } from 'commander';
import { z } from 'zod';
import { originSchema, usualEndpointPort } from '../../shared/records/endpoint.ts';
import { type Precision, precisionSchema } from '../../shared/records/playground.ts';
import { startEndpoint } from '../openai/startEndpoint.ts';
import { endpointSource } from '../services/endpoint/index.ts';
import { addKey, keysOf, removeKey } from '../services/endpoint/keys.ts';
import { servedModels } from '../services/endpoint/servedModels.ts';
import { Playground, usualPrecision } from '../services/playground/index.ts';
import { resolveAddress } from '../web/address.ts';
import { commandLine, perform, type Session } from './command.ts';
import { checked, collect, UsageError } from './options.ts';
import { tableLines } from './output.ts';

const optionsSchema = z.object({
  port: z.int().min(0).max(65_535).default(usualEndpointPort),
  host: z.string().min(1).default('127.0.0.1'),
  precision: precisionSchema.optional(),
});

interface Options extends Readonly<Record<string, unknown>> {
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
}

export function serveCommand(): Command {
  return new Command('serve')
    .description(
      "Serves the library's models, and each version of their adapters, as OpenAI's API on this machine: " +
        '/v1/models, /v1/chat/completions and /v1/completions.',
    )
    .option('--port <n>', `default: ${usualEndpointPort}; 0: any free one`)
    .option(
      '--host <address>',
      'of this machine, for others to reach it too, or 0.0.0.0 for all (default: 127.0.0.1); needs a key',
    )
    .option(
      '--allow-host <name>',
      'by which others reach it besides its addresses; may be given again',
      collect,
    )
    .option(
      '--allow-origin <origin>',
      'of web pages that may ask, such as http://localhost:3000; may be given again',
      collect,
    )
    .option(
      '--precision <p>',
      'of answers: float32 is exact; weights rounded to int8 or int4 answer several times as fast (default: as in the settings)',
    )
    .action((options: Options, self: Command) => perform(self, (session) => serve(session, options)))
    .addCommand(keysCommand());
}

function keysCommand(): Command {
  const named = (name: string, about: string, work: (session: Session, key: string) => void) =>
    new Command(name)
      .description(about)
      .argument('<name>', 'what the key is called here, such as the program that uses it')
      .action((key: string, _options, self: Command) => perform(self, async (session) => work(session, key)));
  return new Command('keys')
    .description('Keys of the programs that may ask; where there is one, every program needs one.')
    .addCommand(
      named('add', 'Makes a key and shows it once.', ({ context, output }, name) => {
        const key = addKey(context.store, name);
        output.say(key);
        output.result({ name, key });
      }),
    )
    .addCommand(
      named('remove', 'Lets nobody in with this key any more.', ({ context, output }, name) => {
        removeKey(context.store, name);
        output.result({ name });
      }),
    )
    .addCommand(
      new Command('list').description('Lists the keys by name.').action((_options, self: Command) =>
        perform(self, async ({ context, output }) => {
          const keys = keysOf(context.store);
          const rows = keys.map(({ name, createdAt }) => [
            name,
            new Date(createdAt).toISOString().slice(0, 10),
          ]);
          for (const line of keys.length > 0 ? tableLines(['name', 'made'], rows) : ['no keys'])
            output.say(line);
          output.result({ keys });
        }),
      ),
    );
}

async function serve(session: Session, options: Options): Promise<void> {
  const { context, output, interrupts } = session;
  const { port, host, precision } = checked(optionsSchema, options, 'serve');
  const origins = options.allowOrigin ?? [];
  for (const origin of origins)
    if (!originSchema.safeParse(origin).success)
      throw new UsageError(`--allow-origin ${origin}: expected an origin such as http://localhost:3000`);
  const address = await resolveAddress(host);
  const playground = new Playground(context);
  const source = endpointSource(context.store, playground, precision);
  try {
    const names = options.allowHost ?? [];
    const endpoint = await startEndpoint(source, { port, origins, address, names });
    output.event({ type: 'address', url: endpoint.url });
    output.say(`Base URL: ${endpoint.url}`);
    sayModels(session);
    sayPrecision(session, precision);
    interrupts.expect('Closing the endpoint.');
    if (!interrupts.signal.aborted) await once(interrupts.signal, 'abort');
    await endpoint.close();
    output.result({});
  } finally {
    playground.close();
  }
}

function sayModels(session: Session): void {
  const models = servedModels(session.context.store);
  const rows = models.map(({ id, parent }) => [id, parent ?? '']);
  if (rows.length > 0) for (const line of tableLines(['model', 'base'], rows)) session.output.say(line);
  else {
    const add = commandLine(session, 'models', 'add', 'HuggingFaceTB/SmolLM2-135M-Instruct');
    session.output.say(`There is no model yet. Add one: ${add}`);
  }
}

function sayPrecision({ context, output }: Session, asked: Precision | undefined): void {
  const precision = asked ?? usualPrecision(context.store);
  if (precision === 'float32') output.say('Answers are exact (float32).');
  else output.say(`Answers are fast, from ${precision} weights; --precision float32 gives exact ones.`);
}
