/** Options as text on the line and as values that a schema accepts, and mistakes in them. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { dataOptionsSchema } from '../../shared/records/datasets.ts';

type Given = Readonly<Record<string, unknown>>;

/** The exit code for mistakes in how a command was called. */
export const usageCode = 2;

/** Such a mistake, as opposed to what goes wrong while a command runs. */
export class UsageError extends AppError {
  constructor(message: string, hint = 'See --help.') {
    super('bad-config', message, hint);
  }
}

/** `--loraplus-ratio` of `loraplusRatio`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The innermost of a type with defaults. */
export function kindOf(type: z.core.$ZodType): 'number' | 'boolean' | 'other' {
  if (type instanceof z.ZodDefault || type instanceof z.ZodOptional) return kindOf(type.unwrap());
  if (type instanceof z.ZodNumber) return 'number';
  return type instanceof z.ZodBoolean ? 'boolean' : 'other';
}

/** Takes what the schema knows, numbers as numbers; a text that says none is left for the schema to name. */
export function valuesFor(schema: z.ZodObject, given: Given): Given {
  const values = Object.entries(schema.shape).flatMap(([name, type]) => {
    const value = given[name];
    if (value === undefined) return [];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    return [[name, kindOf(type) === 'number' && !Number.isNaN(number) ? number : value]];
  });
  return Object.fromEntries(values);
}

/** @throws UsageError with every problem at once, each by its option */
export function checked<S extends z.ZodObject>(schema: S, given: Given, command: string): z.output<S> {
  const parsed = schema.safeParse(valuesFor(schema, given));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return `${flagOf(name)} ${given[name]}: ${message}`;
  });
  throw configError(problems, command);
}

export function configError(problems: readonly string[], command: string): UsageError {
  const text =
    problems.length === 1
      ? problems[0]!
      : `${problems.length} options cannot be used\n  ${problems.join('\n  ')}`;
  return new UsageError(text, `lowrank ${command} --help explains every option.`);
}

/** An entry of the library by its name or id. @throws AppError `not-found` listing what there is */
export function namedIn<T extends { readonly id: string; readonly name: string }>(
  library: readonly T[],
  what: string,
  asked: string,
): T {
  const found = library.find(({ id, name }) => id === asked || name.toLowerCase() === asked.toLowerCase());
  if (found) return found;
  const names = library.map(({ name }) => name).join(', ') || 'nothing yet';
  throw new AppError(
    'not-found',
    `there is no ${what} ${asked}; the library holds ${names}`,
    'Check the name.',
  );
}

/** Collects an option that may be given again. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** `--map answer=text`, once for each field. */
export function mapOption(): Option {
  return new Option(
    '--map <field=column>',
    'which column is what, where the guess is wrong; may be given again',
  ).argParser((text: string, before: Readonly<Record<string, string>> = {}) => {
    const [, field, column] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (field === undefined || column === undefined)
      throw new InvalidArgumentError('Expected field=column, such as answer=text.');
    return { ...before, [field]: column };
  });
}

/** `--rank-pattern 'layers.0.*q_proj=4'`, once for each kind of layer. */
export function patternOption(what: 'rank' | 'alpha'): Option {
  return new Option(
    `--${what}-pattern <layers=n>`,
    `${what} of layers whose name, or the end of it, this regular expression matches; may be given again`,
  ).argParser((text: string, before: Readonly<Record<string, number>> = {}) => {
    const at = text.lastIndexOf('=');
    const [pattern, value] = [text.slice(0, at), Number(text.slice(at + 1))];
    if (at < 1 || !(value > 0)) throw new InvalidArgumentError('Expected layers=n, such as q_proj=32.');
    return { ...before, [pattern]: value };
  });
}

/** Adds how a dataset file is read. */
export function addDataOptions(command: Command): Command {
  return command
    .addOption(mapOption())
    .option('--system <text>', 'system message of conversations that have none')
    .option('--train-on <all|answers>', 'what is learned (default: answers)')
    .option('--turns <all|last>', 'of several answers, which are learned (default: all)')
    .option('--control-tokens <text|tokens>', 'what special tokens in questions are read as (default: text)')
    .option(
      '--missing-thought <empty|none>',
      'what is learned where the template opens a thought that a row has not (default: empty)',
    )
    .option(
      '--placeholders <skip|keep>',
      'what to do with answers that are what programs write for none, such as nan (default: skip)',
    )
    .option('--max-length <n>', 'tokens of an example at most; what is longer is cut (default: 1024)')
    .option('--encoding <name>', 'of a text file, such as windows-1252; default: found by looking')
    .option('--sheet <name>', 'of a workbook; default: the one whose columns are understood')
    .option('--split <name>', 'of a dataset in several parts, which is trained on; default: train')
    .option('--bad-rows <stop|skip>', 'what to do at a row that cannot be used (default: stop)');
}

/** How a dataset file is read, as the line says. */
export const readingSchema = dataOptionsSchema.omit({ holdoutFile: true });
