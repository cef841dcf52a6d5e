/** Writes Ollama's Modelfile: which files, how a conversation is put, where an answer ends, how it is sampled, under which terms. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../../../shared/sentence.ts';
import type { BaseModel } from '../../baseModel.ts';
import { openModelText } from '../../data/modelText.ts';
import { writeFileAtomic } from '../../formats/atomic.ts';
import { isJsonObject, type JsonObject, readJsonObject, readText } from '../../formats/json.ts';
import { isLegalText, type ModelFolder, requireTokenizer } from '../../formats/modelFolder.ts';
import { departure } from '../departure.ts';
import { endsOf, keysOf } from '../ggufFile.ts';
import { type DerivedTemplate, deriveTemplate } from './deriveTemplate.ts';

const modelfileName = 'Modelfile';

/**
 * Ollama looks in the GGUF's template for one that it knows, at a distance of less than 100 characters, and then uses its
 * own, which may lack a system prompt. This comment keeps ours at a distance, and renders as nothing.
 */
const unlikeAnyOther = `{#- ${'The template of this very model; please render it as it is, and no other in its place. '.repeat(2)}-#}`;

/** Ollama's name of a sampling setting by generation_config.json's. */
const settings: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_k: 'top_k',
  top_p: 'top_p',
  min_p: 'min_p',
  repetition_penalty: 'repeat_penalty',
};

/** The template that Ollama is given for a model; undefined: none says the same, so that the file's own has to do. */
export function ollamaTemplate({ folder }: Pick<BaseModel, 'folder'>): DerivedTemplate | undefined {
  const { chatTemplate } = folder;
  // One that tells the day says something else tomorrow.
  if (chatTemplate === undefined || chatTemplate.includes('strftime_now')) return undefined;
  const { template, tokenizer } = openModelText(folder);
  const lead = addedBos(folder, tokenizer.bos);
  return deriveTemplate((messages, ask) => template.render({ messages }, ask), lead, tokenizer.eos);
}

/** The begin token, where the tokenizer puts it before every text by itself; else nothing. */
function addedBos(folder: ModelFolder, bos: string | undefined): string {
  const { post_processor: after } = readJsonObject(requireTokenizer(folder), 'bad-model');
  return bos !== undefined && isJsonObject(after) && JSON.stringify(after).includes(JSON.stringify(bos))
    ? bos
    : '';
}

/** What a Modelfile names: the model's file, and an adapter's beside it. */
export interface ModelfileParts {
  readonly model: string;
  readonly adapter?: string | undefined;
}

export function modelfileText(
  model: Pick<BaseModel, 'folder' | 'family' | 'config'>,
  { model: file, adapter }: ModelfileParts,
  derived: DerivedTemplate | undefined,
): string {
  const { tokenizer } = openModelText(model.folder);
  const texts = new Map(Object.entries(tokenizer.vocabulary()).map(([text, id]) => [id, text]));
  return [
    `FROM ./${file}`,
    ...(adapter === undefined ? [] : [`ADAPTER ./${adapter}`]),
    '',
    ...templateLines(derived),
    '',
    ...endsOf(model)
      .flatMap((id) => texts.get(id) ?? [])
      .map((stop) => `PARAMETER stop "${stop}"`),
    ...parameters(model),
    ...licences(model.folder),
    '',
  ].join('\n');
}

/** @throws AppError `disk` */
export function writeModelfile(folder: string, ...about: Parameters<typeof modelfileText>): void {
  writeFileAtomic(join(folder, modelfileName), modelfileText(...about));
}

/** @throws AppError `drift` where the Modelfile is missing or says something else than it has to */
export function requireModelfile(folder: string, ...about: Parameters<typeof modelfileText>): void {
  const path = join(folder, modelfileName);
  if (!existsSync(path)) throw departure(say`the Modelfile is missing`);
  if (readText(path, 'drift') !== modelfileText(...about)) throw departure(say`the Modelfile was changed`);
}

/** The model as its GGUF file is to tell it: where Ollama has to render by itself, with a template that it takes for no other. */
export function shownTo<M extends Pick<BaseModel, 'folder'>>(
  model: M,
  derived: DerivedTemplate | undefined,
): M {
  const { chatTemplate } = model.folder;
  if (derived || chatTemplate === undefined) return model;
  return { ...model, folder: { ...model.folder, chatTemplate: unlikeAnyOther + chatTemplate } };
}

function templateLines(derived: DerivedTemplate | undefined): readonly string[] {
  if (!derived)
    return [
      '# No TEMPLATE here is exactly the one of the model: Ollama renders conversations with the one in the GGUF file.',
    ];
  return [
    `# Renders ${derived.proven} conversations as the template of the model does.`,
    ...(derived.keepsSpaces ? ['# Spaces around a message stay, which that one takes away.'] : []),
    `TEMPLATE ${quoted(derived.source)}`,
  ];
}

function parameters(model: Pick<BaseModel, 'folder' | 'family' | 'config'>): readonly string[] {
  const { generationConfig = {} } = model.folder;
  const greedy = generationConfig.do_sample === false;
  const given: JsonObject = greedy ? { temperature: 0 } : generationConfig;
  const named = Object.entries(settings).flatMap(([key, name]) => {
    const value = given[key];
    return typeof value === 'number' && Number.isFinite(value) ? [`PARAMETER ${name} ${value}`] : [];
  });
  const { context_length: context } = keysOf(model).counts;
  const length = typeof context === 'number' ? Math.min(context, usualContext) : usualContext;
  return [...named, `PARAMETER num_ctx ${length}`];
}

/** Tokens that Ollama keeps room for; a model made for more can be told so. */
const usualContext = 8192;

function licences({ path }: ModelFolder): readonly string[] {
  return readdirSync(path)
    .filter(isLegalText)
    .sort()
    .map((name) => `LICENSE ${quoted(readText(join(path, name), 'bad-model').replaceAll('"""', "'''"))}`);
}

/** Three quotes hold everything but three quotes: a Modelfile knows no escapes. */
function quoted(text: string): string {
  return `"""${text}"""`;
}
