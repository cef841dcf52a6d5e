/** Counts what rows hold and nothing is learned from: columns without a role, and keys of turns that the template never shows. */
import type { ChatTemplate } from './chatTemplate.ts';
import type { Conversation, Message, Sample } from './conversation.ts';
import type { Columns } from './mapping.ts';
import type { Row } from './row.ts';

export interface Unused {
  readonly kind: 'column' | 'key';
  readonly name: string;
  /** In how many rows it holds anything. */
  readonly rows: number;
}

/** What we act on ourselves, or what a row is refused for where the template does not show it. */
const understood = new Set(['role', 'content', 'tool_calls']);
/** Rows of which it is tried whether a key shows. */
const mostTried = 3;

export class UnusedCounter {
  readonly #template: ChatTemplate;
  readonly #used: ReadonlySet<string>;
  readonly #system: string | undefined;
  readonly #columns = new Map<string, number>();
  readonly #keys = new Map<string, { rows: number; tried: number; shown: boolean }>();

  constructor(template: ChatTemplate, columns: Columns) {
    this.#template = template;
    this.#used = new Set(Object.values(columns));
    this.#system = columns.system;
  }

  add(values: Row['values'], sample: Sample): void {
    for (const [name, value] of Object.entries(values))
      if (!this.#used.has(name) && !isEmpty(value))
        this.#columns.set(name, (this.#columns.get(name) ?? 0) + 1);
    if (this.#system !== undefined && !isSaid(values[this.#system], sample))
      this.#columns.set(this.#system, (this.#columns.get(this.#system) ?? 0) + 1);
    if (!('text' in sample)) for (const key of keysOf(sample)) this.#count(key, sample);
  }

  found(): Unused[] {
    const keys = [...this.#keys].filter(([, { shown }]) => !shown);
    return [
      ...[...this.#columns].map(([name, rows]) => ({ kind: 'column' as const, name, rows })),
      ...keys.map(([name, { rows }]) => ({ kind: 'key' as const, name, rows })),
    ];
  }

  #count(key: string, sample: Conversation): void {
    const known = this.#keys.get(key) ?? { rows: 0, tried: 0, shown: false };
    known.rows++;
    if (!known.shown && known.tried < mostTried) {
      known.tried++;
      known.shown = shows(this.#template, sample, key);
    }
    this.#keys.set(key, known);
  }
}

function keysOf({ messages }: Conversation): Set<string> {
  return new Set(messages.flatMap((message) => Object.keys(message).filter((key) => isOpen(key, message))));
}

function isOpen(key: string, message: Message): boolean {
  if (key === 'weight') return message.weight !== 0 && message.weight !== 1;
  if (key === 'train') return typeof message.train !== 'boolean';
  return !understood.has(key);
}

/** Whether the rendered text depends on the key; a template that refuses the row says so elsewhere. */
function shows(template: ChatTemplate, sample: Conversation, key: string): boolean {
  const without = sample.messages.map((message) => {
    const { [key]: _, ...rest } = message;
    return rest as Message;
  });
  try {
    return template.render(sample, false) !== template.render({ ...sample, messages: without }, false);
  } catch {
    return true;
  }
}

/** Whether a system prompt of a column is the one of the conversation, which may have brought its own. */
function isSaid(cell: unknown, sample: Sample): boolean {
  if (isEmpty(cell) || typeof cell !== 'string' || 'text' in sample) return true;
  return sample.messages[0]?.content.trim() === cell.trim();
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.keys(value).length === 0;
}
