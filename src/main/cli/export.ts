/** `lowrank export`: an adapter, or the model it makes, as a folder that other software loads, compared with its source. */
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { certificateText } from '../../shared/certificateText.ts';
import { AppError } from '../../shared/errors.ts';
import {
  type ExportTarget,
  exportDtypeSchema,
  exportTargetSchema,
  exportTargets,
  ollamaName,
} from '../../shared/exportTargets.ts';
import { english } from '../../shared/numbers.ts';
import { shellLine } from '../../shared/shell.ts';
import { exportFolder } from '../services/exports/index.ts';
import { findLmStudio, placeInLmStudio } from '../services/exports/lmStudio.ts';
import { createInOllama, findOllama } from '../services/exports/ollama.ts';
import { perform, type Session } from './command.ts';
import { jobLine } from './jobLine.ts';
import { findModel, otherBase } from './model.ts';
import { UsageError } from './options.ts';
import { Progress } from './progress.ts';

interface Options {
  readonly model: string;
  readonly adapter: string;
  readonly target: string;
  readonly out: string;
  readonly dtype?: string;
  readonly quant?: string;
  readonly create?: string;
  readonly lmStudio?: true;
}

const meanings: Readonly<Record<ExportTarget, string>> = {
  merged: 'a whole model',
  gguf: 'a whole model in one file, for llama.cpp and LM Studio',
  ollama: 'the same with a Modelfile, for Ollama',
  'gguf-lora': 'base and adapter as two GGUF files, for llama.cpp and Ollama',
  onnx: 'a whole model for web pages (transformers.js) and ONNX Runtime',
  peft: 'the adapter itself',
};

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'Writes an adapter, or the model it makes, for other software, and proves that it computes the same.',
    )
    .requiredOption('--model <model>', 'the base: a model folder, a .gguf file, or a name in the library')
    .requiredOption('--adapter <folder>', 'an adapter in the form of PEFT')
    .requiredOption(
      '--target <target>',
      oneOf(exportTargetSchema.options.map((target) => `${target} (${meanings[target]})`)),
    )
    .requiredOption('--out <folder>', 'new folder')
    .option('--dtype <type>', `of the weights, by itself the first; ${choices().join('; ')}`)
    .option('--quant <type>', 'of a GGUF file: the same as --dtype')
    .option(
      '--create <name>',
      'then make it a model of this name in Ollama (ollama create), for the targets with a Modelfile',
    )
    .option('--lm-studio', 'then put it where LM Studio looks for models, for gguf and ollama')
    .action((options: Options, self: Command) => perform(self, (session) => exportOf(session, options)));
}

/** "merged: base, float32 or float16" of each target with a choice. */
function choices(): readonly string[] {
  return exportTargetSchema.options.flatMap((target) => {
    const { dtypes } = exportTargets[target];
    return dtypes.length > 1 ? [`${target}: ${oneOf(dtypes)}`] : [];
  });
}

/** "a, b or c" */
function oneOf(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' or ');
}

async function exportOf(session: Session, options: Options): Promise<void> {
  const { target, dtype } = checkedOptions(options);
  requireOllama(target, options.create);
  if (options.lmStudio) requireLmStudio(target);
  const { context, output, interrupts } = session;
  const model = await findModel(session, options.model);
  const [adapterPath, path] = [resolve(options.adapter), resolve(options.out)];
  const progress = new Progress(output, `exporting ${options.adapter}`);
  try {
    const made = await exportFolder(
      context,
      { model, adapterPath, target, dtype, path },
      {
        signal: interrupts.signal,
        onProgress: (state) => {
          output.event({ type: 'progress', ...state });
          progress.update(jobLine(options.out, state));
        },
      },
    );
    progress.end();
    const { certificate, bytes } = made;
    output.say(`${path}: ${english.bytes(bytes)}, ${certificate.dtype}`);
    output.say(certificateText(certificate));
    const { trainedOn } = certificate.adapter;
    if (trainedOn !== undefined) output.warn(otherBase(trainedOn, model.name));
    const { create } = options;
    if (create !== undefined) {
      const name = await createInOllama(made, create, interrupts.signal);
      output.say(`Ollama has it as ${name}: ollama run ${name}`);
    } else if (certificate.proven !== null) {
      const line = ['ollama', 'create', ollamaName(made.adapter), '-f', join(path, 'Modelfile')];
      output.say(`For Ollama: ${shellLine(line, process.platform === 'win32' ? 'windows' : 'sh')}`);
    }
    if (options.lmStudio) {
      const place = await placeInLmStudio(made, { signal: interrupts.signal });
      output.say(`LM Studio finds it at ${place}`);
    }
    output.result({ target, path, bytes, certificate });
  } finally {
    progress.end();
  }
}

/** Before anything is written. @throws UsageError; AppError `not-found` */
function requireOllama(target: ExportTarget, create: string | undefined): void {
  if (create === undefined) return;
  if (!exportTargets[target].opensIn.includes('ollama'))
    throw new UsageError(
      `--create is for what Ollama runs, not for --target ${target}`,
      'Choose --target ollama or gguf-lora.',
    );
  if (findOllama() === undefined)
    throw new AppError(
      'not-found',
      '--create: no folder of PATH has the command ollama',
      'Install Ollama from ollama.com, or leave --create out.',
    );
}

/** Before anything is written. @throws UsageError; AppError `not-found` */
function requireLmStudio(target: ExportTarget): void {
  if (target !== 'gguf' && target !== 'ollama')
    throw new UsageError(
      `--lm-studio is for one GGUF file, not for --target ${target}`,
      'Choose --target gguf or ollama.',
    );
  if (findLmStudio() === undefined)
    throw new AppError(
      'not-found',
      '--lm-studio: neither .lmstudio nor .lmstudio-home-pointer is in your home folder',
      'Install LM Studio from lmstudio.ai and start it once, or leave --lm-studio out.',
    );
}

/** @throws UsageError for what nobody knows or does not go together */
function checkedOptions({ target, dtype, quant }: Options) {
  if (quant !== undefined && !['gguf', 'gguf-lora', 'ollama'].includes(target))
    throw new UsageError(
      `--quant ${quant} is for GGUF files, not for --target ${target}`,
      'Leave it out; --dtype chooses the type of merged weights.',
    );
  const known = {
    target: exportTargetSchema.safeParse(target),
    dtype: exportDtypeSchema.optional().safeParse(quant ?? dtype),
  };
  if (known.target.success && known.dtype.success) {
    const { dtypes } = exportTargets[known.target.data];
    const chosen = known.dtype.data ?? dtypes[0];
    if (dtypes.includes(chosen)) return { target: known.target.data, dtype: chosen };
    throw new UsageError(`--target ${target} is not written as ${chosen}; expected ${dtypes.join(', ')}`);
  }
  const problems: string[] = [];
  if (!known.target.success)
    problems.push(`--target ${target}: expected ${exportTargetSchema.options.join(', ')}`);
  if (!known.dtype.success)
    problems.push(
      `--${quant === undefined ? 'dtype' : 'quant'} ${quant ?? dtype}: expected ${exportDtypeSchema.options.join(', ')}`,
    );
  throw new UsageError(problems.join('\n  '), 'lowrank export --help explains every option.');
}
