/** Collects what becomes of rows otherwise than they were written, to be said in the report. */

import type { DataNote } from '../../../shared/dataNotes.ts';
import { answersHoldSpecials, holdsControlTokens, isRendered } from './controlTokens.ts';
import { isLearned, type Message, type Sample } from './conversation.ts';
import type { DraftOptions } from './encodeExamples.ts';
import type { ModelText } from './modelText.ts';

export class SampleNotes {
  readonly #model: ModelText;
  readonly #readAs: 'text' | 'tokens';
  readonly #learned: 'empty' | 'none';
  readonly #controlTokens: number[] = [];
  readonly #inAnswers: number[] = [];
  readonly #thoughtless: number[] = [];
  readonly #systems: number[] = [];
  readonly #thoughts: number[] = [];
  readonly #rendered: number[] = [];
  readonly #emptyAnswers: number[] = [];

  constructor(
    model: ModelText,
    { controlTokens, missingThought }: Pick<DraftOptions, 'controlTokens' | 'missingThought'>,
  ) {
    this.#model = model;
    this.#readAs = controlTokens ?? 'text';
    this.#learned = missingThought ?? 'empty';
  }

  /** A row that is used. @param empty whether nothing of it is learned, which is told elsewhere */
  add(row: number, sample: Sample, empty: boolean): void {
    if (empty) return;
    if ('text' in sample) {
      if (isRendered(sample.text, this.#model)) this.#rendered.push(row);
      return;
    }
    const { messages } = sample;
    const { habits } = this.#model.template;
    if (holdsControlTokens(sample, this.#model)) this.#controlTokens.push(row);
    if (answersHoldSpecials(sample, this.#model)) this.#inAnswers.push(row);
    if (habits.opensThought && messages.some(isWithoutThought)) this.#thoughtless.push(row);
    if (messages[0]?.role === 'system' && !habits.hasSystemRole) this.#systems.push(row);
    if (messages.some((message) => isLearned(message) && isEmpty(message))) this.#emptyAnswers.push(row);
    if (messages.some((message) => message.reasoning_content) && !habits.showsThoughts)
      this.#thoughts.push(row);
  }

  found(): DataNote[] {
    const notes: Extract<DataNote, { rows: number[] }>[] = [
      { code: 'specialTokens', rows: this.#controlTokens, readAs: this.#readAs },
      { code: 'specialTokensInAnswers', rows: this.#inAnswers },
      { code: 'systemInQuestion', rows: this.#systems },
      { code: 'thoughtsLeftOut', rows: this.#thoughts },
      { code: 'thoughtsMissing', rows: this.#thoughtless, learned: this.#learned },
      { code: 'renderedText', rows: this.#rendered },
      { code: 'emptyAnswers', rows: this.#emptyAnswers },
    ];
    return notes.filter(({ rows }) => rows.length > 0);
  }
}

function isEmpty({ content, tool_calls, function_call, reasoning_content }: Message): boolean {
  return content.trim() === '' && !tool_calls && !function_call && !reasoning_content;
}

function isWithoutThought(message: Message): boolean {
  return isLearned(message) && !message.reasoning_content && !/<\/[\w:]*think(?:ing)?>/.test(message.content);
}
