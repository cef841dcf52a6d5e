/** transformers.js as a consumer of ONNX exports, asked in a child process that reaches no network. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TransformersJsAnswer, TransformersJsQuestion } from './transformersJsChild.ts';

const child = join(import.meta.dirname, 'transformersJsChild.ts');

type Question = Pick<TransformersJsQuestion, 'folder'> & Partial<TransformersJsQuestion>;

/** What transformers.js makes of the export in each `folder`, loaded as its config.json says. */
export async function askTransformersJs(
  questions: readonly Question[],
): Promise<readonly TransformersJsAnswer[]> {
  const usual = { prompts: [], chats: [], answers: [], maxTokens: 8 };
  const whole: readonly TransformersJsQuestion[] = questions.map((question) => ({ ...usual, ...question }));
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(whole)], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout) as readonly TransformersJsAnswer[];
}
