/** The program's commands by name. One is loaded only where its name is given: the services take half a second to load. */
import { Command, CommanderError } from 'commander';
import pkg from '../../../package.json' with { type: 'json' };
import { UsageError, usageCode } from './options.ts';
import { Output } from './output.ts';

interface Entry {
  readonly summary: string;
  load(): Promise<Command>;
}

/** In the order of `--help`: what a newcomer wants first. */
const commands: Readonly<Record<string, Entry>> = {
  demo: {
    summary: 'train a small model on sample data, compare its answers before and after, keep the result',
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
  train: {
    summary: 'fine-tune a model on a dataset',
    load: async () => (await import('./train.ts')).trainCommand(),
  },
  generate: {
    summary: 'ask a model, alone or with an adapter',
    load: async () => (await import('./generate.ts')).generateCommand(),
  },
  eval: {
    summary: 'measure loss and perplexity on a dataset',
    load: async () => (await import('./eval.ts')).evalCommand(),
  },
  export: {
    summary:
      'write an adapter, or the model it makes, for other software, with proof that it computes the same',
    load: async () => (await import('./export.ts')).exportCommand(),
  },
  push: {
    summary: 'put an export into a repository of yours on the Hub',
    load: async () => (await import('./push.ts')).pushCommand(),
  },
  data: {
    summary: 'report what a model would learn from a dataset',
    load: async () => (await import('./data.ts')).dataCommand(),
  },
  models: {
    summary: 'the library of models: add, list, remove',
    load: async () => (await import('./models.ts')).modelsCommand(),
  },
  datasets: {
    summary: 'the library of datasets: look, add, list, remove',
    load: async () => (await import('./datasets.ts')).datasetsCommand(),
  },
  runs: {
    summary: 'the history: list, show, resume, compare',
    load: async () => (await import('./runs.ts')).runsCommand(),
  },
  serve: {
    summary: "answer other programs as OpenAI's API, with every model and adapter",
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  studio: {
    summary: 'open the studio in a browser',
    load: async () => (await import('./studio.ts')).studioCommand(),
  },
  doctor: {
    summary: 'test what this machine can train on',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
};

/** Runs one command and sets the program's exit code. @param args as given after the program's name */
export async function run(args: readonly string[]): Promise<void> {
  // Whoever reads only the first lines, such as `head`, is no reason to fail.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const output = new Output(args.includes('--json'));
  try {
    const program = await buildProgram(args);
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const asked = error.exitCode === 0; // for help or the version
    if (!asked && !error.code.startsWith('commander.help')) {
      const [, message = ''] = /^(?:error: )?(.*)$/s.exec(error.message) ?? [];
      output.error(new UsageError(message, hintFor(args)));
    }
    process.exitCode = asked ? 0 : usageCode;
  }
}

async function buildProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('lowrank')
    .description(pkg.description)
    .version(pkg.version)
    .option('--json', 'print one JSON object a line, for programs; text for people goes to stderr')
    .option(
      '--home <folder>',
      'where models, runs and database are kept; default: LOWRANK_HOME, else ~/.lowrank',
    )
    .helpCommand('help [command]', 'explain a command');
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = args.includes(name) ? await load() : new Command(name);
    program.addCommand(command.summary(summary));
  }
  return configured(program, program);
}

/** Mistakes are thrown and said once, by us; help tells of the options of every command. */
function configured(command: Command, program: Command): Command {
  command.exitOverride().configureHelp({ showGlobalOptions: command !== program });
  command.configureOutput({ outputError: () => {} });
  for (const child of command.commands) configured(child, program);
  return command;
}

function hintFor(args: readonly string[]): string {
  const [name] = args.filter((arg) => arg in commands);
  return `lowrank ${name === undefined ? '' : `${name} `}--help explains it.`;
}
