/** `lowrank models`: the library that `--model` takes names from. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { english } from '../../shared/numbers.ts';
import type { Model } from '../../shared/records/models.ts';
import { architectures, modelMethods } from '../services/models/index.ts';
import { perform, type Session } from './command.ts';
import { followJob } from './followJob.ts';
import { namedIn } from './options.ts';
import { tableLines } from './output.ts';

export function modelsCommand(): Command {
  const command = new Command('models').description('The library of models.');
  command
    .command('add')
    .summary('adds a model folder, a .gguf file, or a model of the Hub')
    .description(
      `Adds a model folder, a .gguf file, or a model of the Hub.\n\nArchitectures: ${architectures.join(', ')}.`,
    )
    .argument('<path|hub-name>', 'such as ./model, ./model.gguf or HuggingFaceTB/SmolLM2-135M-Instruct')
    .option('--copy', 'copy a folder into the library, rather than point to it')
    .action((source: string, { copy = false }: { copy?: boolean }, self: Command) =>
      perform(self, (session) => add(session, source, copy)),
    );
  command
    .command('list')
    .description('Lists the library.')
    .action((_options, self: Command) => perform(self, list));
  command
    .command('remove')
    .description('Removes a model from the library; a folder of your own stays.')
    .argument('<name>', 'its name or id')
    .action((name: string, _options, self: Command) => perform(self, (session) => remove(session, name)));
  return command;
}

async function add(session: Session, source: string, copy: boolean): Promise<void> {
  const methods = modelMethods(session.context);
  if (!existsSync(source) && looksLikePath(source))
    throw new AppError(
      'not-found',
      `${source} does not exist`,
      'Give a model folder, a .gguf file, or owner/name on the Hub.',
    );
  const job = existsSync(source)
    ? await methods['models.import']({ path: source, copy: copy || /\.gguf$/i.test(source) })
    : await methods['models.download']({ name: source });
  const id = await followJob(session, job);
  const model = await find(session, id);
  session.output.say(`Added ${model.name}: ${describe(model)}, in ${model.path}`);
  session.output.result(model);
}

/** Rather than the name or the address of a model of the Hub. */
function looksLikePath(source: string): boolean {
  return /^[./~]|^[a-z]:|\\|\.gguf$/i.test(source) && !/^https?:/.test(source);
}

async function list({ context, output }: Session): Promise<void> {
  const models = await modelMethods(context)['models.list']();
  if (models.length === 0) output.say('The library is empty: lowrank models add PATH|HUB-NAME fills it.');
  else {
    const rows = models.map(({ name, architecture, parameters, bytes, runs, missing, path }) => [
      ...[name, architecture, english.number(parameters), english.bytes(bytes), runs],
      missing ? `${path} (gone)` : path,
    ]);
    for (const line of tableLines(['name', 'architecture', 'parameters', 'size', 'runs', 'folder'], rows))
      output.say(line);
  }
  output.result({ models });
}

async function remove(session: Session, name: string): Promise<void> {
  const { id, name: full, owned } = await find(session, name);
  await modelMethods(session.context)['models.remove']({ id });
  session.output.say(`Removed ${full}.${owned ? '' : ' Its folder is yours and stays.'}`);
  session.output.result({ id, name: full });
}

function describe({ architecture, parameters, bytes }: Model): string {
  return `${architecture}, ${english.number(parameters)} parameters, ${english.bytes(bytes)}`;
}

/** @throws AppError `not-found` listing what there is */
async function find({ context }: Session, asked: string): Promise<Model> {
  return namedIn(await modelMethods(context)['models.list'](), 'model', asked);
}
