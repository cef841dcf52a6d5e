/** Finds out what a chat template does with system prompts, calls and thoughts by showing it small conversations. */

import { openedThought } from './answerPlace.ts';
import type { Conversation, Message } from './conversation.ts';
import { EndlessTemplate } from './jinja/faults.ts';

const prompt = 'prompt-7f3a';
const user: Message = { role: 'user', content: 'Question' };
const assistant: Message = { role: 'assistant', content: 'Answer' };

type Render = (conversation: Conversation, ask: boolean) => string;

/** Each is looked at once, when it is first asked for. */
export class TemplateHabits {
  readonly #render: Render;
  readonly #known = new Map<string, boolean>();
  #opens: boolean | undefined;

  constructor(render: Render) {
    this.#render = render;
  }

  /** False where a system prompt is refused or left out, although the same turns without it are shown. */
  get hasSystemRole(): boolean {
    const system: Message = { role: 'system', content: prompt };
    // some show it only before the question that is to be answered
    return this.#shows(prompt, [system, user, assistant]) || this.#shows(prompt, [system, user]);
  }

  /** False where the thought of a last answer is left out. */
  get showsThoughts(): boolean {
    return this.#shows(prompt, [user, { ...assistant, reasoning_content: prompt }]);
  }

  /** True where the asking opens a thought, which the answer is to begin with. */
  get opensThought(): boolean {
    this.#opens ??= openedThought.test(this.#text([user]) ?? '');
    return this.#opens;
  }

  /** True as well where nothing can be told, as not even the plainest conversation is shown. */
  #shows(text: string, messages: readonly Message[]): boolean {
    const key = messages.map((message) => Object.keys(message).join()).join(';');
    let shown = this.#known.get(key);
    if (shown === undefined) {
      shown =
        this.#text(messages)?.toLowerCase().includes(text) ?? this.#text([user, assistant]) === undefined;
      this.#known.set(key, shown);
    }
    return shown;
  }

  #text(messages: readonly Message[]): string | undefined {
    try {
      return this.#render({ messages }, messages.at(-1)?.role !== 'assistant');
    } catch (error) {
      if (error instanceof EndlessTemplate) throw error;
      return undefined;
    }
  }
}
