/** Holds an export's way with text against its source's: template, tokenizer and end tokens, each read from its own files. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, messageOf } from '../../../shared/errors.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import { say } from '../../../shared/sentence.ts';
import type { Conversation } from '../data/conversation.ts';
import { type ModelText, openModelText } from '../data/modelText.ts';
import { hashFile } from '../formats/hash.ts';
import { type Companions, declaredEnds } from '../formats/modelFolder.ts';
import { departure } from './departure.ts';

/** Conversations of every shape that templates tell apart. */
export const conversations: readonly Conversation[] = [
  { messages: [{ role: 'user', content: 'Hello' }] },
  {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: ' What is 2 + 2?\n' },
    ],
  },
  {
    messages: [
      { role: 'user', content: 'Hej! <b>Größe</b> & 漢字' },
      { role: 'assistant', content: 'Ja.' },
      { role: 'user', content: '' },
    ],
  },
  {
    messages: [
      { role: 'system', content: 'Antworte auf Deutsch.' },
      { role: 'user', content: 'Eins?' },
      { role: 'assistant', content: 'Zwei.' },
      { role: 'user', content: 'Drei?' },
      { role: 'assistant', content: 'Vier.' },
    ],
  },
];

/** Texts that tokenizers stumble over. */
const oddTexts = [
  '',
  ' ',
  'Hello, world!',
  '  two  spaces   three\t\ttabs ',
  'line\r\nline\n\n\nline\n',
  '0 12 345 6789 3.14 1,000,000 2026-11-30',
  "I'll we've don't HE'S",
  'naïve Ångström Größe œuvre e\u0301',
  '漢字とかな、그리고 한글。',
  'مرحبا بالعالم שלום',
  '👩‍👩‍👧‍👦 🏳️‍🌈 🙂',
  'def f(x):\n    return x ** 2  # !!',
  '<b>&amp;</b> {{ x }} {% y %} [INST] ### <|x|>',
  '\u00a0\u2003\u200b\ufeff\u0000\u0007',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  '\\n \\u0041 "quoted" \'single\' `code`',
];

type TextFigures = NonNullable<Certificate['text']>;

/**
 * Compares what both do with text. @returns null where the source has no tokenizer, so that there is nothing to compare
 * @param asFiles whether tokenizer, template and generation config travel as the source's own files
 * @throws AppError `drift` naming the first thing that is not the source's
 */
export async function compareTexts(
  source: Companions,
  found: Companions,
  asFiles: boolean,
): Promise<TextFigures | null> {
  if (asFiles) for (const name of source.extraFiles) requireSameFile(source, found, name);
  if (!existsSync(join(source.path, 'tokenizer.json'))) return null;
  const expected = openModelText(source);
  const opened = openExported(found);
  requireSameTemplate(source, found, asFiles ? ['chatTemplate', 'toolTemplate'] : ['chatTemplate']);
  const renderings = conversations.flatMap((conversation) =>
    [true, false].map((ask) => [conversation, ask] as const),
  );
  for (const [conversation, ask] of renderings)
    if (rendering(expected, conversation, ask) !== rendering(opened, conversation, ask))
      throw departure(say`the chat template renders a conversation otherwise`);
  requireSameVocabulary(expected, opened);
  const texts = [...oddTexts, ...[...expected.tokenizer.added].map((token) => `a${token} b`)];
  await requireSameTokens(expected, opened, texts);
  const ends = declaredEnds(source);
  requireEnds(ends, declaredEnds(found), expected);
  return { renderings: renderings.length, texts: texts.length, ends: [...ends] };
}

function requireSameFile(source: Companions, found: Companions, name: string): void {
  if (!found.extraFiles.includes(name)) throw departure(say`${name} is missing`);
  if (hashFile(join(source.path, name)) !== hashFile(join(found.path, name)))
    throw departure(say`${name} is not the base model's`);
}

function openExported(found: Companions): ModelText {
  try {
    return openModelText(found);
  } catch (error) {
    if (error instanceof AppError) throw departure(say`its tokenizer cannot be used: ${messageOf(error)}`);
    throw error;
  }
}

function requireSameTemplate(
  source: Companions,
  found: Companions,
  templates: readonly ('chatTemplate' | 'toolTemplate')[],
): void {
  for (const which of templates) {
    if (source[which] === found[which]) continue;
    const forTools = which === 'toolTemplate';
    if (found[which] === undefined)
      throw departure(
        forTools ? say`the chat template for tools is missing` : say`the chat template is missing`,
      );
    throw departure(
      forTools ? say`the chat template for tools was changed` : say`the chat template was changed`,
    );
  }
}

/** What a template makes of a conversation, or how it refuses it. */
function rendering({ template }: ModelText, conversation: Conversation, ask: boolean): string {
  try {
    return template.render(conversation, ask);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** A text of every token would be needed to see two of them swapped, so all are looked up. */
function requireSameVocabulary({ tokenizer: expected }: ModelText, { tokenizer: found }: ModelText): void {
  const [wanted, ids] = [expected.vocabulary(), found.vocabulary()];
  for (const [token, id] of Object.entries(wanted))
    if (ids[token] !== id)
      throw departure(
        say`the token ${JSON.stringify(token)} has the id ${ids[token] ?? '-'}, expected ${id}`,
      );
  for (const token of expected.specials)
    if (!found.specials.has(token))
      throw departure(say`${JSON.stringify(token)} is no special token any more`);
}

async function requireSameTokens(
  { tokenizer: expected }: ModelText,
  { tokenizer: found }: ModelText,
  texts: readonly string[],
): Promise<void> {
  for (const addSpecialTokens of [true, false]) {
    const wanted = await expected.encodeBatch(texts, { addSpecialTokens });
    const encoded = await found.encodeBatch(texts, { addSpecialTokens });
    texts.forEach((text, i) => {
      const ids = encoded[i]?.ids.join(' ');
      if (ids !== wanted[i]?.ids.join(' '))
        throw departure(
          say`the text ${JSON.stringify(text)} becomes the tokens ${ids || '-'}, expected ${wanted[i]?.ids.join(' ') || '-'}`,
        );
    });
  }
}

/** Every end token of the source must end, and none that ends nothing there. */
function requireEnds(wanted: readonly number[], found: readonly number[], { stopIds }: ModelText): void {
  const lost = wanted.find((id) => !found.includes(id));
  if (lost !== undefined) throw departure(say`token ${lost} does not end an answer any more`);
  const extra = found.find((id) => !stopIds.includes(id));
  if (extra !== undefined)
    throw departure(say`token ${extra} ends an answer, which it does not in the base model`);
}
