/** Finds what a model's Jinja template writes around each message, and says the same as a template of Ollama's, proven on conversations. */

import { AppError } from '../../../../shared/errors.ts';
import type { Message } from '../../data/conversation.ts';
import { renderGoTemplate } from './goTemplate.ts';

/** The model's own template: a conversation as text, with `ask` up to where the next answer begins. */
export type Render = (messages: readonly Message[], ask: boolean) => string;

/** A template of Ollama's that renders every conversation of {@link proofs} as the model's own does. */
export interface DerivedTemplate {
  readonly source: string;
  /** How many conversations rendered the same. */
  readonly proven: number;
  /** Spaces around a message, which the model's own template takes away, stay. */
  readonly keepsSpaces: boolean;
}

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const system = (content: string): Message => ({ role: 'system', content });

/** Texts that no template writes by itself. */
const [first, second, third] = ['Zqua1x', 'Zqub2y', 'Zquc3z'] as const;

/** Conversations of every shape that Ollama sends: it joins messages of one role in a row before a template sees them. */
const proofs: readonly (readonly Message[])[] = [
  [user('Hello')],
  [user('Hej! <b>Größe</b> & 漢字 {{ .x }} "quoted" \\n'), assistant('Ja.'), user('')],
  [system('Be brief.'), user('What is 2 + 2?')],
  [system('Antworte auf Deutsch.\nKurz.'), user('Eins?'), assistant('Zwei.'), user('Drei?')],
  [user('One'), assistant('Two'), user('Three'), assistant('Four'), user('Five')],
  [user('An answer follows.'), assistant('Begun')],
];

const spaced: readonly Message[] = [
  system(' Be brief.\n'),
  user('  Hello \n'),
  assistant('\n Yes. '),
  user(' x '),
];

/**
 * @param lead what Ollama puts in front by itself, and the model's template as well: its begin token, where there is one
 * @param close what the model's template may put after a conversation that asks nothing more: its end token
 * @returns undefined where no template of the form "text, message, text" is the same
 */
export function deriveTemplate(render: Render, lead: string, close = ''): DerivedTemplate | undefined {
  const plain = (messages: readonly Message[], ask = false): string => {
    const text = render(messages, ask);
    if (!text.startsWith(lead)) throw new Unlike();
    const closed = close !== '' && !ask && text.endsWith(close) && !render(messages, true).startsWith(text);
    return text.slice(lead.length, closed ? -close.length : undefined);
  };
  try {
    const source = compose(pieces(plain));
    // Ollama drops what Go calls unprintable, and has no sign for a quotation's own end.
    if (/[\p{C}--[\n\t]]/v.test(source) || source.includes('"""')) return undefined;
    const same = (messages: readonly Message[]) =>
      renderGoTemplate(source, messages) === plain(messages, true);
    if (!proofs.every(same)) return undefined;
    return { source, proven: proofs.length, keepsSpaces: !same(spaced) };
  } catch (error) {
    // A template that refuses a conversation is not one of this form either.
    if (error instanceof Unlike || error instanceof AppError) return undefined;
    throw error;
  }
}

/** A template that writes something else around messages than a fixed text. */
class Unlike extends Error {}

interface Pieces {
  /** Before the first message where no system message comes first. */
  readonly opening: string;
  readonly user: readonly [before: string, after: string];
  readonly assistant: readonly [before: string, after: string];
  /** Around a system message; or what stands between it and the first question, in whose place it is then written. */
  readonly system: readonly [before: string, after: string] | { readonly joint: string };
  /** Before the answer that is asked for. */
  readonly prompt: string;
}

function pieces(render: (messages: readonly Message[], ask?: boolean) => string): Pieces {
  const asked = render([user(first)]);
  const prompt = without(render([user(first)], true), asked, '');
  const [head = '', afterUser = ''] = around(asked, first);
  const [, between = '', afterAssistant = ''] = around(
    render([user(first), assistant(second)]),
    first,
    second,
  );
  const beforeAssistant = without(between, afterUser, '');
  const turns = [user(first), assistant(second), user(third)];
  const [, , next = ''] = around(render(turns), first, second, third);
  const beforeUser = without(next, afterAssistant, '');
  const opening = without(head, '', beforeUser);
  const [beforeSystem = '', joint = ''] = around(render([system(second), user(first)]), second, first);
  const pair = [beforeUser, afterUser] as const;
  const common = { opening, user: pair, assistant: [beforeAssistant, afterAssistant] as const, prompt };
  if (joint.endsWith(beforeUser))
    return { ...common, system: [beforeSystem, joint.slice(0, joint.length - beforeUser.length)] };
  if (beforeSystem === head) return { ...common, system: { joint } };
  throw new Unlike();
}

/** What stands before, between and after `parts`, each of which stands there once. */
function around(text: string, ...parts: readonly string[]): readonly string[] {
  const found: string[] = [];
  let rest = text;
  for (const part of parts) {
    const pieces = rest.split(part);
    if (pieces.length !== 2) throw new Unlike();
    found.push(pieces[0] as string);
    rest = pieces[1] as string;
  }
  return [...found, rest];
}

/** The text without its beginning and its end. */
function without(text: string, start: string, end: string): string {
  if (!text.startsWith(start) || !text.endsWith(end) || text.length < start.length + end.length)
    throw new Unlike();
  return text.slice(start.length, text.length - end.length);
}

function compose({ opening, user: asked, assistant: answer, system: told, prompt }: Pieces): string {
  const message = '{{ .Content }}';
  const turn = ([before, after]: readonly [string, string]) => literal(before) + message + literal(after);
  const inTurn = 'joint' in told;
  const question = inTurn
    ? `${literal(asked[0])}{{ if and (eq $i 1) $.System }}{{ $.System }}${literal(told.joint)}{{ end }}${message}${literal(asked[1])}`
    : turn(asked);
  // Where it stands in the question, the opening comes before a system message as before any other.
  const first = inTurn ? '{{ if eq $i 0 }}' : '{{ if and (eq $i 0) (ne .Role "system") }}';
  return [
    '{{ range $i, $_ := .Messages }}',
    ...(opening === '' ? [] : [first, literal(opening), '{{ end }}']),
    ...('joint' in told ? [] : ['{{ if eq .Role "system" }}', turn(told), '{{ end }}']),
    `{{ if eq .Role "user" }}${question}{{ end }}`,
    `{{ if eq .Role "assistant" }}${turn(answer)}{{ end }}`,
    `{{ end }}${literal(prompt)}`,
  ].join('');
}

/** Text as it is: of braces that would open an action, Go's own quotation. */
function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
