/** `lowrank data`: what a model would learn from a dataset, and what is wrong with it. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { dataOptionsSchema } from '../../shared/records/datasets.ts';
import { resolveDataset, takenOf } from '../services/datasets/index.ts';
import { withTaken } from '../services/datasets/reportOn.ts';
import { resourcePath } from '../services/home/resources.ts';
import { modelMethods } from '../services/models/index.ts';
import { runTask } from '../services/process/worker.ts';
import { perform, type Session } from './command.ts';
import { findModel } from './model.ts';
import { addDataOptions, checked } from './options.ts';
import { Progress } from './progress.ts';
import { reportText } from './reportText.ts';

const optionsSchema = dataOptionsSchema.extend({ rank: z.int().min(1).default(16) });

interface Options extends Readonly<Record<string, unknown>> {
  readonly model?: string;
}

export function dataCommand(): Command {
  const command = new Command('data')
    .description(
      'Reports what a model would learn from a dataset: columns, tokens, lengths, and what looks wrong.',
    )
    .argument('<file>', 'any dataset file, a folder of texts, or a name in the library')
    .option('--model <model>', 'whose tokens are counted; default: the newest of the library')
    .option('--holdout <share>', 'share of rows to measure with (default: 0.05)')
    .option('--holdout-file <file>', 'a second file to measure with, instead of a share of rows')
    .option('--seed <n>', 'of the hold-out (default: 0)')
    .option('--rank <n>', 'of the adapter, for the memory of a step (default: 16)');
  return addDataOptions(command).action((file: string, options: Options, self: Command) =>
    perform(self, (session) => report(session, file, options)),
  );
}

async function report(session: Session, file: string, options: Options): Promise<void> {
  const { rank, ...reading } = checked(optionsSchema, options, 'data');
  const { context, output, interrupts } = session;
  const { path: model } = await chooseModel(session, options.model);
  const path = await findData(session, file);
  const progress = new Progress(output, `reading ${file}`);
  const cache = join(context.home.cache, 'tokens');
  try {
    const made = await runTask(
      context.processes,
      'reportDataset',
      { path, model, options: reading, rank, cache, known: null },
      { signal: interrupts.signal },
    );
    progress.end();
    if (!made.report) return;
    const report = withTaken(made.report, takenOf(context, path));
    output.write(reportText({ ...report, file }));
    output.result({ hash: made.hash, ...report });
  } finally {
    progress.end();
  }
}

/** The model asked for, else the newest of the library, else the one that ships with the program. */
async function chooseModel(session: Session, asked: string | undefined): Promise<{ readonly path: string }> {
  if (asked !== undefined) return findModel(session, asked);
  const { context, output } = session;
  const models = await modelMethods(context)['models.list']();
  const [newest] = models.filter(({ missing }) => !missing).toSorted((a, b) => b.addedAt - a.addedAt);
  const name = newest?.name ?? 'the tiny model that ships with Lowrank Studio';
  output.warn(`note: tokens are counted as ${name} does; --model chooses another`);
  return newest ?? { path: resourcePath('starter-model') };
}

/** A path as it is, so that looking at a file does not add it to the library; else a name of the library. */
export async function findData({ context, interrupts }: Session, asked: string): Promise<string> {
  if (existsSync(asked)) return resolve(asked);
  return (await resolveDataset(context, asked, { signal: interrupts.signal })).path;
}
