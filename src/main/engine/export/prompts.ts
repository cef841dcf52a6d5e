/** What original and export are asked for the certificate: held-out rows where there are some, else a few questions. */

import type { BaseModel } from '../baseModel.ts';
import { openModelText } from '../data/modelText.ts';

/** A sequence of tokens, and what is known of it. */
export interface Prompt {
  readonly ids: Int32Array;
  /** Tokens before the answer, which is what is asked. */
  readonly answerAt: number;
  /** 1 where the token is a label; absent where no answer is known. */
  readonly supervised?: Uint8Array;
}

/** An example that was held out of training. */
export interface HeldOutExample {
  readonly ids: Int32Array;
  readonly supervised: Uint8Array;
}

/** What is asked when there is nothing better: several kinds of text, so that many weights have a say. */
const questions = [
  'What should I check before I sign a contract for a new roof?',
  'Skriv en kort hälsning till en granne som fyller 70 år.',
  'Write a function that returns the larger of two numbers.',
  'A train leaves at 14:35 and arrives at 17:05. How long does the journey take?',
];

/** Held-out rows that are asked, and their tokens together: logits of all of them are in memory three times. */
const mostRows = 8;
const mostTokens = 400;

/** The shortest held-out rows, as many as are worth asking; {@link questions} in the model's words without any. */
export async function choosePrompts(
  model: BaseModel,
  heldOut: readonly HeldOutExample[],
): Promise<readonly Prompt[]> {
  const chosen: Prompt[] = [];
  let tokens = 0;
  for (const { ids, supervised } of heldOut.toSorted((a, b) => a.ids.length - b.ids.length)) {
    tokens += ids.length;
    if (chosen.length === mostRows || tokens > mostTokens) break;
    const answerAt = Math.max(1, supervised.indexOf(1));
    chosen.push({ ids, answerAt, supervised });
  }
  return chosen.length > 0 ? chosen : await renderQuestions(model);
}

async function renderQuestions({ folder }: BaseModel): Promise<readonly Prompt[]> {
  const { template, tokenizer } = openModelText(folder);
  const texts = questions.map((content) => template.render({ messages: [{ role: 'user', content }] }, true));
  const encoded = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  return encoded.map(({ ids }) => whole(ids));
}

/** Tokens that are asked as they are. */
export function whole(ids: Int32Array): Prompt {
  return { ids, answerAt: ids.length };
}
