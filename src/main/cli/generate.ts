/** `lowrank generate`: an answer, word by word, from a model alone or with an adapter. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { english } from '../../shared/numbers.ts';
import {
  type Precision,
  precisionSchema,
  samplingSchema,
  variantSchema,
} from '../../shared/records/playground.ts';
import { deviceSetting } from '../../shared/runConfig.ts';
import { weightCache } from '../services/home/home.ts';
import { runTask } from '../services/process/worker.ts';
import { perform, type Session } from './command.ts';
import { interruptedCode } from './interrupts.ts';
import { findModel, otherBase } from './model.ts';
import { checked } from './options.ts';
import { Progress } from './progress.ts';

const optionsSchema = z.object({
  ...samplingSchema.shape,
  strength: variantSchema.shape.strength,
  device: deviceSetting.default('auto'),
  threads: z.int().min(1).optional(),
  precision: precisionSchema.default('float32'),
});

interface Options extends Readonly<Record<string, unknown>> {
  readonly model: string;
  readonly prompt: string;
  readonly adapter?: string;
  readonly system?: string;
  readonly raw?: boolean;
}

export function generateCommand(): Command {
  return new Command('generate')
    .description('Asks a model, alone or with an adapter, and prints its answer.')
    .requiredOption('--model <model>', 'a model folder, a .gguf file, or a name in the library')
    .requiredOption('--prompt <text>', 'what to ask')
    .option('--adapter <folder>', 'an adapter in the form of PEFT')
    .option('--max-tokens <n>', 'tokens to generate at most (default: 128)')
    .option('--temperature <t>', '0: always the likeliest token (default: 0)')
    .option('--top-k <k>', 'draw from the k likeliest tokens only; 0: from all (default: 0)')
    .option('--top-p <p>', 'draw from the likeliest tokens that make up this probability (default: 1)')
    .option('--seed <n>', 'the same seed draws the same tokens (default: 0)')
    .option('--system <text>', 'system message')
    .option('--raw', 'continue the text as it is, without the chat template')
    .option('--strength <s>', 'of the adapter: 0 is the base model, 1 the adapter as trained (default: 1)')
    .option('--device <device>', 'auto, cpu, cuda, cuda:N or webgpu (default: auto)')
    .option('--threads <n>', 'threads of the processor; default: one per core')
    .option(
      '--precision <p>',
      'float32, or weights rounded to int8 or int4: several times as fast on a processor (default: float32)',
    )
    .action((options: Options, self: Command) => perform(self, (session) => generate(session, options)));
}

async function generate(session: Session, options: Options): Promise<number> {
  const { strength, device, threads, precision, ...sampling } = checked(optionsSchema, options, 'generate');
  const { output, interrupts, context } = session;
  const { name, path } = await findModel(session, options.model);
  const { adapter } = options;
  const variant = {
    adapter: adapter === undefined ? null : resolve(adapter),
    strength,
    messages: options.raw ? options.prompt : messagesOf(options),
  };
  const rounded = precision !== 'float32' && { precision, cache: weightCache(context.home) };
  const input = {
    model: path,
    device,
    ...(rounded && { rounded }),
    variants: [variant],
    sampling,
    ...(threads && { threads }),
  };
  const progress = new Progress(output, `loading ${name}`);
  try {
    const [answer] = await runTask(context.processes, 'chat', input, {
      signal: interrupts.signal,
      onEvent: (event) => {
        if ('preparing' in event) progress.update(rounding(precision, event.preparing));
        if (!('text' in event)) return;
        progress.end();
        output.event({ type: 'token', text: event.text });
        output.write(event.text);
      },
    });
    output.say();
    const { trainedOn } = answer!;
    if (answer!.precision !== precision)
      output.warn(
        `computed from ${answer!.precision} weights: ${precision} is for a processor with room on its disk`,
      );
    if (trainedOn !== undefined) output.warn(otherBase(trainedOn, name));
    output.result(answer!);
    return answer!.ending === 'interrupted' ? interruptedCode : 0;
  } finally {
    progress.end();
  }
}

/** What is said while weights are rounded. */
function rounding(precision: Precision, share: number): string {
  return `rounding weights to ${precision}, once: ${english.percent(share)}`;
}

function messagesOf({ system, prompt }: Options) {
  const user = { role: 'user' as const, content: prompt };
  return system === undefined ? [user] : [{ role: 'system' as const, content: system }, user];
}
