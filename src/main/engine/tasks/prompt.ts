/** Turns a conversation into the tokens of a prompt; one that has outgrown the model's window loses its beginning. */

import type { ChatMessage } from '../../../shared/records/playground.ts';
import type { ModelText } from '../data/modelText.ts';

interface Window {
  /** Tokens the model reads, its answer included. */
  readonly maxPositions: number;
  /** Tokens to be kept free for the answer by leaving out old messages; 0: a conversation stays whole. */
  readonly room: number;
}

/**
 * @param messages or a text that is continued as it is, without the chat template
 * @returns token ids, still too many where the last question alone is; and how many messages were left out
 * @throws AppError what the template throws
 */
export async function readPrompt(
  { tokenizer, template }: Pick<ModelText, 'tokenizer' | 'template'>,
  messages: readonly ChatMessage[] | string,
  { maxPositions, room }: Window,
): Promise<{ readonly ids: Int32Array; readonly leftOut: number }> {
  if (typeof messages === 'string')
    return { ids: (await tokenizer.encode(messages, { addSpecialTokens: true })).ids, leftOut: 0 };
  const idsOf = async (some: readonly ChatMessage[]) =>
    (await tokenizer.encode(template.render({ messages: some }, true), { addSpecialTokens: false })).ids;
  const whole = await idsOf(messages);
  if (room === 0 || whole.length + room <= maxPositions) return { ids: whole, leftOut: 0 };
  const told = messages.findIndex(({ role }) => role !== 'system');
  const from = (start: number) => [...messages.slice(0, told), ...messages.slice(start)];
  // Templates want turns that begin with a question.
  const starts = messages.flatMap(({ role }, i) => (i > told && role === 'user' ? [i] : []));
  let ids = whole;
  let first = told;
  // The later a conversation begins, the shorter it is: the earliest beginning that leaves room, by halves.
  for (let [low, high] = [0, starts.length - 1]; low <= high; ) {
    const middle = (low + high) >> 1;
    const found = await idsOf(from(starts[middle]!));
    const fits = found.length + room <= maxPositions;
    if (fits || middle === starts.length - 1) [ids, first] = [found, starts[middle]!];
    if (fits) high = middle - 1;
    else low = middle + 1;
  }
  return { ids, leftOut: first - told };
}
