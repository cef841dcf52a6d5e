/** Reads conversations that are written as one text, each turn under the name of who speaks. */

/** A turn of such a text. */
export interface SpokenTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Names at the beginning of a line or paragraph (`Human:`), and those that only count as a heading (`### Instruction:`). */
const spoken = {
  user: ['human', 'user', 'prompter', 'customer'],
  assistant: ['assistant', 'gpt', 'chatgpt', 'bot', 'ai'],
  system: ['system'],
} as const;
const headed = {
  user: [...spoken.user, 'instruction', 'question'],
  assistant: [...spoken.assistant, 'response', 'answer'],
  system: spoken.system,
} as const;

type Role = SpokenTurn['role'];
type Names = Readonly<Record<Role, readonly string[]>>;

interface Form {
  readonly names: Names;
  /** What stands before a name, and behind it. */
  readonly before: string;
  readonly after: string;
}

/** As hh-rlhf has them, as one line each, and as guanaco has them, where a heading may follow the text at once. */
const forms: readonly Form[] = [
  { names: spoken, before: '(?:^\\s*|\\n[ \\t]*\\n\\s*)', after: ':' },
  { names: spoken, before: '(?:^\\s*|\\n[ \\t]*)', after: ':' },
  { names: headed, before: '###[ \\t]*', after: ':' },
];

const patterns = forms.map(({ names, before, after }) => {
  const all = Object.values(names).flat();
  return { names, pattern: new RegExp(`${before}(${all.join('|')})[ \\t]*${after}`, 'gi') };
});

/**
 * The turns of a text that is a conversation as a whole: it begins with a name, and one of each side speaks. Undefined for any
 * other text. Of the names of a side only the first one counts, so that another one is part of what is said.
 */
export function transcriptTurns(text: string): SpokenTurn[] | undefined {
  for (const { names, pattern } of patterns) {
    const turns = turnsOf(text, names, pattern);
    if (turns) return turns;
  }
  return undefined;
}

/** Whether a cell is such a text. */
export function isTranscript(value: unknown): value is string {
  return typeof value === 'string' && transcriptTurns(value) !== undefined;
}

function turnsOf(text: string, names: Names, pattern: RegExp): SpokenTurn[] | undefined {
  const chosen = new Map<Role, string>();
  const headings: { readonly role: Role; readonly start: number; readonly end: number }[] = [];
  for (const found of text.matchAll(pattern)) {
    const name = found[1]!.toLowerCase();
    const role = (Object.keys(names) as Role[]).find((each) => names[each].includes(name))!;
    if (!chosen.has(role)) chosen.set(role, name);
    if (chosen.get(role) === name)
      headings.push({ role, start: found.index, end: found.index + found[0].length });
  }
  const [first] = headings;
  if (!first || text.slice(0, first.start).trim() !== '' || first.role === 'assistant') return undefined;
  if (!chosen.has('user') || !chosen.has('assistant')) return undefined;
  return headings.map(({ role, end }, i) => ({
    role,
    content: text.slice(end, headings[i + 1]?.start ?? text.length).trim(),
  }));
}
