/** `lowrank datasets`: the library that `--data` takes names from, and the Hub's datasets with their parts. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { english } from '../../shared/numbers.ts';
import { type Dataset, type HubChoice, hubChoiceSchema } from '../../shared/records/datasets.ts';
import { datasetMethods, resolveDataset } from '../services/datasets/index.ts';
import { perform, type Session } from './command.ts';
import { followJob } from './followJob.ts';
import { namedIn, UsageError } from './options.ts';
import { tableLines } from './output.ts';
import { takenText } from './reportText.ts';

export function datasetsCommand(): Command {
  const command = new Command('datasets').description('The library of datasets.');
  command
    .command('look')
    .description('Says what a dataset of the Hub consists of, before anything is fetched.')
    .argument('<hub-name>', 'such as HuggingFaceH4/ultrachat_200k')
    .action((name: string, _options, self: Command) => perform(self, (session) => look(session, name)));
  command
    .command('add')
    .description('Adds a file, a folder, or one split of a dataset of the Hub.')
    .argument('<path|hub-name>', 'such as ./rows.csv or HuggingFaceH4/ultrachat_200k')
    .option('--config <name>', 'of a dataset of the Hub; default: the one its card names first')
    .option('--split <name>', 'of a dataset in several parts, which is trained on; default: train')
    .action((source: string, options: Partial<HubChoice>, self: Command) =>
      perform(self, (session) => add(session, source, hubChoiceSchema.parse(options))),
    );
  command
    .command('list')
    .description('Lists the library.')
    .action((_options, self: Command) => perform(self, list));
  command
    .command('remove')
    .description('Removes a dataset from the library; a file of your own stays.')
    .argument('<name>', 'its name or id')
    .action((name: string, _options, self: Command) => perform(self, (session) => remove(session, name)));
  return command;
}

async function look({ context, output }: Session, name: string): Promise<void> {
  const found = await datasetMethods(context)['datasets.look']({ name });
  const rows = found.parts.map(({ config, split, files, bytes, paths }) => [
    ...[config, split, english.number(files), english.bytes(bytes)],
    `${paths.join(', ')}${files > paths.length ? ', …' : ''}`,
  ]);
  output.say(`${found.name}: licence ${found.license ?? 'not given'}`);
  for (const line of tableLines(['configuration', 'split', 'files', 'size', ''], rows)) output.say(line);
  output.result(found);
}

async function add(session: Session, source: string, choice: HubChoice): Promise<void> {
  const { context, output } = session;
  const id = existsSync(source)
    ? await addOwn(session, source, choice)
    : await followJob(
        session,
        await datasetMethods(context)['datasets.download']({ name: source, ...choice }),
      );
  const dataset = await find(session, id);
  const { mapping } = dataset.versions.at(-1)!;
  output.say(`Added ${dataset.name}: ${mapping.reason}; in ${dataset.path}`);
  if (mapping.hub) output.say(takenText(mapping.hub));
  output.result(dataset);
}

async function addOwn(
  { context, interrupts: { signal } }: Session,
  path: string,
  { config, split }: HubChoice,
): Promise<string> {
  if (config !== '')
    throw new UsageError(
      `${path} lies on this machine and has no configuration "${config}"`,
      'Leave --config out.',
    );
  const reading = { encoding: '', sheet: '', split };
  return (await resolveDataset(context, path, { signal, ...(split !== '' && { reading }) })).datasetId;
}

async function list({ context, output }: Session): Promise<void> {
  const datasets = await datasetMethods(context)['datasets.list']();
  if (datasets.length === 0) output.say('The library is empty: lowrank datasets add PATH|HUB-NAME fills it.');
  else {
    const rows = datasets.map(({ name, source, versions, path, missing }) => {
      const { rows: counted, bytes } = versions.at(-1)!;
      const size = [counted === null ? 'not counted' : english.number(counted), english.bytes(bytes)];
      return [name, source, ...size, missing ? `${path} (gone)` : path];
    });
    for (const line of tableLines(['name', 'from', 'rows', 'size', 'path'], rows)) output.say(line);
  }
  output.result({ datasets });
}

async function remove(session: Session, name: string): Promise<void> {
  const { id, name: full, source } = await find(session, name);
  await datasetMethods(session.context)['datasets.remove']({ id });
  session.output.say(`Removed ${full}.${source === 'file' ? ' Its file is yours and stays.' : ''}`);
  session.output.result({ id, name: full });
}

/** @throws AppError `not-found` listing what there is */
async function find({ context }: Session, asked: string): Promise<Dataset> {
  return namedIn(await datasetMethods(context)['datasets.list'](), 'dataset', asked);
}
