/** Renders conversations with the model's own Jinja template as transformers does, the same on every day and machine. */

import { AppError } from '../../../shared/errors.ts';
import type { Conversation, Message } from './conversation.ts';
import { EndlessTemplate, TemplateFault, TemplateSyntaxFault, UnsupportedTemplate } from './jinja/faults.ts';
import { fromJson } from './jinja/fromJson.ts';
import { Template } from './jinja/template.ts';
import type { Value } from './jinja/values.ts';
import { TemplateHabits } from './templateHabits.ts';
import type { SpecialTokens } from './tokenizer.ts';

/** For a base model that brings none: readable headings, and the end token after every answer. */
export const plainTemplate = `{{ bos_token }}{% for message in messages %}
{%- if message.role == 'assistant' %}{{ '### Response:\\n' ~ message.content ~ eos_token ~ '\\n\\n' }}
{%- elif message.role == 'system' %}{{ message.content + '\\n\\n' }}
{%- else %}{{ '### Instruction:\\n' + message.content + '\\n\\n' }}{% endif %}
{%- endfor %}{% if add_generation_prompt %}{{ '### Response:\\n' }}{% endif %}`;

/** Jinja sources by what they are for. */
export interface TemplateSources {
  readonly usual: string;
  /** For conversations that bring function descriptions, where the model has another template for them. */
  readonly withTools?: string | undefined;
}

export class ChatTemplate {
  /** What identifies it: all of its sources. */
  readonly source: string;
  /** What it does with system prompts, calls and thoughts. */
  readonly habits: TemplateHabits;
  readonly #usual: Template;
  readonly #withTools: Template;
  readonly #tokens: readonly (readonly [string, Value])[];
  /** Turns in the template's values, as each is rendered again with every later one. */
  readonly #turns = new WeakMap<Message, Value>();
  /** First questions with a system prompt before them. */
  readonly #questions = new WeakMap<Message, Message>();

  /** Throws bad-model where a template is not Jinja, unsupported where it asks for what cannot be rendered exactly. */
  constructor(sources: string | TemplateSources, { bos, eos, others = {} }: SpecialTokens) {
    const { usual, withTools } = typeof sources === 'string' ? { usual: sources } : sources;
    this.source = withTools === undefined ? usual : JSON.stringify([usual, withTools]);
    this.#usual = parse(usual);
    this.#withTools = withTools === undefined ? this.#usual : parse(withTools);
    const tokens = { ...others, bos_token: bos, eos_token: eos };
    this.#tokens = Object.entries(tokens).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, text]],
    );
    this.habits = new TemplateHabits((conversation, ask) => this.#render(conversation, ask));
  }

  /**
   * The text of a conversation; with `ask`, up to where the next answer begins. Where the template has no system role, the
   * system prompt stands before the first question. Throws bad-data with the template's own words, bad-model where it does not end.
   */
  render(conversation: Conversation, ask: boolean): string {
    try {
      return this.#render({ ...conversation, messages: this.#fitted(conversation.messages) }, ask);
    } catch (cause) {
      throw refusal(cause as Error, conversation.messages);
    }
  }

  /** The system prompt in front of the first question, as the makers of such models do it. */
  #fitted(messages: readonly Message[]): readonly Message[] {
    const [system, ...rest] = messages;
    const at = rest.findIndex((message) => message.role === 'user');
    const question = rest[at];
    if (system?.role !== 'system' || !question || this.habits.hasSystemRole) return messages;
    let joined = this.#questions.get(question);
    if (!joined) {
      joined = { ...question, content: `${system.content}\n\n${question.content}` };
      this.#questions.set(question, joined);
    }
    return rest.with(at, joined);
  }

  #render({ messages, tools }: Conversation, ask: boolean): string {
    const template = tools ? this.#withTools : this.#usual;
    return template.render([
      ['messages', messages.map((message) => this.#turn(message))],
      ['tools', tools ? fromJson(tools) : null],
      ['documents', null],
      ['add_generation_prompt', ask],
      ...this.#tokens,
    ]);
  }

  #turn(message: Message): Value {
    let turn = this.#turns.get(message);
    if (turn === undefined) {
      turn = turnValue(message);
      this.#turns.set(message, turn);
    }
    return turn;
  }
}

const thoughts = ['reasoning_content', 'thinking', 'reasoning'];

/** As transformers hands it to templates: without keys that are null, and a thought under both names that are read. */
function turnValue(message: Message): Value {
  const fields = Object.entries(message).filter(([, value]) => value !== null && value !== undefined);
  const thought = thoughts
    .map((name) => message[name])
    .find((value) => value !== null && value !== undefined);
  const names = thought === undefined ? {} : { thinking: thought };
  return fromJson({
    ...names,
    ...Object.fromEntries(fields),
    ...(thought !== undefined && { reasoning_content: thought }),
  });
}

function parse(source: string): Template {
  try {
    return new Template(source);
  } catch (error) {
    const cause = error as Error;
    if (cause instanceof TemplateSyntaxFault || cause instanceof EndlessTemplate) {
      const message = `the model's chat template cannot be parsed: ${cause.message}`;
      const hint = 'Copy or download tokenizer_config.json or chat_template.jinja again.';
      throw new AppError('bad-model', message, hint, {
        cause,
        detail: { code: 'templateBroken', reason: cause.message },
      });
    }
    if (cause instanceof UnsupportedTemplate || cause instanceof TemplateFault) throw unsupported(cause);
    throw cause;
  }
}

function unsupported(cause: Error): AppError {
  const what = cause instanceof UnsupportedTemplate ? cause.message : `something unknown (${cause.message})`;
  const message = `the model's chat template asks for ${what}, which cannot be rendered exactly as Python does`;
  return new AppError('unsupported', message, 'Use another model, or one whose template does without it.', {
    cause,
    detail: { code: 'templateUnsupported', reason: what },
  });
}

/** Of what a conversation's rendering ended with, the error for people. */
function refusal(cause: Error, messages: readonly Message[]): AppError {
  const shown = messages.slice(0, 12).map((message) => message.role);
  const turns = [...shown, ...(messages.length > shown.length ? ['...'] : [])].join(', ') || 'none';
  if (cause instanceof EndlessTemplate)
    return new AppError(
      'bad-model',
      `the model's chat template does not end for the turns ${turns}: ${cause.message}`,
      'Do not trust this model: its template is damaged or made to block the program.',
      { cause, detail: { code: 'templateEndless', turns: shown, reason: cause.message } },
    );
  if (cause instanceof UnsupportedTemplate) return unsupported(cause);
  if (!(cause instanceof TemplateFault)) throw cause;
  return new AppError(
    'bad-data',
    `the model's chat template refuses the turns ${turns}: ${cause.message}`,
    'Change the turns to what the model was made for, or skip bad rows.',
    { cause, detail: { code: 'templateRefuses', turns: shown, reason: cause.message } },
  );
}
