/** The conversation of the playground, kept while other pages are open: questions, and what each speaker answers. */
import type { Input, Output } from '../../../../shared/api.ts';
import type { ChatMessage, Sampling } from '../../../../shared/records/playground.ts';
import type { ApiClient } from '../../../../shared/wire.ts';
import { type BlindTest, drawTest, type Finding, preferenceOf } from './blindTest.ts';

/** The columns: each holds a conversation of its own, for answers drift apart. */
export type Slot = 'base' | 'adapter';

/** Who answers in a column. */
export interface Speaker {
  readonly slot: Slot;
  readonly adapterVersionId: string | null;
  readonly strength: number;
  /** As the answer is signed. */
  readonly name: string;
}

export interface Answer {
  readonly speaker: Speaker;
  readonly state: 'waiting' | 'speaking' | 'done';
  readonly text: string;
  /** Once it is done. */
  readonly facts: Omit<Output<'playground.chat'>[number], 'text'> | null;
}

export interface Turn {
  readonly id: string;
  readonly question: string;
  /** Nobody remembers what was said before it. */
  readonly fresh: boolean;
  /** In the order they are given. */
  readonly answers: readonly Answer[];
  readonly error: Error | null;
  readonly test: BlindTest | null;
}

export interface Question {
  readonly modelId: string;
  readonly text: string;
  readonly speakers: readonly Speaker[];
  /** Told before the conversation; empty: nothing. */
  readonly system: string;
  readonly sampling: Sampling;
  readonly fresh: boolean;
  /** As a blind test, in a conversation of its own: what was said before would give them away. */
  readonly blind: boolean;
}

export interface Talk {
  readonly turns: readonly Turn[];
  readonly busy: boolean;
}

export class Conversation {
  readonly #api: ApiClient;
  readonly #random: () => number;
  readonly #watchers = new Set<() => void>();
  #talk: Talk = { turns: [], busy: false };
  /** Questions that wait for the one under way. */
  #queue: Question[] = [];
  #asked = 0;

  constructor(api: ApiClient, random: () => number = Math.random) {
    this.#api = api;
    this.#random = random;
    api.on('playground.token', ({ id, variant, text }) => {
      this.#change(id, (turn) => ({
        ...turn,
        answers: turn.answers.map((answer, i) => {
          if (i === variant) return { ...answer, state: 'speaking', text: answer.text + text };
          // They speak one after the other, so whoever came before has ended.
          return i < variant ? { ...answer, state: 'done' } : answer;
        }),
      }));
    });
  }

  /** In the form `useSyncExternalStore` takes, as is `current`. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly current = (): Talk => this.#talk;

  /** Asks after whatever is being answered; never throws, for a failure belongs to the turn. */
  async ask(question: Question): Promise<void> {
    this.#queue.push(question);
    if (this.#talk.busy) return;
    this.#set({ busy: true });
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#answer(next);
    this.#set({ busy: false });
  }

  /** Ends the answer where it is; questions that wait are not asked. */
  async stop(): Promise<void> {
    this.#queue = [];
    const turn = this.#talk.turns.at(-1);
    if (turn && this.#talk.busy) await this.#api.call('playground.stop', { id: turn.id });
  }

  /** Takes a question back, to be asked again. */
  forget(id: string): void {
    this.#set({ turns: this.#talk.turns.filter((turn) => turn.id !== id) });
  }

  /** Ends a blind test with what was found; its names are known from then on. */
  async rate(id: string, finding: Finding): Promise<void> {
    const turn = this.#talk.turns.find((each) => each.id === id);
    const speaker = turn?.answers.find(({ speaker: { slot } }) => slot === 'adapter')?.speaker;
    if (!turn?.test || !speaker?.adapterVersionId) return;
    const preferred = preferenceOf(turn.test, finding);
    const { adapterVersionId, strength } = speaker;
    await this.#api.call('playground.rate', {
      ...{ id, adapterVersionId, strength, preferred },
      prompt: turn.question,
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
    this.#set({ turns: [] });
  }

  async #answer({ modelId, text, system, sampling, ...question }: Question): Promise<void> {
    const fresh = question.fresh || question.blind;
    const { speakers, test } = question.blind
      ? drawTest(question.speakers, this.#random)
      : { speakers: question.speakers, test: null };
    this.#asked += 1;
    const id = `${Date.now().toString(36)}-${this.#asked}-${Math.random().toString(36).slice(2)}`;
    const before = fresh ? [] : sinceFresh(this.#talk.turns);
    const request: Input<'playground.chat'> = {
      id,
      modelId,
      sampling,
      variants: speakers.map(({ slot, adapterVersionId, strength }) => ({
        adapterVersionId,
        strength,
        messages: [...messagesOf(slot, system, before), { role: 'user', content: text }],
      })),
    };
    const answers = speakers.map((speaker): Answer => ({ speaker, state: 'waiting', text: '', facts: null }));
    const turn: Turn = {
      ...{ id, question: text, answers, test, error: null },
      fresh: fresh || before.length === 0,
    };
    this.#set({ turns: [...this.#talk.turns, turn] });
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

  #change(id: string, change: (turn: Turn) => Turn): void {
    this.#set({ turns: this.#talk.turns.map((turn) => (turn.id === id ? change(turn) : turn)) });
  }

  #set(change: Partial<Talk>): void {
    this.#talk = { ...this.#talk, ...change };
    for (const watcher of this.#watchers) watcher();
  }
}

/** The turns somebody still remembers. */
function sinceFresh(turns: readonly Turn[]): readonly Turn[] {
  const start = turns.findLastIndex(({ fresh }) => fresh);
  return turns.slice(Math.max(0, start)).filter(({ error }) => error === null);
}

/** What the speaker in a column has been told and has said. */
function messagesOf(slot: Slot, system: string, turns: readonly Turn[]): ChatMessage[] {
  const said = turns.flatMap(({ question, answers }): ChatMessage[] => {
    const answer = answers.find(({ speaker }) => speaker.slot === slot);
    // Templates want question and answer in turns, so a question without an answer was never asked.
    if (!answer?.text) return [];
    return [
      { role: 'user', content: question },
      { role: 'assistant', content: answer.text },
    ];
  });
  return system.trim() === '' ? said : [{ role: 'system', content: system.trim() }, ...said];
}
