/** llama.cpp as a consumer of GGUF files, asked in a child process. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LlamaCppAnswer, LlamaCppQuestion } from './llamaCppChild.ts';

const child = join(import.meta.dirname, 'llamaCppChild.ts');

/** What llama.cpp computes; throws with its last message where it does not load the file. */
export async function askLlamaCpp(
  question: Pick<LlamaCppQuestion, 'model'> & Partial<LlamaCppQuestion>,
): Promise<LlamaCppAnswer> {
  const whole: LlamaCppQuestion = {
    prompts: [],
    texts: [],
    answers: [],
    maxTokens: 8,
    ends: [],
    ...question,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(whole)], {
    maxBuffer: 2 ** 28,
  });
  const answer = JSON.parse(stdout) as LlamaCppAnswer;
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}
