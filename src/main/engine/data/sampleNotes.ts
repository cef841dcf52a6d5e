/** Collects what becomes of rows otherwise than they were written, to be said in the report. */

import type { DataNote } from '../../../shared/dataNotes.ts';
import { holdsControlTokens, isRendered } from './controlTokens.ts';
import type { Sample } from './conversation.ts';
import type { DraftOptions } from './encodeExamples.ts';
import type { ModelText } from './modelText.ts';

export class SampleNotes {
  readonly #model: ModelText;
  readonly #readAs: 'text' | 'tokens';
  readonly #controlTokens: number[] = [];
  readonly #systems: number[] = [];
  readonly #thoughts: number[] = [];
  readonly #rendered: number[] = [];

  constructor(model: ModelText, { controlTokens }: Pick<DraftOptions, 'controlTokens'>) {
    this.#model = model;
    this.#readAs = controlTokens ?? 'text';
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

  found(): DataNote[] {
    const notes: Extract<DataNote, { rows: number[] }>[] = [
      { code: 'specialTokens', rows: this.#controlTokens, readAs: this.#readAs },
      { code: 'systemInQuestion', rows: this.#systems },
      { code: 'thoughtsLeftOut', rows: this.#thoughts },
      { code: 'renderedText', rows: this.#rendered },
    ];
    return notes.filter(({ rows }) => rows.length > 0);
  }
}
