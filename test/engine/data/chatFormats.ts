/** The habits of well-known chat formats in templates of our own: who trims, who moves the system prompt, who drops thoughts. */

import { readFileSync } from 'node:fs';
import { fixture } from './support.ts';

const family = (name: string): string => readFileSync(fixture(`templates/families/${name}.jinja`), 'utf8');

/** ChatML as Qwen 2.5 and SmolLM2 have it: a default system prompt, tools listed in it, tool results as a user's turn. */
export const chatml = family('chatml');

/** Qwen 3: ChatML that shows a thought, be it empty, only in answers after the last question. */
export const qwen3 = family('qwen3');

/** Llama 3: contents trimmed, today's date in the system prompt, tools in the first question, tool results by "ipython". */
export const llama3 = family('llama3');

/** Gemma: the system prompt goes into the first question, the assistant is "model", turns must alternate. */
export const gemma = family('gemma');

/** Phi 3: the whole text ends with a token of its own when no answer is asked for. */
export const phi3 = family('phi3');

/** Mistral: system prompt and tools stand before the last question, so every further question moves them. */
export const mistral = family('mistral');
