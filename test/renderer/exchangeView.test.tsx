/** An answer in the playground says of its adapter that it was trained on another base, and gives nobody away in a blind test. */
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { Answer, Exchange } from '../../src/renderer/src/pages/Playground/conversation.ts';
import { ExchangeView } from '../../src/renderer/src/pages/Playground/ExchangeView.tsx';
import { loadWords } from '../../src/renderer/src/text/catalogues.ts';
import { TextProvider } from '../../src/renderer/src/text/TextProvider.tsx';

const answerOf = (slot: 'base' | 'adapter', trainedOn?: string): Answer => ({
  variant: { slot, adapterVersionId: slot === 'base' ? null : 'v1', strength: 1, name: slot },
  state: 'done',
  text: 'Because.',
  facts: {
    ...{ promptTokens: 8, tokens: 2, tokensPerSecond: 9, ending: 'stop' },
    ...(trainedOn !== undefined && { trainedOn }),
  },
});

async function shown(answers: readonly Answer[], test: Exchange['test'] = null): Promise<string> {
  const exchange: Exchange = { id: '1', question: 'Why?', fresh: false, answers, error: null, test };
  const nothing = () => {};
  const does = { onAgain: nothing, onCopy: nothing, onRate: nothing, onUnrate: nothing };
  return renderToStaticMarkup(
    <TextProvider initial={await loadWords('en')} setting="en">
      <ExchangeView exchange={exchange} follows={false} {...does} />
    </TextProvider>,
  );
}

const line = 'This adapter was trained on org/Other-1B, not on this model';

test('an adapter that was trained on another base is told in one line under its answer', async () => {
  const html = await shown([answerOf('base'), answerOf('adapter', 'org/Other-1B')]);
  expect(html.split(line)).toHaveLength(2);
  expect(await shown([answerOf('base'), answerOf('adapter')])).not.toContain('was trained on');
});

test('a blind test does not tell by that line who is who', async () => {
  const hidden = { first: 'adapter', rated: false, preferred: null } as const;
  const html = await shown([answerOf('base'), answerOf('adapter', 'org/Other-1B')], hidden);
  expect(html).toContain('Because.');
  expect(html).not.toContain('org/Other-1B');
});
