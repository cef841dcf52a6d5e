/** A Jinja template as Python's transformers renders it, or a refusal: nothing in between. */

import { EndlessTemplate } from './faults.ts';
import { Frame } from './frame.ts';
import { globals } from './globals.ts';
import { parse } from './parse.ts';
import { Run } from './run.ts';
import { Scope } from './scope.ts';
import { statements } from './statements.ts';
import type { Value } from './values.ts';

/** Characters of a template; the longest of well-known models has about 20,000. */
const longest = 2 ** 20;

export class Template {
  readonly #perform: ReturnType<typeof statements>;

  /** Throws TemplateSyntaxFault, UnsupportedTemplate, TemplateFault, and EndlessTemplate where it is absurdly long. */
  constructor(source: string) {
    if (source.length > longest) throw new EndlessTemplate(`it has more than ${longest} characters`);
    this.#perform = statements(parse(source));
  }

  /** Throws TemplateFault, UnsupportedTemplate and EndlessTemplate. */
  render(variables: Iterable<readonly [string, Value]>): string {
    const known = new Scope(undefined);
    for (const [name, value] of [...globals, ...variables]) known.set(name, value);
    const frame = new Frame(new Run(), new Scope(known), { text: '' });
    try {
      this.#perform(frame);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new EndlessTemplate('it nests too deep');
    }
    return frame.out.text;
  }
}
