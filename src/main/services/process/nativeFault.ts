/** Says in words why a native library ended a process, where its last words tell. */
import { AppError } from '../../../shared/errors.ts';

/** What the Rust tokenizer writes when a regular expression of tokenizer.json has tried for too long. */
const patternGivenUp = /Onig: Regex search error: (retry-limit|match-stack|time-limit)/;
const rustPanic = /panicked at .*(tokenizers|onig|normalizer)/;

/** Undefined where the process ended for another reason. */
export function nativeFault(lastLines: string): AppError | undefined {
  if (patternGivenUp.test(lastLines))
    return tokenizerFault('a regular expression in its tokenizer.json does not come to an end on a text');
  return rustPanic.test(lastLines) ? tokenizerFault('its tokenizer.json breaks the tokenizer') : undefined;
}

function tokenizerFault(what: string): AppError {
  return new AppError(
    'bad-model',
    `the model's text cannot be read: ${what}`,
    'Download the model again, or use another one.',
  );
}
