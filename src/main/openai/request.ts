/** Reads requests as OpenAI's clients write them: what is asked for and not there is refused, what says nothing is ignored. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { ChatMessage } from '../../shared/records/playground.ts';
import type { Question } from '../services/playground/index.ts';
import { ApiError, unsupported } from './apiError.ts';

/** Tokens of an answer where the request does not say how many; the model's window may end it before. */
const usualTokens = 4096;
/** As many as a question may ask for. */
const mostTokens = 8192;
const mostPrompts = 16;

const strengthSchema = z.number().min(0).max(1.5).nullish();

const commonShape = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().min(0).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  adapter_strength: strengthSchema,
};
const commonSchema = z.looseObject(commonShape);
const partSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
const messageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(partSchema)]).nullish(),
});
const chatSchema = z.looseObject({ ...commonShape, messages: z.array(messageSchema).min(1) });
const completionSchema = z.looseObject({
  ...commonShape,
  prompt: z.union([z.string(), z.array(z.string()).min(1).max(mostPrompts)]),
});

/** A request that can be answered. */
export interface Order extends Pick<Question, 'sampling' | 'stop'> {
  /** As it was asked for. */
  readonly model: string;
  readonly strength: number;
  /** A conversation, or texts to be continued. */
  readonly prompts: readonly (ChatMessage[] | string)[];
  readonly stream: boolean;
  /** Whether a stream tells the tokens that were used. */
  readonly usage: boolean;
}

/** @throws ApiError 400 naming the field */
export function readChat(body: unknown): Order {
  const { messages, ...asked } = parsed(chatSchema, body);
  refuseUnsupported(asked);
  return { ...common(asked), prompts: [messages.map(message)] };
}

/** @throws ApiError 400 naming the field */
export function readCompletion(body: unknown): Order {
  const { prompt, ...asked } = parsed(completionSchema, body);
  refuseUnsupported(asked);
  return { ...common(asked), prompts: [prompt].flat() };
}

function common(asked: z.infer<typeof commonSchema>): Omit<Order, 'prompts'> {
  const { model, stream, stream_options, seed, stop } = asked;
  const limits = [asked.max_tokens, asked.max_completion_tokens].filter((limit) => typeof limit === 'number');
  return {
    model,
    stream: stream ?? false,
    usage: stream_options?.include_usage ?? false,
    strength: asked.adapter_strength ?? 1,
    stop: [stop ?? []].flat(),
    sampling: {
      temperature: asked.temperature ?? 1,
      topK: asked.top_k ?? 0,
      topP: asked.top_p ?? 1,
      seed: seed === undefined || seed === null ? randomInt(2 ** 32) : Math.abs(seed),
      maxTokens: Math.min(mostTokens, ...(limits.length > 0 ? limits : [usualTokens])),
    },
  };
}

function message({ role, content }: z.infer<typeof messageSchema>, index: number): ChatMessage {
  const at = `messages[${index}]`;
  const known = role === 'developer' ? 'system' : role;
  if (known === 'tool' || known === 'function')
    throw unsupported(
      `${at}.role`,
      `Messages of the role '${role}' are not supported: these models call no tools.`,
    );
  if (known !== 'system' && known !== 'user' && known !== 'assistant')
    throw new ApiError(400, `Invalid value for '${at}.role': '${role}'.`, { param: `${at}.role` });
  if (content === undefined || content === null)
    throw new ApiError(400, `Invalid value for '${at}.content': expected a string or a list of parts.`, {
      param: `${at}.content`,
    });
  return { role: known, content: typeof content === 'string' ? content : textOf(content, at) };
}

function textOf(parts: readonly z.infer<typeof partSchema>[], at: string): string {
  return parts
    .map(({ type, text }, i) => {
      if (type === 'text' && text !== undefined) return text;
      throw unsupported(
        `${at}.content[${i}]`,
        `Content parts of the type '${type}' are not supported, only text.`,
      );
    })
    .join('');
}

type Asked = Readonly<Record<string, unknown>>;

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  (typeof value === 'object' && Object.keys(value).length === 0);

/** Fields that ask for something, but for the values that ask for nothing. */
const refused: Readonly<Record<string, (value: unknown) => boolean>> = {
  tools: isEmpty,
  functions: isEmpty,
  logprobs: isEmpty,
  top_logprobs: isEmpty,
  logit_bias: isEmpty,
  frequency_penalty: isEmpty,
  presence_penalty: isEmpty,
  audio: isEmpty,
  prediction: isEmpty,
  web_search_options: isEmpty,
  echo: isEmpty,
  suffix: (value) => isEmpty(value) || value === '',
  n: (value) => isEmpty(value) || value === 1,
  best_of: (value) => isEmpty(value) || value === 1,
  modalities: (value) => isEmpty(value) || JSON.stringify(value) === '["text"]',
  response_format: (value) => isEmpty(value) || (value as { type?: unknown }).type === 'text',
};

/** Never silently ignored: whoever asks for it relies on it. @throws ApiError 400 */
function refuseUnsupported(asked: Asked): void {
  for (const [field, saysNothing] of Object.entries(refused))
    if (!saysNothing(asked[field])) throw unsupported(field, `'${field}' is not supported with this model.`);
}

function parsed<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { path, message: found } = result.error.issues[0]!;
  const param = path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`))
    .join('');
  if (param === '') throw new ApiError(400, 'The body of the request must be a JSON object.');
  throw new ApiError(400, `Invalid value for '${param}': ${found}.`, { param });
}
