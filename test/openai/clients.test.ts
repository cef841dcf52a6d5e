/** The endpoint asked by the clients people use, with the tiny model and adapters really trained on it. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ContextOverflowError } from '@langchain/core/errors';
import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { APICallError, generateText, streamText } from 'ai';
import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEndpoint } from '../../src/main/openai/startEndpoint.ts';
import { acceptRun } from '../../src/main/services/adapters/index.ts';
import { type EndpointHost, endpointSource } from '../../src/main/services/endpoint/index.ts';
import { Playground } from '../../src/main/services/playground/index.ts';
import { addModel, addRun, openTestHome, trainAdapter } from '../services/support.ts';

const { context } = openTestHome();
const playground = new Playground(context);
let endpoint: EndpointHost;
let openai: OpenAI;

beforeAll(async () => {
  addModel(context, 'Tiny Llama');
  acceptRun(context, addRun(context, await trainAdapter(), { name: 'faq', modelId: 'model-Tiny Llama' }));
  endpoint = await startEndpoint(endpointSource(context.store, playground), { port: 0, origins: [] });
  openai = new OpenAI({ baseURL: endpoint.url, apiKey: 'none', maxRetries: 0 });
});
afterAll(async () => {
  await endpoint.close();
  playground.close();
});

const messages = [{ role: 'user' as const, content: 'What is 3 and 4?' }];
const greedy = { model: 'faq@1', messages, temperature: 0, max_completion_tokens: 12 };

test('openai: models are listed with their base, and found by their id', async () => {
  const listed = await openai.models.list();
  expect(listed.data).toEqual([
    expect.objectContaining({
      id: 'Tiny-Llama',
      object: 'model',
      created: 0,
      parent: null,
      root: 'Tiny-Llama',
    }),
    expect.objectContaining({ id: 'faq@1', owned_by: 'lowrank', parent: 'Tiny-Llama', root: 'Tiny-Llama' }),
  ]);
  expect(await openai.models.retrieve('faq@1')).toEqual(listed.data[1]);
});

test('openai: an adapter answers otherwise than its base, whole and streamed alike', async () => {
  const whole = await openai.chat.completions.create(greedy);
  const [choice] = whole.choices;
  expect(whole).toMatchObject({ object: 'chat.completion', model: 'faq@1' });
  expect(choice).toMatchObject({ index: 0, finish_reason: 'length', logprobs: null });
  expect(choice?.message).toMatchObject({ role: 'assistant', refusal: null });
  expect(whole.usage).toMatchObject({ completion_tokens: 12 });
  const silent = await openai.chat.completions.create({ ...greedy, adapter_strength: 0 } as typeof greedy);
  const base = await openai.chat.completions.create({ ...greedy, model: 'Tiny-Llama' });
  expect(base.choices[0]?.message.content).not.toBe(choice?.message.content);
  expect(silent.choices[0]?.message.content).toBe(base.choices[0]?.message.content);

  const stream = openai.chat.completions.stream({ ...greedy, stream_options: { include_usage: true } });
  const pieces: string[] = [];
  stream.on('content', (piece) => pieces.push(piece));
  const final = await stream.finalChatCompletion();
  expect(pieces.length).toBeGreaterThan(2);
  expect(final.choices[0]?.message.content).toBe(choice?.message.content);
  expect([final.choices[0]?.finish_reason, final.usage]).toEqual(['length', whole.usage]);
});

test('openai: content in parts, developer and max_tokens mean what they mean there; a stop string ends the text before it', async () => {
  const whole = (await openai.chat.completions.create(greedy)).choices[0]?.message.content ?? '';
  const parts = await openai.chat.completions.create({
    ...greedy,
    max_tokens: 5,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is ' },
          { type: 'text', text: '3 and 4?' },
        ],
      },
    ],
    tools: [],
    response_format: { type: 'text' },
  });
  const short = parts.choices[0]?.message.content ?? '';
  expect(parts.usage?.completion_tokens).toBe(5);
  expect(whole.startsWith(short)).toBe(true);
  const told = (role: 'developer' | 'system') =>
    openai.chat.completions.create({ ...greedy, messages: [{ role, content: 'Be brief.' }, ...messages] });
  expect((await told('developer')).choices).toEqual((await told('system')).choices);

  const stop = whole.slice(4, 7);
  const stopped = await openai.chat.completions.create({ ...greedy, stop: [stop, 'never'] });
  expect(stopped.choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: whole.slice(0, whole.indexOf(stop)) },
  });
});

test('openai: texts are continued, several at once, and streamed', async () => {
  const asked = { model: 'Tiny-Llama', temperature: 0, max_tokens: 6 };
  const both = await openai.completions.create({ ...asked, prompt: ['One and', 'Two and'] });
  expect(both.choices.map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
    [0, 'length'],
    [1, 'length'],
  ]);
  const texts = ['', ''];
  const stream = await openai.completions.create({ ...asked, prompt: ['One and', 'Two and'], stream: true });
  for await (const { choices } of stream) for (const { index, text } of choices) texts[index] += text;
  expect(texts).toEqual(both.choices.map(({ text }) => text));
});

test('openai: what cannot be answered is the error class its code has, before a stream begins', async () => {
  const long = { ...greedy, messages: [{ role: 'user' as const, content: 'so '.repeat(400) }] };
  const tooLong = await openai.chat.completions.create({ ...long, stream: true }).catch((error) => error);
  expect(tooLong).toBeInstanceOf(BadRequestError);
  expect([tooLong.status, tooLong.code, tooLong.param, tooLong.type]).toEqual([
    ...[400, 'context_length_exceeded', 'messages', 'invalid_request_error'],
  ]);
  expect(tooLong.message).toMatch(
    /This model's maximum context length is 256 tokens\. However, your messages resulted in \d+ tokens\./,
  );
  const unknown = await openai.chat.completions
    .create({ ...greedy, model: 'gpt-4o' })
    .catch((error) => error);
  expect(unknown).toBeInstanceOf(NotFoundError);
  expect([unknown.code, unknown.param]).toEqual(['model_not_found', 'model']);
  const tools = [{ type: 'function' as const, function: { name: 'clock' } }];
  const refused = await openai.chat.completions.create({ ...greedy, tools }).catch((error) => error);
  expect([refused.status, refused.code, refused.param]).toEqual([400, 'unsupported_parameter', 'tools']);
  expect(refused.requestID).toMatch(/^req_[0-9a-f]{32}$/);
});

test('openai: a client that leaves ends its answer, whether it is spoken, read or waits, and the next has its turn', async () => {
  const endless = { ...greedy, temperature: 2, seed: 3, max_completion_tokens: 230, stream: true as const };
  const first = await openai.chat.completions.create(endless);
  const second = new AbortController();
  const waits = openai.chat.completions
    .create({ ...endless, seed: 4 }, { signal: second.signal })
    .catch((error) => error);
  const third = openai.chat.completions.create(greedy);
  second.abort();
  expect(await waits).toBeInstanceOf(OpenAI.APIUserAbortError);
  first.controller.abort();
  expect((await third).usage?.completion_tokens).toBe(12);
});

test('AI SDK: text, stream and error', async () => {
  const provider = createOpenAICompatible({ name: 'lowrank', baseURL: endpoint.url });
  const asked = { model: provider('faq@1'), messages, temperature: 0, maxOutputTokens: 12, maxRetries: 0 };
  const { text, usage, finishReason } = await generateText(asked);
  expect([usage.outputTokens, finishReason]).toEqual([12, 'length']);
  const streamed = streamText(asked);
  let whole = '';
  for await (const piece of streamed.textStream) whole += piece;
  expect(whole).toBe(text);
  const failure = await generateText({ ...asked, model: provider('nobody') }).catch((error) => error);
  expect(failure).toBeInstanceOf(APICallError);
  expect([failure.statusCode, failure.message]).toEqual([404, "The model 'nobody' does not exist."]);
});

/** Its types say that there is never such a count. */
const tokensOf = (message: object) =>
  (message as { readonly usage_metadata?: { readonly output_tokens: number } }).usage_metadata?.output_tokens;

test('LangChain.js: text, stream with its usage, a stop string, and errors by their class', async () => {
  const asked = {
    ...{ model: 'faq@1', temperature: 0, maxTokens: 12, apiKey: 'none', maxRetries: 0 },
    configuration: { baseURL: endpoint.url },
  };
  const model = new ChatOpenAI(asked);
  const said = await model.invoke('What is 3 and 4?');
  const whole = (await openai.chat.completions.create(greedy)).choices[0]?.message.content ?? '';
  expect(said.text).toBe(whole);
  expect([tokensOf(said), said.response_metadata.finish_reason]).toEqual([12, 'length']);
  const pieces: string[] = [];
  let used: number | undefined;
  for await (const piece of await model.stream([
    new SystemMessage('Be brief.'),
    new HumanMessage('3 and 4?'),
  ])) {
    pieces.push(piece.text);
    used = tokensOf(piece) ?? used;
  }
  expect(pieces.length).toBeGreaterThan(2);
  expect(used).toBe(12);
  const stopped = await model.invoke('What is 3 and 4?', { stop: [whole.slice(4, 7)] });
  expect(stopped.text).toBe(whole.slice(0, whole.indexOf(whole.slice(4, 7))));
  const tooLong = await model.invoke('so '.repeat(400)).catch((error) => error);
  expect(tooLong).toBeInstanceOf(ContextOverflowError);
  expect([tooLong.cause.status, tooLong.cause.code]).toEqual([400, 'context_length_exceeded']);
  const unknown = await new ChatOpenAI({ ...asked, model: 'nobody' }).invoke('Why?').catch((error) => error);
  expect([unknown.status, unknown.code]).toEqual([404, 'model_not_found']);
  const tools = model.bindTools([{ type: 'function', function: { name: 'clock', parameters: {} } }]);
  expect(await tools.invoke('What time is it?').catch((error) => error.param)).toBe('tools');
});
