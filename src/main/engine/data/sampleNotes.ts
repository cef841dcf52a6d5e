/** Collects what becomes of rows otherwise than they were written, to be said in the report. */

import { holdsControlTokens, isRendered } from './controlTokens.ts';
import type { Sample } from './conversation.ts';
import type { DraftOptions } from './encodeExamples.ts';
import type { ModelText } from './modelText.ts';

export class SampleNotes {
  readonly #model: ModelText;
  readonly #asText: boolean;
  readonly #controlTokens: number[] = [];
  readonly #systems: number[] = [];
  readonly #thoughts: number[] = [];
  readonly #rendered: number[] = [];

  constructor(model: ModelText, { controlTokens }: Pick<DraftOptions, 'controlTokens'>) {
    this.#model = model;
    this.#asText = controlTokens !== 'tokens';
  }

  /** A row that is used. */
  add(row: number, sample: Sample): void {
    if ('text' in sample) {
      if (isRendered(sample.text, this.#model)) this.#rendered.push(row);
      return;
    }
    const { messages } = sample;
    const { habits } = this.#model.template;
    if (holdsControlTokens(sample, this.#model)) this.#controlTokens.push(row);
    if (messages[0]?.role === 'system' && !habits.hasSystemRole) this.#systems.push(row);
    if (messages.some((message) => message.reasoning_content) && !habits.showsThoughts)
      this.#thoughts.push(row);
  }

  warnings(): string[] {
    const read = this.#asText
      ? 'they are read as plain text'
      : 'they are read as the tokens, as the run is set to';
    return [
      ...say(this.#controlTokens, `hold special tokens of the model in what is asked: ${read}`),
      ...say(
        this.#systems,
        'have a system prompt, which the model knows no place for: it stands before the first question',
      ),
      ...say(this.#thoughts, 'hold a thought, which the chat template leaves out'),
      ...say(
        this.#rendered,
        'are plain text with special tokens of the model: if they are conversations, their questions are learned as well',
      ),
    ];
  }
}

function say(rows: readonly number[], what: string): string[] {
  if (rows.length === 0) return [];
  const first = rows.slice(0, 5).join(', ') + (rows.length > 5 ? ', ...' : '');
  return [`${rows.length} rows ${what} (${first}).`];
}
