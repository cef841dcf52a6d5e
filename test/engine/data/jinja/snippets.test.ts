/** A thousand small templates render as Python's Jinja renders them, or fail where it fails. */

import { expect, test } from 'vitest';
import { TemplateFault, TemplateSyntaxFault } from '../../../../src/main/engine/data/jinja/faults.ts';
import { render, templateFixture } from './support.ts';

interface Snippet {
  readonly template: string;
  readonly text?: string;
  readonly error?: string;
}

const { context, groups } = templateFixture('snippets.json') as {
  context: object;
  groups: Record<string, Snippet[]>;
};

/** The text, or that it failed as Jinja fails; refusals of ours and crashes are told apart from that. */
function outcome(template: string): string {
  try {
    return `text: ${render(template, context)}`;
  } catch (error) {
    const fails = error instanceof TemplateFault || error instanceof TemplateSyntaxFault;
    return fails ? 'fails' : `${(error as Error).name}: ${(error as Error).message}`;
  }
}

test.each(Object.entries(groups))('templates of %s render as in Python', (_name, snippets) => {
  expect(snippets.length).toBeGreaterThan(20);
  const ours = snippets.map(({ template }) => ({ template, outcome: outcome(template) }));
  const python = snippets.map(({ template, text }) => ({
    template,
    outcome: text === undefined ? 'fails' : `text: ${text}`,
  }));
  expect(ours).toEqual(python);
});
