/** Why one of the engine's processes ended, told from its exit code, its signal and what it said last. */

import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';

export const processEndSchema = z.object({
  /** Null after a signal. */
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
});

export type ProcessEnd = z.output<typeof processEndSchema>;

/** What the Rust tokenizer writes when a regular expression of tokenizer.json has tried for too long. */
const patternGivenUp = /Onig: Regex search error: (retry-limit|match-stack|time-limit)/;
const rustPanic = /panicked at .*(tokenizers|onig|normalizer)/;

/** Lines of libraries that look for what is not there, and go on without it: nobody died of them. */
const probeWarning = /Couldn't load Vulkan|\[W:onnxruntime|^\(node:\d+\) |^\(Use `.*--trace-/;

/** What a process said last, without the warnings that every one of them may give. */
const withoutProbeWarnings = (lastLines: string): string =>
  lastLines
    .split('\n')
    .filter((line) => !probeWarning.test(line))
    .join('\n')
    .trim();

const outOfMemoryHint = say`Close other programs, or choose a smaller model, shorter rows or fewer of them at a time.`;

/**
 * The reason as far as it is known; a signal says more than the last line before it.
 * @param end undefined where nobody saw the process end
 * @returns an error of the code `interrupted` where the process was ended from outside, which is no fault of its work
 */
export function endOfProcess(end: ProcessEnd | undefined, lastLines: string): AppError {
  if (patternGivenUp.test(lastLines))
    return tokenizerFault(say`a regular expression in its tokenizer.json does not come to an end on a text`);
  if (rustPanic.test(lastLines)) return tokenizerFault(say`its tokenizer.json breaks the tokenizer`);
  const said = withoutProbeWarnings(lastLines);
  switch (end?.signal) {
    case 'SIGKILL':
    case 'SIGTERM':
    case 'SIGHUP':
    case 'SIGINT':
      return new AppError(
        'interrupted',
        say`the engine's process was ended from outside (${end.signal}): by somebody, or by the system because memory ran out`,
        outOfMemoryHint,
      );
    case 'SIGTRAP':
      return new AppError(
        'memory',
        say`the engine's process ended because it asked for more memory at once than this program's allocator gives, which is 1 GiB (SIGTRAP)`,
        say`Use a smaller model here, or run the same with "npx lowrank", which has no such limit.`,
      );
  }
  if (said === '' && !end?.signal && !end?.code)
    return new AppError(
      'interrupted',
      say`the engine's process was ended from outside: killed, or the machine ran out of memory or went down`,
      outOfMemoryHint,
    );
  return new AppError(
    'internal',
    crashOf(end, said),
    say`Try again; if it was out of memory, close other programs or use a smaller model.`,
  );
}

function crashOf(end: ProcessEnd | undefined, said: string): Sentence {
  const how =
    end?.signal ?? (end === undefined || end.code === null ? undefined : say`exit code ${end.code}`);
  if (how === undefined)
    return said === ''
      ? say`internal: the engine's process crashed without a word`
      : say`internal: the engine's process crashed: ${said}`;
  return said === ''
    ? say`internal: the engine's process crashed (${how}) without a word`
    : say`internal: the engine's process crashed (${how}): ${said}`;
}

function tokenizerFault(what: Sentence): AppError {
  return new AppError(
    'bad-model',
    say`the model's text cannot be read: ${what}`,
    say`Download the model again, or use another one.`,
  );
}
