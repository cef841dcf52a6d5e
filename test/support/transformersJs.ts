/** transformers.js as a consumer of ONNX exports, asked in a child process that reaches no network. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TransformersJsAnswer, TransformersJsQuestion } from './transformersJsChild.ts';

const child = join(import.meta.dirname, 'transformersJsChild.ts');

/** What transformers.js makes of the export in `folder`, loaded as its config.json says. */
export async function askTransformersJs(
  question: Pick<TransformersJsQuestion, 'folder'> & Partial<TransformersJsQuestion>,
): Promise<TransformersJsAnswer> {
  const whole: TransformersJsQuestion = { prompts: [], chats: [], answers: [], maxTokens: 8, ...question };
  const { stdout } = await promisify(execFile)(process.execPath, [child, JSON.stringify(whole)], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout) as TransformersJsAnswer;
}
