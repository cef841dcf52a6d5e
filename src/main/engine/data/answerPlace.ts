/** Finds where the last answer of a conversation begins, for templates that ask for an answer in other words than they show it. */

import type { ChatTemplate } from './chatTemplate.ts';
import type { Conversation, Message } from './conversation.ts';

/** A text that ends with an answer as the model gives it when it is asked. */
export interface AnswerPlace {
  readonly text: string;
  /** UTF-16 offset where what the model says begins. */
  readonly start: number;
  /** What the model is asked with. */
  readonly asked: string;
  /** UTF-16 offset in `text` where the row's own words begin, after what the template puts before them. */
  readonly own: () => number;
}

/** What an answer without a thought gets where the asking opens one: an empty thought, or none and the asking without it. */
export type MissingThought = 'empty' | 'none';

/** Longest thing that a template puts between an answer's heading and its words, such as an empty thought. */
const longestLead = 64;

/** An opened thought at the end of what is asked. */
export const openedThought = /<([\w:]*think(?:ing)?|reasoning)>\s*$/;

/** One conversation's answers, each as the last one of a beginning of it. */
export class AnswerPlacer {
  readonly #template: ChatTemplate;
  readonly #missingThought: MissingThought;
  /** What the template puts before the words of an answer that only says something, once it is known. */
  #lead: string | undefined;

  constructor(template: ChatTemplate, missingThought: MissingThought) {
    this.#template = template;
    this.#missingThought = missingThought;
  }

  /** `shown`: the conversation rendered, which ends with the answer. Throws what rendering throws. */
  place(conversation: Conversation, shown: string): AnswerPlace {
    const answer = conversation.messages.at(-1)!;
    const before = { ...conversation, messages: conversation.messages.slice(0, -1) };
    const asked = this.#template.render(before, true);
    if (shown.startsWith(asked))
      return {
        text: shown,
        start: asked.length,
        asked,
        own: () => this.#ownWords(before, answer, shown, asked),
      };
    const words = wordsAt(this.#template, before, shown);
    const from = asked.startsWith(shown.slice(0, words)) ? words : askedEnd(asked, shown, words);
    const thought = thoughtLeftOut(asked, answer, shown.slice(words));
    if (thought?.own === '' && this.#missingThought === 'none')
      return { text: shown, start: words, asked: shown.slice(0, words), own: () => words };
    const lead = asked + (thought?.rest ?? '');
    const own = lead.length + words - from;
    return { text: lead + shown.slice(from), start: asked.length, asked, own: () => own };
  }

  #ownWords(before: Conversation, answer: Message, shown: string, asked: string): number {
    const onlySays = !answer.reasoning_content && !answer.tool_calls;
    if (onlySays && this.#lead !== undefined && shown.startsWith(this.#lead, asked.length))
      return asked.length + this.#lead.length;
    const own = Math.max(asked.length, wordsAt(this.#template, before, shown));
    if (onlySays) this.#lead = shown.slice(asked.length, own);
    return own;
  }
}

/**
 * Where the words of the last answer begin: up to there, another answer is shown alike. A template that refuses the other one
 * leaves the place where what is asked and what is shown part.
 */
function wordsAt(template: ChatTemplate, before: Conversation, shown: string): number {
  const other: Message = { role: 'assistant', content: '\u{10fffd}' };
  try {
    return commonStart(shown, template.render({ ...before, messages: [...before.messages, other] }, false));
  } catch {
    return commonStart(shown, template.render(before, true));
  }
}

/** How many UTF-16 units two texts begin with alike. */
export function commonStart(a: string, b: string): number {
  // halving, as comparing slices is fast where comparing characters is not
  let [same, different] = [0, Math.min(a.length, b.length) + 1];
  while (different - same > 1) {
    const middle = (same + different) >> 1;
    if (a.slice(same, middle) === b.slice(same, middle)) same = middle;
    else different = middle;
  }
  return same;
}

/** Where the end of what is asked lies in what is shown: the place in front of the words that has most in common with it. */
function askedEnd(asked: string, shown: string, words: number): number {
  let [best, most] = [words, 0];
  for (let at = words; at >= Math.max(0, words - longestLead); at--) {
    let common = 0;
    while (
      common < at &&
      common < asked.length &&
      shown[at - 1 - common] === asked[asked.length - 1 - common]
    )
      common++;
    if (common > most) [best, most] = [at, common];
  }
  return best;
}

/** Where the asking opens a thought that is not shown: the row's own, if it has one, and the rest of it up to the answer. */
function thoughtLeftOut(
  asked: string,
  answer: Message,
  shownWords: string,
): { readonly own: string; readonly rest: string } | undefined {
  const [opened, name] = openedThought.exec(asked) ?? [];
  if (opened === undefined) return undefined;
  const { content, reasoning_content: given } = answer;
  const close = `</${name}>`;
  const inContent = content.includes(close) && !shownWords.includes(close);
  const thought =
    typeof given === 'string' ? given : inContent ? content.slice(0, content.indexOf(close)) : '';
  const own = thought.replace(`<${name}>`, '').trim();
  const whole = `<${name}>\n${own}\n${close}\n\n`;
  return { own, rest: whole.startsWith(opened) ? whole.slice(opened.length) : `${own}\n${close}\n\n` };
}
