/** `lowrank eval`: the loss of a model, alone or with an adapter, on every row of a dataset. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { counted, english } from '../../shared/numbers.ts';
import { deviceSetting } from '../../shared/runConfig.ts';
import { runTask } from '../services/process/worker.ts';
import { perform, type Session } from './command.ts';
import { findModel } from './model.ts';
import { addDataOptions, checked, readingSchema } from './options.ts';
import { Progress } from './progress.ts';

const optionsSchema = readingSchema.omit({ holdout: true }).extend({
  device: deviceSetting.default('auto'),
  threads: z.int().min(1).optional(),
});

interface Options extends Readonly<Record<string, unknown>> {
  readonly model: string;
  readonly data: string;
  readonly adapter?: string;
}

export function evalCommand(): Command {
  const command = new Command('eval')
    .description('Measures a model, alone or with an adapter, on every row of a dataset.')
    .requiredOption('--model <model>', 'a model folder, a .gguf file, or a name in the library')
    .requiredOption('--data <file>', 'any dataset file')
    .option('--adapter <folder>', 'an adapter in the form of PEFT')
    .option('--device <device>', 'auto, cpu, cuda, cuda:N or webgpu (default: auto)')
    .option('--threads <n>', 'threads of the processor; default: one per core');
  return addDataOptions(command).action((options: Options, self: Command) =>
    perform(self, (session) => evaluate(session, options)),
  );
}

async function evaluate(session: Session, options: Options): Promise<void> {
  const { device, threads, ...reading } = checked(optionsSchema, options, 'eval');
  const { context, output, interrupts } = session;
  const { name, path: model } = await findModel(session, options.model);
  const { adapter } = options;
  const progress = new Progress(output, `loading ${name} and ${options.data}`);
  try {
    const { warnings, ...measured } = await runTask(
      context.processes,
      'evaluate',
      {
        model,
        data: resolve(options.data),
        options: reading,
        device,
        threads: threads ?? null,
        adapter: adapter === undefined ? null : resolve(adapter),
      },
      {
        signal: interrupts.signal,
        onEvent: ({ share }) => progress.update(`measuring ${options.data}: ${english.percent(share)}`),
      },
    );
    progress.end();
    for (const message of warnings) {
      output.warn(`note: ${message}`);
      output.event({ type: 'warning', message });
    }
    const { loss, tokens, supervised, rows } = measured;
    const perplexity = Math.exp(loss);
    output.say(`loss ${english.loss(loss)}, perplexity ${english.significant(perplexity, 4)}`);
    output.say(
      `over ${english.number(supervised)} supervised of ${english.number(tokens)} tokens in ${counted(rows, 'row')}, on ${measured.device}`,
    );
    output.result({ ...measured, perplexity });
  } finally {
    progress.end();
  }
}
