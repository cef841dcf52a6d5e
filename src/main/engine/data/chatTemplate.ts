/** Renders conversations with the model's own Jinja template, the same on every day and machine. */

import { Template } from '@huggingface/jinja';
import { AppError } from '../../../shared/errors.ts';
import type { Conversation } from './conversation.ts';
import type { SpecialTokens } from './tokenizer.ts';

/** For a base model that brings none: readable headings, and the end token after every answer. */
export const plainTemplate = `{{ bos_token }}{% for message in messages %}
{%- if message.role == 'assistant' %}{{ '### Response:\\n' + message.content + eos_token + '\\n\\n' }}
{%- elif message.role == 'system' %}{{ message.content + '\\n\\n' }}
{%- else %}{{ '### Instruction:\\n' + message.content + '\\n\\n' }}{% endif %}
{%- endfor %}{% if add_generation_prompt %}{{ '### Response:\\n' }}{% endif %}`;

// Templates that print today's date would train a different adapter tomorrow.
const fixedDate: Readonly<Record<string, string>> = {
  '%Y': '2026',
  '%m': '01',
  '%d': '01',
  '%b': 'Jan',
  '%B': 'January',
  '%A': 'Thursday',
  '%a': 'Thu',
  '%H': '12',
  '%I': '12',
  '%M': '00',
  '%S': '00',
  '%p': 'PM',
};

export class ChatTemplate {
  readonly source: string;
  readonly #template: Template;
  readonly #tokens: SpecialTokens;

  /** Throws bad-model where the template is not Jinja that can be parsed. */
  constructor(source: string, tokens: SpecialTokens) {
    this.source = source;
    this.#tokens = tokens;
    try {
      this.#template = new Template(`{% set strftime_now = fixed_date %}\n${source}`);
    } catch (cause) {
      const message = `the model's chat template cannot be parsed: ${(cause as Error).message}`;
      throw new AppError(
        'bad-model',
        message,
        'Copy or download tokenizer_config.json or chat_template.jinja again.',
        { cause },
      );
    }
  }

  /** The text of a conversation; with `ask`, up to where the next answer begins. Throws bad-data with the template's own words. */
  render({ messages, tools }: Conversation, ask: boolean): string {
    const { bos = '', eos = '' } = this.#tokens;
    try {
      return this.#template.render({
        messages,
        ...(tools && { tools }),
        add_generation_prompt: ask,
        bos_token: bos,
        eos_token: eos,
        fixed_date: (format: string) => format.replace(/%[a-zA-Z]/g, (part) => fixedDate[part] ?? part),
      });
    } catch (cause) {
      const turns = messages.map((message) => message.role).join(', ') || 'none';
      const message = `the model's chat template refuses the turns ${turns}: ${(cause as Error).message}`;
      throw new AppError(
        'bad-data',
        message,
        'Change the turns to what the model was made for, or skip bad rows.',
        { cause },
      );
    }
  }
}
