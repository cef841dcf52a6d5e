/** The endpoint's own part, before services of the test: who may ask, what is refused and how, who has left. */
import { request } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { type EndpointOptions, startEndpoint } from '../../src/main/openai/startEndpoint.ts';
import type { EndpointSource } from '../../src/main/services/endpoint/index.ts';
import { AppError } from '../../src/shared/errors.ts';
import type { ServedModel } from '../../src/shared/records/endpoint.ts';

const model = (id: string, parent: string | null): ServedModel => ({
  ...{ id, parent, modelId: 'm', adapterVersionId: parent && 'v', chats: id !== 'raw', createdAt: 7_000 },
});
const said = {
  text: 'Hello',
  promptTokens: 3,
  tokens: 2,
  tokensPerSecond: 1,
  ending: 'stop',
  precision: 'int8',
} as const;
type Chat = EndpointSource['chat'];
const hello: Chat = async (_question, { onReading, onText } = {}) => {
  onReading?.(0, 3);
  onText?.(0, 'Hel');
  onText?.(0, 'lo');
  return [said];
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** An endpoint, and requests with exactly these headers. */
async function open(source: Partial<EndpointSource> = {}, options: Partial<EndpointOptions> = {}) {
  const models = () => [model('base', null), model('faq@3', 'base'), model('raw', null)];
  const whole = { chat: hello, models, keyName: () => undefined, needsKey: () => false, ...source };
  const endpoint = await startEndpoint(whole, { port: 0, origins: [], ...options });
  afterAll(() => endpoint.close());
  const { port, host } = new URL(endpoint.url);
  const ask = (path: string, headers: Record<string, string> = {}, body?: unknown, method?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const asked = request({
        ...{ port, host: '127.0.0.1', path, agent: false, headers: { host, ...headers } },
        method: method ?? (body === undefined ? 'GET' : 'POST'),
      });
      asked.on('response', async (response) => {
        let text = '';
        for await (const part of response) text += part;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
      asked.on('error', reject);
      asked.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  return { ask, url: endpoint.url };
}

const chat = { model: 'faq@3', messages: [{ role: 'user', content: 'Hi' }] };
const errorOf = ({ status, text }: Answer) => ({ status, ...JSON.parse(text).error });

test('a stream is role, text, reason, usage without choices, and the end', async () => {
  const { ask } = await open();
  const { headers, text } = await ask(
    '/v1/chat/completions',
    {},
    { ...chat, stream: true, stream_options: { include_usage: true } },
  );
  expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
  const events = text.split('\n\n').map((event) => event.replace(/^data: /, ''));
  expect(events.slice(5)).toEqual(['[DONE]', '']);
  const chunks = events.slice(0, 5).map((event) => JSON.parse(event));
  expect(new Set(chunks.map(({ id, object }) => `${id} ${object}`)).size).toBe(1);
  expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
    { role: 'assistant', content: '', refusal: null },
    { content: 'Hel' },
    { content: 'lo' },
    {},
    undefined,
  ]);
  expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([
    null,
    null,
    null,
    'stop',
    undefined,
  ]);
  expect(chunks[4]).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });
});

test.each([
  ['tools', { tools: [{ type: 'function', function: { name: 'f' } }] }],
  ['response_format', { response_format: { type: 'json_object' } }],
  ['logprobs', { logprobs: true }],
  ['logit_bias', { logit_bias: { 5: 1 } }],
  ['n', { n: 2 }],
  ['frequency_penalty', { frequency_penalty: 0.5 }],
  ['messages[0].role', { messages: [{ role: 'tool', content: '4' }] }],
  ['messages[0].content[0]', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }],
])('%s is refused by name', async (param, change) => {
  const { ask } = await open();
  const error = errorOf(await ask('/v1/chat/completions', {}, { ...chat, ...change }));
  expect(error).toMatchObject({
    status: 400,
    type: 'invalid_request_error',
    code: 'unsupported_parameter',
    param,
  });
});

test.each<[string, unknown, object]>([
  ['no JSON', '{', { status: 400, message: 'The body of the request is no JSON.' }],
  ['a list', [], { status: 400, message: 'The body of the request must be a JSON object.' }],
  ['no messages', { model: 'base' }, { status: 400, param: 'messages' }],
  ['a temperature of 3', { ...chat, temperature: 3 }, { status: 400, param: 'temperature' }],
  ['five stop strings', { ...chat, stop: [...'abcde'] }, { status: 400, param: 'stop' }],
  [
    'a role of its own',
    { ...chat, messages: [{ role: 'king', content: '' }] },
    { status: 400, param: 'messages[0].role' },
  ],
  ['a model without a template', { ...chat, model: 'raw' }, { status: 400, param: 'model' }],
  ['five megabytes', 'x'.repeat(5 << 20), { status: 413, type: 'invalid_request_error' }],
])('%s is refused', async (_name, body, error) => {
  const { ask } = await open();
  expect(errorOf(await ask('/v1/chat/completions', {}, body))).toMatchObject(error);
});

test('what is asked reaches the services: the smaller limit, the strength, what OpenAI takes for granted', async () => {
  const asked: Parameters<Chat>[0][] = [];
  const { ask } = await open({
    chat: async (question) => {
      asked.push(question);
      return [said];
    },
  });
  await ask(
    '/v1/chat/completions',
    {},
    {
      ...chat,
      max_tokens: 9,
      max_completion_tokens: 5,
      adapter_strength: 0.5,
      top_k: 3,
      seed: -7,
      user: 'x',
      metadata: {},
      store: true,
      tools: null,
      n: 1,
    },
  );
  await ask('/v1/chat/completions', {}, { ...chat, model: 'base' });
  const variant = { adapterVersionId: 'v', strength: 0.5, messages: [{ role: 'user', content: 'Hi' }] };
  expect(asked[0]).toEqual({
    ...{ modelId: 'm', variants: [variant], stop: [] },
    sampling: { temperature: 1, topK: 3, topP: 1, seed: 7, maxTokens: 5 },
  });
  expect(asked[1]?.variants[0]).toMatchObject({ adapterVersionId: null, strength: 1 });
  expect(asked[1]?.sampling).toMatchObject({ temperature: 1, maxTokens: 4096 });
});

test('with keys there is no answer without one, and each key takes turns as itself', async () => {
  const who: (string | undefined)[] = [];
  const { ask } = await open({
    needsKey: () => true,
    keyName: (key) => (key === 'lr-right' ? 'notes' : undefined),
    chat: async (_question, options) => {
      who.push(options?.who);
      return [said];
    },
  });
  for (const headers of [{}, { authorization: 'Bearer lr-wrong' }, { authorization: 'lr-right' }] as Record<
    string,
    string
  >[])
    expect(errorOf(await ask('/v1/models', headers))).toMatchObject({ status: 401, code: 'invalid_api_key' });
  const right = { authorization: 'Bearer lr-right' };
  expect((await ask('/v1/chat/completions', right, chat)).status).toBe(200);
  expect(who).toEqual(['program notes']);
});

test('only this machine asks under its own name, only named pages may, and their preflight needs no key', async () => {
  const origin = 'http://localhost:3000';
  const { ask } = await open({ needsKey: () => true, keyName: () => 'page' }, { origins: [origin] });
  expect((await ask('/v1/models', { host: 'evil.example' })).status).toBe(403);
  expect(errorOf(await ask('/v1/models', { origin: 'http://evil.example' }))).toMatchObject({ status: 403 });
  const wanted = 'authorization,content-type,x-stainless-os,x-stainless-helper-method';
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': wanted,
  };
  const allowed = await ask('/v1/chat/completions', preflight, undefined, 'OPTIONS');
  expect([
    allowed.status,
    allowed.headers['access-control-allow-origin'],
    allowed.headers['access-control-allow-headers'],
  ]).toEqual([204, origin, wanted]);
  const answer = await ask('/v1/chat/completions', { origin }, chat);
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, origin]);
  const off = await open();
  expect((await off.ask('/v1/models', preflight, undefined, 'OPTIONS')).status).toBe(403);
});

test('nobody else reaches it without a key', async () => {
  const failure = await open({}, { address: '0.0.0.0' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'bad-config',
    hint: expect.stringContaining('lowrank serve keys add'),
  });
});

test('other addresses, other models and too many questions are errors with a number to ask about', async () => {
  const { ask } = await open({
    chat: async () => {
      throw new AppError('busy', '32 questions wait already', 'Ask again when some are answered.');
    },
  });
  const responses = await ask('/v1/responses', {}, {});
  expect(errorOf(responses)).toMatchObject({
    status: 404,
    code: 'unknown_url',
    type: 'invalid_request_error',
  });
  expect(responses.headers['x-request-id']).toMatch(/^req_/);
  expect(errorOf(await ask('/v1/models/gpt-4o'))).toMatchObject({ status: 404, code: 'model_not_found' });
  expect(JSON.parse((await ask('/v1/models/faq%403')).text)).toEqual({
    ...{ id: 'faq@3', object: 'model', created: 7, owned_by: 'lowrank', root: 'base', parent: 'base' },
  });
  const busy = await ask('/v1/chat/completions', {}, { ...chat, stream: true });
  expect(errorOf(busy)).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error' });
  expect(busy.headers['retry-after']).toBe('5');
});

test('an error in the middle of a stream is its last event; one of ours tells no path', async () => {
  const { ask } = await open({
    chat: async (_question, { onReading, onText } = {}) => {
      onReading?.(0, 3);
      onText?.(0, 'Hel');
      throw new AppError('bad-model', '/home/me/model.safetensors is damaged');
    },
  });
  const { status, text } = await ask('/v1/chat/completions', {}, { ...chat, stream: true });
  expect(status).toBe(200);
  const last = text.trimEnd().split('\n\n').at(-1) ?? '';
  expect(JSON.parse(last.replace('data: ', '')).error).toMatchObject({
    type: 'server_error',
    message: 'The model could not answer (bad-model). Ask it in the studio to see why.',
  });
  expect(text).not.toContain('/home/me');
});

test.each([
  ['waits for its turn', false, false],
  ['hears its stream', true, true],
  ['waits for the whole answer', false, true],
])('a client that leaves while it %s is told to the services', async (_name, stream, reading) => {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  const { url } = await open({
    async chat(_question, { signal, onReading } = {}) {
      if (reading) onReading?.(0, 3);
      begun.resolve();
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
      ended.resolve('left');
      throw new AppError('interrupted', 'left');
    },
  });
  const controller = new AbortController();
  const asked = fetch(`${url}/chat/completions`, {
    ...{ method: 'POST', body: JSON.stringify({ ...chat, stream }), signal: controller.signal },
  }).then((response) => response.text());
  await begun.promise;
  controller.abort();
  await expect(asked).rejects.toThrow();
  expect(await ended.promise).toBe('left');
});
