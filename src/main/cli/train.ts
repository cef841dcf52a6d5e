/** `lowrank train`: a run like any other of the studio's, in a process of its own, followed here to its end. */
import { isAbsolute, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { yieldsAdapter } from '../../shared/methods.ts';
import type { Run } from '../../shared/records/runs.ts';
import { emptyFoldersAfter } from '../services/runs/failedStart.ts';
import { readSettings, startRun } from '../services/runs/index.ts';
import { commandLine, perform, type Session } from './command.ts';
import { printEnd, watchRun } from './followRun.ts';
import { interruptedCode } from './interrupts.ts';
import { findModel } from './model.ts';
import { collect } from './options.ts';
import { addSettings, givenSettings, requireValid, type Settings } from './settings.ts';

interface Options {
  readonly out?: string;
  readonly name?: string;
  readonly config?: string;
  readonly prompt?: readonly string[];
}

export function trainCommand(): Command {
  const command = new Command('train')
    .description('Fine-tunes a model on a dataset and keeps the best adapter.')
    .option('--model <model>', 'a model folder, a .gguf file, or a name in the library')
    .option('--data <file>', 'any dataset file: jsonl, json, csv, tsv, xlsx, parquet, a folder of texts')
    .option(
      '--out <folder>',
      "new folder for adapter, metrics and checkpoints; default: one in the home's runs",
    )
    .option('--name <name>', 'of the run in the history')
    .option('--config <file>', 'a run.json or a part of it; options on the line win')
    .option('--prompt <text>', 'asked before, while and after training; may be given again', collect);
  return addSettings(command).action((options: Options, self: Command) =>
    perform(self, (session) => train(session, options, self)),
  );
}

async function train(session: Session, options: Options, command: Command): Promise<number> {
  const settings: Settings = {
    ...(options.config !== undefined && readSettings(resolve(options.config))),
    ...givenSettings(command),
  };
  requireValid(settings);
  const { context, output } = session;
  const { init } = settings;
  const asked = String(settings.model);
  const model = await findModel(session, asked);
  const out = typeof options.out === 'string' ? resolve(options.out) : undefined;
  const undo = out === undefined ? () => {} : emptyFoldersAfter(out);
  const run = await startRun(context, {
    config: {
      ...settings,
      model: model.id ?? model.path,
      ...(typeof init === 'string' && { init: resolve(init) }),
    },
    ...(options.name !== undefined && { name: options.name }),
    ...(out !== undefined && { out }),
    ...(options.prompt && { prompts: options.prompt }),
  });
  const result = await watchRun(session, run, undo);
  if (!printEnd(session, run, result)) return interruptedCode;
  for (const line of nextLines(session, run, asked, result.adapter)) output.say(line);
  return 0;
}

/** What can be done with a result, as commands to copy. */
export function nextLines(
  session: Pick<Session, 'home'>,
  run: Pick<Run, 'method'>,
  model: string,
  out: string,
): readonly string[] {
  const folder = relativePath(out);
  if (!yieldsAdapter(run))
    return [`Ask it: ${commandLine(session, 'generate', '--model', folder, '--prompt', 'your question')}`];
  const both = ['--model', model, '--adapter', folder];
  return [
    `Ask it:   ${commandLine(session, 'generate', ...both, '--prompt', 'your question')}`,
    `Merge it: ${commandLine(session, 'export', ...both, '--target', 'merged', '--out', `${folder}-merged`)}`,
  ];
}

/** As short as it can be said from here. */
function relativePath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}
