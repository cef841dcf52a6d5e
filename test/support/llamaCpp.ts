/** llama.cpp as a consumer of GGUF files, asked in a child process. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LlamaCppAnswer, LlamaCppQuestion } from './llamaCppChild.ts';

type Asked = Pick<LlamaCppQuestion, 'model'> & Partial<LlamaCppQuestion>;

/** What llama.cpp computes; throws with its last message where it does not load the file. */
export async function askLlamaCpp(question: Asked): Promise<LlamaCppAnswer> {
  const [answer] = await askLlamaCppAll([question]);
  if (answer?.error !== undefined) throw new Error(answer.error);
  return answer as LlamaCppAnswer;
}

/** The same of several files in one process, whose start is most of what a question costs; answers may hold an `error`. */
export async function askLlamaCppAll(questions: readonly Asked[]): Promise<readonly LlamaCppAnswer[]> {
  const usual = { prompts: [], texts: [], answers: [], maxTokens: 8, ends: [] };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'llamaCppChild.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(questions.map((question) => ({ ...usual, ...question }))));
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`llama.cpp ended with ${code}`);
  return JSON.parse(said) as readonly LlamaCppAnswer[];
}
