/** Renders the small part of Go's text/template in which our Modelfiles are written, as Ollama does, to prove them. */

import { internalError } from '../../../../shared/errors.ts';
import type { Message } from '../../data/conversation.ts';

/** Where a template stands: the message it is at, and its place. */
interface Scope {
  readonly messages: readonly Message[];
  readonly at: number;
}

type Node = (scope: Scope) => string;
type Value = (scope: Scope) => string | number | boolean;

/**
 * What Ollama would send for a conversation: `range $i, $_ := .Messages`, `if`, `else if`, `else`, `eq`, `ne`, `and`,
 * .Role, .Content, $i, $.System and quoted text; nothing else.
 * @throws AppError `internal` for anything beyond that
 */
export function renderGoTemplate(source: string, messages: readonly Message[]): string {
  const tokens = source.split(/(\{\{.*?\}\})/s).filter((token) => token !== '');
  const [nodes] = parseNodes(tokens, 0);
  return nodes.map((node) => node({ messages, at: -1 })).join('');
}

/** Nodes up to the `end` or `else` that closes them. @returns with the index of that token, or of the end */
function parseNodes(tokens: readonly string[], start: number): [Node[], number] {
  const nodes: Node[] = [];
  let i = start;
  while (i < tokens.length) {
    const token = tokens[i] as string;
    const action = actionOf(token);
    if (action === undefined) nodes.push(() => token);
    else if (action === 'end' || action.startsWith('else')) return [nodes, i];
    else if (action.startsWith('range ')) {
      if (action !== 'range $i, $_ := .Messages') throw unknown(action);
      const [body, end] = parseNodes(tokens, i + 1);
      nodes.push(({ messages }) =>
        messages.map((_, at) => body.map((node) => node({ messages, at })).join('')).join(''),
      );
      i = end;
    } else if (action.startsWith('if ')) {
      const [node, end] = parseIf(tokens, i, action.slice(3));
      nodes.push(node);
      i = end;
    } else {
      const value = parseValue(action);
      nodes.push((scope) => String(value(scope)));
    }
    i++;
  }
  return [nodes, i];
}

function parseIf(tokens: readonly string[], at: number, condition: string): [Node, number] {
  const test = parseValue(condition);
  const [yes, next] = parseNodes(tokens, at + 1);
  const action = actionOf(tokens[next] ?? '') ?? '';
  let [no, end]: [Node[], number] = [[], next];
  if (action.startsWith('else if ')) {
    const [node, after] = parseIf(tokens, next, action.slice('else if '.length));
    [no, end] = [[node], after];
  } else if (action === 'else') [no, end] = parseNodes(tokens, next + 1);
  return [(scope) => (test(scope) ? yes : no).map((node) => node(scope)).join(''), end];
}

function actionOf(token: string): string | undefined {
  return /^\{\{ (.*) \}\}$/s.exec(token)?.[1];
}

/** A value, or a function and its arguments: quoted text, numbers, fields, or calls in brackets. */
function parseValue(text: string): Value {
  const [first = '', ...rest] = text.match(/"(?:[^"\\]|\\.)*"|\([^()]*\)|\S+/g) ?? [];
  const values = rest.map((each) => parseValue(each));
  if (first.startsWith('(')) return parseValue(first.slice(1, -1));
  if (first.startsWith('"')) return () => JSON.parse(first) as string;
  if (/^\d+$/.test(first)) return () => Number(first);
  const call = Object.hasOwn(functions, first) ? functions[first] : undefined;
  if (call) return (scope) => call(values.map((value) => value(scope)));
  const field = Object.hasOwn(fields, first) ? fields[first] : undefined;
  if (field) return field;
  throw unknown(text);
}

const functions: Readonly<Record<string, (values: readonly (string | number | boolean)[]) => boolean>> = {
  eq: ([a, b]) => a === b,
  ne: ([a, b]) => a !== b,
  and: (values) => values.every(Boolean),
};

const fields: Readonly<Record<string, Value>> = {
  '.Role': ({ messages, at }) => messages[at]?.role ?? '',
  '.Content': ({ messages, at }) => messages[at]?.content ?? '',
  $i: ({ at }) => at,
  '$.System': ({ messages }) =>
    messages
      .filter(({ role }) => role === 'system')
      .map(({ content }) => content)
      .join('\n\n'),
};

function unknown(action: string): Error {
  return internalError(`the template of a Modelfile says {{ ${action} }}`);
}
