/** A model's way with text, taken from its folder: tokenizer, chat template, and the tokens after which it stops. */

import type { DataNote } from '../../../shared/dataNotes.ts';
import { AppError } from '../../../shared/errors.ts';
import { isJsonObject, readText } from '../formats/json.ts';
import { type Companions, requireTokenizer } from '../formats/modelFolder.ts';
import { renderAnswers } from './assistantSpans.ts';
import { ChatTemplate, plainTemplate, type TemplateSources } from './chatTemplate.ts';
import type { Message } from './conversation.ts';
import { Tokenizer } from './tokenizer.ts';

export interface ModelText {
  readonly tokenizer: Tokenizer;
  readonly template: ChatTemplate;
  /** Ids that end an answer, ascending: the model's own and the one its template puts after an answer. */
  readonly stopIds: readonly number[];
  /** What the user should know, such as a template that had to be replaced. */
  readonly notes: readonly DataNote[];
}

/** Throws not-found or bad-model where the tokenizer or the template cannot be used. */
export function openModelText(model: Companions): ModelText {
  const file = requireTokenizer(model);
  const { bos_token: bos, eos_token: eos, ...others } = namedTokens(model);
  const tokenizer = new Tokenizer(readText(file, 'bad-model'), file, { bos, eos, others });
  const ids = [model.generationConfig?.eos_token_id, model.config.eos_token_id]
    .flat()
    .filter((id) => typeof id === 'number');
  const { chatTemplate: usual, toolTemplate: withTools } = model;
  return modelText(tokenizer, usual === undefined ? undefined : { usual, withTools }, ids);
}

/** Special tokens by the names templates know them by. As in transformers, the older file counts where the newer list is missing. */
function namedTokens({ tokenizerConfig, specialTokens }: Companions): Record<string, string> {
  const isNewer = tokenizerConfig.added_tokens_decoder !== undefined;
  const files = isNewer ? [specialTokens, tokenizerConfig] : [tokenizerConfig, specialTokens];
  return Object.fromEntries(
    files
      .flatMap((file) => Object.entries(file))
      .flatMap(([name, token]) => {
        const text = contentOf(token);
        return name.endsWith('_token') && text !== undefined ? [[name, text]] : [];
      }),
  );
}

/** The same from its parts; without `sources` a plain template of ours is used, with a warning. */
export function modelText(
  tokenizer: Tokenizer,
  sources: string | TemplateSources | undefined,
  modelStops: readonly number[] = [],
): ModelText {
  const template = new ChatTemplate(sources ?? plainTemplate, tokenizer);
  const notes: DataNote[] = [];
  if (sources === undefined) notes.push({ code: 'noTemplate' });
  let end: string | undefined;
  try {
    end = endOfTurnToken(template, tokenizer.specials);
    if (end === undefined) notes.push({ code: 'noEndToken' });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    notes.push({ code: 'templateFails', message: error.message });
  }
  const stops = [tokenizer.eos, end].flatMap((token) =>
    token === undefined ? [] : (tokenizer.idOf(token) ?? []),
  );
  return {
    tokenizer,
    template,
    stopIds: [...new Set([...modelStops, ...stops])].sort((a, b) => a - b),
    notes,
  };
}

/** Seen on a small conversation, because templates do not say it. */
function endOfTurnToken(template: ChatTemplate, specials: ReadonlySet<string>): string | undefined {
  const messages: Message[] = [
    { role: 'user', content: 'Question' },
    { role: 'assistant', content: 'Answer' },
  ];
  const rendered = renderAnswers(template, { messages }, specials, 'last')[0]!;
  const upToEnd = rendered.text.slice(0, rendered.answers[0]![1]);
  return [...specials].find((token) => upToEnd.endsWith(token));
}

/** transformers writes a special token as its text or as an object that holds it. */
function contentOf(token: unknown): string | undefined {
  const text = isJsonObject(token) ? token.content : token;
  return typeof text === 'string' ? text : undefined;
}
