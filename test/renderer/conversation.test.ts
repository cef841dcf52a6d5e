/** The playground's conversation: what each variant is told, what happens to words as they come, failures and stops. */
import { expect, test } from 'vitest';
import { canRate, isHidden, onScreen } from '../../src/renderer/src/pages/Playground/blindTest.ts';
import {
  Conversation,
  type ModelVariant,
  type Question,
} from '../../src/renderer/src/pages/Playground/conversation.ts';
import type { Emit, Input, Output } from '../../src/shared/api.ts';
import { AppError } from '../../src/shared/errors.ts';
import { connectApi, serveApi } from '../../src/shared/wire.ts';
import { linePair } from '../support/line.ts';
import { fakeServices } from '../support/services.ts';

type Request = Input<'playground.chat'>;

const base: ModelVariant = { slot: 'base', adapterVersionId: null, strength: 1, name: 'Base' };
const tuned: ModelVariant = { slot: 'adapter', adapterVersionId: 'v1', strength: 0.5, name: 'Tuned' };
const sampling = { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: 8 };
const question = (text: string, change: Partial<Question> = {}): Question => ({
  ...{ modelId: 'm', text, variants: [base, tuned], system: '', sampling, fresh: false, blind: false },
  ...change,
});
const answer = (text: string): Output<'playground.chat'>[number] => ({
  ...{ text, promptTokens: 8, tokens: text.length, tokensPerSecond: 9, ending: 'stop', precision: 'int8' },
});

/**
 * @param reply answers a question, told how to say something before
 * @param draws what is drawn for blind tests, from 0 up to 1
 */
function setUp(
  reply: (
    request: Request,
    say: (variant: number, text: string) => void,
    prepare: (share: number) => void,
  ) => Promise<string[]>,
  draws: number[] = [],
) {
  const requests: Request[] = [];
  const stopped: string[] = [];
  const rated: Input<'playground.rate' | 'playground.unrate'>[] = [];
  const services = fakeServices({
    'playground.chat': async (request) => {
      requests.push(request);
      const say = (variant: number, text: string) => {
        for (const listener of services.listeners as Set<Emit>)
          listener('playground.token', { id: request.id, variant, text });
      };
      const prepare = (share: number) => {
        for (const listener of services.listeners as Set<Emit>)
          listener('playground.preparing', { id: request.id, share });
      };
      return (await reply(request, say, prepare)).map(answer);
    },
    'playground.stop': async ({ id }) => void stopped.push(id),
    'playground.rate': async (rating) => {
      if (rating.prompt === 'gone') throw new AppError('not-found', 'no version', 'Choose another.');
      rated.push(rating);
    },
    'playground.unrate': async (taken) => void rated.push(taken),
  });
  const line = linePair();
  serveApi(line.far, services);
  const conversation = new Conversation(connectApi(line.near), () => draws.shift() ?? Number.NaN);
  const texts = () => conversation.current().exchanges.map(({ answers }) => answers.map(({ text }) => text));
  return { conversation, requests, stopped, rated, texts };
}

test('each variant remembers its own answers and nobody else’s', async () => {
  const { conversation, requests, texts } = setUp(async ({ variants }) =>
    variants.map(({ adapterVersionId, messages }) => `${adapterVersionId ?? 'base'}${messages.length}`),
  );
  await conversation.ask(question('one', { system: ' Be brief. ' }));
  await conversation.ask(question('two', { system: ' Be brief. ' }));
  expect(texts()).toEqual([
    ['base2', 'v12'],
    ['base4', 'v14'],
  ]);
  expect(requests[1]?.variants).toEqual([
    {
      ...{ adapterVersionId: null, strength: 1 },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'base2' },
        { role: 'user', content: 'two' },
      ],
    },
    {
      ...{ adapterVersionId: 'v1', strength: 0.5 },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'v12' },
        { role: 'user', content: 'two' },
      ],
    },
  ]);
  expect(requests[0]?.id).not.toBe(requests[1]?.id);
});

test('a fresh question forgets what was before it, and so do those that follow it', async () => {
  const { conversation, requests } = setUp(async ({ variants }) => variants.map(() => 'yes'));
  for (const [text, fresh] of [
    ['a', false],
    ['b', true],
    ['c', false],
  ] as const)
    await conversation.ask(question(text, { fresh, variants: [base] }));
  const asked = requests.map(({ variants }) => variants[0]?.messages.map(({ content }) => content).join(' '));
  expect(asked).toEqual(['a', 'b', 'b yes c']);
  expect(conversation.current().exchanges.map(({ fresh }) => fresh)).toEqual([true, true, false]);
});

test('how far a model’s weights are rounded belongs to the question that waits for it', async () => {
  const { conversation } = setUp(async ({ variants }, _, prepare) => {
    if (conversation.current().exchanges.length === 1) for (const share of [0.5, 1]) prepare(share);
    return variants.map(() => 'yes');
  });
  await conversation.ask(question('first'));
  await conversation.ask(question('second'));
  expect(conversation.current().exchanges.map(({ preparing }) => preparing)).toEqual([1, undefined]);
});

test('words arrive in their column; whoever is followed has ended', async () => {
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { conversation } = setUp(async (_, say) => {
    say(0, 'Hel');
    say(0, 'lo');
    say(1, 'Hi');
    await held;
    return ['Hello', 'Hi there'];
  });
  const asked = conversation.ask(question('?'));
  await expect.poll(() => conversation.current().exchanges[0]?.answers[1]?.text).toBe('Hi');
  expect(conversation.current().busy).toBe(true);
  expect(conversation.current().exchanges[0]?.answers.map(({ state, text }) => [state, text])).toEqual([
    ['done', 'Hello'],
    ['generating', 'Hi'],
  ]);
  go();
  await asked;
  expect(conversation.current().exchanges[0]?.answers[1]).toMatchObject({
    ...{ state: 'done', text: 'Hi there' },
    facts: { promptTokens: 8, tokens: 8, tokensPerSecond: 9, ending: 'stop', precision: 'int8' },
  });
  expect(conversation.current().busy).toBe(false);
});

test('questions asked at once wait for each other; stopping drops those that wait', async () => {
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { conversation, requests, stopped } = setUp(async ({ variants }) => {
    await held;
    return variants.map(() => 'so far');
  });
  const all = ['a', 'b', 'c'].map((text) => conversation.ask(question(text, { fresh: true })));
  await expect.poll(() => requests.length).toBe(1);
  await conversation.stop();
  expect(stopped).toEqual([requests[0]?.id]);
  go();
  await Promise.all(all);
  await expect.poll(() => conversation.current().busy).toBe(false);
  expect(conversation.current().exchanges.map(({ question: text }) => text)).toEqual(['a']);
});

test('a failure stays with its question, is not remembered, and can be taken back', async () => {
  const { conversation, requests } = setUp(async ({ variants }) => {
    if (requests.length === 1) throw new AppError('bad-config', 'too long', 'Shorten it.');
    return variants.map(() => '');
  });
  await conversation.ask(question('long'));
  const [failed] = conversation.current().exchanges;
  expect(failed?.error).toMatchObject({ message: 'too long', hint: 'Shorten it.' });
  await conversation.ask(question('short'));
  await conversation.ask(question('shorter'));
  // Nor is a question to which nothing was said: templates want question and answer in turns.
  expect(requests.map(({ variants }) => variants[0]?.messages.length)).toEqual([1, 1, 1]);
  conversation.forget(failed!.id);
  expect(conversation.current().exchanges.map(({ question: text }) => text)).toEqual(['short', 'shorter']);
  conversation.clear();
  expect(conversation.current()).toEqual({ exchanges: [], busy: false });
});

test('a blind test draws who speaks first and who stands first, each for itself and anew', async () => {
  const { conversation, requests } = setUp(
    async ({ variants }) => variants.map(({ adapterVersionId }) => adapterVersionId ?? 'base'),
    [0.1, 0.1, 0.1, 0.9, 0.9, 0.1, 0.9, 0.9],
  );
  for (const text of ['a', 'b', 'c', 'd']) await conversation.ask(question(text, { blind: true }));
  const spoken = requests.map(({ variants }) =>
    variants.map(({ adapterVersionId }) => adapterVersionId ?? 'base'),
  );
  expect(spoken).toEqual([
    ['base', 'v1'],
    ['base', 'v1'],
    ['v1', 'base'],
    ['v1', 'base'],
  ]);
  const shown = conversation
    .current()
    .exchanges.map((exchange) => onScreen(exchange).map(({ text }) => text));
  expect(shown).toEqual([
    ['base', 'v1'],
    ['v1', 'base'],
    ['base', 'v1'],
    ['v1', 'base'],
  ]);
  // Each on its own: what a variant said before would give it away.
  expect(requests.map(({ variants }) => variants[0]?.messages.length)).toEqual([1, 1, 1, 1]);
});

test('what is preferred is whoever stands there; names are known from then on, the rating taken back or not', async () => {
  const { conversation, rated } = setUp(async ({ variants }) => variants.map(() => 'yes'), [0.1, 0.9]);
  await conversation.ask(question('why?', { blind: true }));
  const exchange = () => conversation.current().exchanges[0]!;
  const { id } = exchange();
  expect([isHidden(exchange()), canRate(exchange())]).toEqual([true, true]);
  await conversation.rate(id, 0);
  const rating = { id, adapterVersionId: 'v1', strength: 0.5, prompt: 'why?', preferred: 'adapter' };
  expect(rated).toEqual([rating]);
  expect([isHidden(exchange()), canRate(exchange()), exchange().test?.preferred]).toEqual([
    false,
    false,
    'adapter',
  ]);
  await conversation.unrate(id);
  expect(rated).toEqual([rating, { id }]);
  expect([isHidden(exchange()), exchange().test?.preferred]).toEqual([false, null]);
});

test.each([
  [0.1, 0, 'base'],
  [0.1, 1, 'adapter'],
  [0.9, 0, 'adapter'],
  [0.9, 1, 'base'],
  [0.9, 'equal', 'equal'],
] as const)('stands first by %d, found %s: %s is preferred', async (draw, finding, preferred) => {
  for (const speaks of [0.1, 0.9]) {
    const { conversation, rated } = setUp(async ({ variants }) => variants.map(() => 'yes'), [speaks, draw]);
    await conversation.ask(question('why?', { blind: true }));
    await conversation.rate(conversation.current().exchanges[0]!.id, finding);
    expect(rated).toMatchObject([{ preferred }]);
  }
});

test('names stay hidden while answers come and where a rating could not be kept, not where a test was cut short', async () => {
  let cut = false;
  const { conversation } = setUp(
    async ({ variants }, say) => {
      say(0, 'Hel');
      await held;
      if (cut) throw new AppError('bad-config', 'too long', 'Shorten it.');
      return variants.map(() => 'Hello');
    },
    [0.1, 0.1, 0.1, 0.1],
  );
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const asked = conversation.ask(question('gone', { blind: true }));
  await expect.poll(() => conversation.current().exchanges[0]?.answers[0]?.text).toBe('Hel');
  expect(conversation.current().exchanges.map((exchange) => [isHidden(exchange), canRate(exchange)])).toEqual(
    [[true, false]],
  );
  go();
  await asked;
  await expect(conversation.rate(conversation.current().exchanges[0]!.id, 0)).rejects.toThrow('no version');
  expect(conversation.current().exchanges.map((exchange) => [isHidden(exchange), canRate(exchange)])).toEqual(
    [[true, true]],
  );

  cut = true;
  await conversation.ask(question('long', { blind: true }));
  expect(conversation.current().exchanges.map(isHidden)).toEqual([true, false]);
});
