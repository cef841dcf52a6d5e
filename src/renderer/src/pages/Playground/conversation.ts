/** The conversation of the playground, kept while other pages are open: questions, and what each variant answers. */
import type { Input, Output } from '../../../../shared/api.ts';
import type { ChatMessage, Sampling } from '../../../../shared/records/playground.ts';
import type { ApiClient } from '../../../../shared/wire.ts';
import { type BlindTest, drawTest, type Finding, preferenceOf } from './blindTest.ts';

/** The columns: each holds a conversation of its own, for answers drift apart. */
export type Slot = 'base' | 'adapter';

/** Who answers in a column. */
export interface ModelVariant {
  readonly slot: Slot;
  readonly adapterVersionId: string | null;
  readonly strength: number;
  /** As the answer is signed. */
  readonly name: string;
}

export interface Answer {
  readonly variant: ModelVariant;
  readonly state: 'waiting' | 'generating' | 'done';
  readonly text: string;
  /** Once it is done. */
  readonly facts: Omit<Output<'playground.chat'>[number], 'text'> | null;
}

export interface Exchange {
  readonly id: string;
  readonly question: string;
  /** Nobody remembers what was said before it. */
  readonly fresh: boolean;
  /** In the order they are given. */
  readonly answers: readonly Answer[];
  readonly error: Error | null;
  /** How much of the model's weights is rounded, where that had to be done first. */
  readonly preparing?: number;
  readonly test: BlindTest | null;
}

export interface Question {
  readonly modelId: string;
  readonly text: string;
  readonly variants: readonly ModelVariant[];
  /** Told before the conversation; empty: nothing. */
  readonly system: string;
  readonly sampling: Sampling;
  readonly fresh: boolean;
  /** As a blind test, in a conversation of its own: what was said before would give them away. */
  readonly blind: boolean;
}

export interface ConversationState {
  readonly exchanges: readonly Exchange[];
  readonly busy: boolean;
}

export class Conversation {
  readonly #api: ApiClient;
  readonly #random: () => number;
  readonly #listeners = new Set<() => void>();
  #state: ConversationState = { exchanges: [], busy: false };
  /** Questions that wait for the one under way. */
  #queue: Question[] = [];
  #count = 0;

  constructor(api: ApiClient, random: () => number = Math.random) {
    this.#api = api;
    this.#random = random;
    api.on('playground.preparing', ({ id, share }) => {
      this.#change(id, (exchange) => ({ ...exchange, preparing: share }));
    });
    api.on('playground.token', ({ id, variant, text }) => {
      this.#change(id, (exchange) => ({
        ...exchange,
        answers: exchange.answers.map((answer, i) => {
          if (i === variant) return { ...answer, state: 'generating', text: answer.text + text };
          // They speak one after the other, so whoever came before has ended.
          return i < variant ? { ...answer, state: 'done' } : answer;
        }),
      }));
    });
  }

  /** In the form `useSyncExternalStore` takes, as is `current`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly current = (): ConversationState => this.#state;

  /** Asks after whatever is being answered; never throws, for a failure belongs to the exchange. */
  async ask(question: Question): Promise<void> {
    this.#queue.push(question);
    if (this.#state.busy) return;
    this.#set({ busy: true });
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#answer(next);
    this.#set({ busy: false });
  }

  /** Ends the answer where it is; questions that wait are not asked. */
  async stop(): Promise<void> {
    this.#queue = [];
    const exchange = this.#state.exchanges.at(-1);
    if (exchange && this.#state.busy) await this.#api.call('playground.stop', { id: exchange.id });
  }

  /** Takes a question back, to be asked again. */
  forget(id: string): void {
    this.#set({ exchanges: this.#state.exchanges.filter((exchange) => exchange.id !== id) });
  }

  /** Ends a blind test with what was found; its names are known from then on. */
  async rate(id: string, finding: Finding): Promise<void> {
    const exchange = this.#state.exchanges.find((each) => each.id === id);
    const variant = exchange?.answers.find(({ variant: { slot } }) => slot === 'adapter')?.variant;
    if (!exchange?.test || !variant?.adapterVersionId) return;
    const preferred = preferenceOf(exchange.test, finding);
    const { adapterVersionId, strength } = variant;
    await this.#api.call('playground.rate', {
      id,
      adapterVersionId,
      strength,
      preferred,
      prompt: exchange.question,
    });
    this.#change(id, (old) => ({ ...old, test: old.test && { ...old.test, rated: true, preferred } }));
  }

  /** Takes a rating out of the tally; the names stay known, so the question is not rated again. */
  async unrate(id: string): Promise<void> {
    await this.#api.call('playground.unrate', { id });
    this.#change(id, (old) => ({ ...old, test: old.test && { ...old.test, preferred: null } }));
  }

  clear(): void {
    this.stop().catch(() => {}); // where the studio cannot be reached, there is nothing left to stop
    this.#set({ exchanges: [] });
  }

  async #answer({ modelId, text, system, sampling, ...question }: Question): Promise<void> {
    const fresh = question.fresh || question.blind;
    const { variants, test } = question.blind
      ? drawTest(question.variants, this.#random)
      : { variants: question.variants, test: null };
    this.#count += 1;
    const id = `${Date.now().toString(36)}-${this.#count}-${Math.random().toString(36).slice(2)}`;
    const before = fresh ? [] : sinceFresh(this.#state.exchanges);
    const request: Input<'playground.chat'> = {
      id,
      modelId,
      sampling,
      variants: variants.map(({ slot, adapterVersionId, strength }) => ({
        adapterVersionId,
        strength,
        messages: [...messagesOf(slot, system, before), { role: 'user', content: text }],
      })),
    };
    const answers = variants.map((variant): Answer => ({ variant, state: 'waiting', text: '', facts: null }));
    const exchange: Exchange = {
      id,
      question: text,
      answers,
      test,
      error: null,
      fresh: fresh || before.length === 0,
    };
    this.#set({ exchanges: [...this.#state.exchanges, exchange] });
    try {
      const results = await this.#api.call('playground.chat', request);
      this.#change(id, (old) => ({
        ...old,
        answers: old.answers.map((answer, i) => {
          const result = results[i];
          if (!result) return answer;
          const { text: whole, ...facts } = result;
          return { ...answer, state: 'done', text: whole, facts };
        }),
      }));
    } catch (error) {
      this.#queue = [];
      this.#change(id, (old) => ({ ...old, error: error as Error }));
    }
  }

  #change(id: string, change: (exchange: Exchange) => Exchange): void {
    this.#set({
      exchanges: this.#state.exchanges.map((exchange) => (exchange.id === id ? change(exchange) : exchange)),
    });
  }

  #set(change: Partial<ConversationState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

/** The exchanges somebody still remembers. */
function sinceFresh(exchanges: readonly Exchange[]): readonly Exchange[] {
  const start = exchanges.findLastIndex(({ fresh }) => fresh);
  return exchanges.slice(Math.max(0, start)).filter(({ error }) => error === null);
}

/** What was said before in a variant's column. */
function messagesOf(slot: Slot, system: string, exchanges: readonly Exchange[]): ChatMessage[] {
  const messages = exchanges.flatMap(({ question, answers }): ChatMessage[] => {
    const answer = answers.find(({ variant }) => variant.slot === slot);
    // Templates want question and answer in turns, so a question without an answer was never asked.
    if (!answer?.text) return [];
    return [
      { role: 'user', content: question },
      { role: 'assistant', content: answer.text },
    ];
  });
  return system.trim() === '' ? messages : [{ role: 'system', content: system.trim() }, ...messages];
}
