/** Templates in the manner of well-known families render every kind of conversation as Python's Jinja does. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixture } from '../support.ts';
import { render, templateFixture } from './support.ts';

interface Rendering {
  readonly family: string;
  readonly conversation: string;
  readonly ask: boolean;
  readonly text?: string;
}

const { conversations, rendered } = templateFixture('families.json') as {
  conversations: Record<string, object>;
  rendered: Rendering[];
};

function ours({ family, conversation, ask }: Rendering): string | undefined {
  const source = readFileSync(fixture(`templates/families/${family}.jinja`), 'utf8');
  const context = { documents: null, add_generation_prompt: ask, bos_token: '<s>', eos_token: '</s>' };
  try {
    return render(source, { ...context, ...conversations[conversation] });
  } catch {
    return undefined;
  }
}

test.each([...new Set(rendered.map(({ family }) => family))])('templates as %s has them', (family) => {
  const own = rendered.filter((each) => each.family === family);
  expect(own).toHaveLength(18);
  expect(own.filter(({ text }) => text !== undefined).length).toBeGreaterThan(12);
  expect(own.map(ours)).toEqual(own.map(({ text }) => text));
});
