/** Opens a model folder as the Hub serves it: config, weights, and what travels along with them. */

import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import { diskError } from './diskError.ts';
import { isJsonObject, type JsonObject, readJsonObject, readText } from './json.ts';
import { openShards, type Shard } from './shards.ts';
import type { TensorIndex } from './tensor.ts';

/** A model on disk; nothing of its weights has been read but their headers. */
export interface ModelFolder {
  /** Absolute path. */
  readonly path: string;
  /** config.json as it is. */
  readonly config: JsonObject;
  readonly weights: TensorIndex;
  readonly shards: readonly Shard[];
  /** tokenizer_config.json; empty when the model has none. */
  readonly tokenizerConfig: JsonObject;
  /** special_tokens_map.json; empty when the model has none. */
  readonly specialTokens: JsonObject;
  /** The Jinja source that renders a conversation. */
  readonly chatTemplate: string | undefined;
  /** The one for conversations with tools, where the model has another for them. */
  readonly toolTemplate: string | undefined;
  readonly generationConfig: JsonObject | undefined;
  /** Names of the files to carry along on export: tokenizer, template, generation config, licence. */
  readonly extraFiles: readonly string[];
}

const companionNames = new Set([
  'tokenizer.json',
  'tokenizer_config.json',
  'tokenizer.model',
  'spiece.model',
  'added_tokens.json',
  'special_tokens_map.json',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
  'chat_template.json',
  'generation_config.json',
]);
const legalText = /^(LICEN[CS]E|COPYING|NOTICE|USE_POLICY)(\.txt|\.md)?$/i;

/** Where newer versions of transformers put all templates but the usual one. */
const templatesFolder = 'additional_chat_templates';
const namedTemplate = new RegExp(`^${templatesFolder}/[\\w.-]+\\.jinja$`);

/** Whether a file of this name says under which terms a model may be used. */
export const isLegalText = (name: string): boolean => legalText.test(name);

/** Whether a file of this name belongs to a model, its weights aside: {@link weightFiles} names those. */
export function isBesideWeights(name: string): boolean {
  return (
    name === 'config.json' || companionNames.has(name) || legalText.test(name) || namedTemplate.test(name)
  );
}

/** A model's folder without its weights. */
export type Companions = Omit<ModelFolder, 'weights' | 'shards'>;

/**
 * Opens the model in `path`.
 * @throws AppError `not-found` without folder or config.json; `bad-model` when files are damaged, missing or
 *   contradict each other; `unsupported` when the weights are there only as pickle or in an unknown dtype.
 */
export function openModelFolder(path: string): ModelFolder {
  const companions = openCompanions(path);
  const shards = openShards(companions.path);
  return { ...companions, weights: new Map(shards.flatMap((shard) => [...shard.tensors])), shards };
}

/** Opens all of the folder but its weights, which may be in another form. */
export function openCompanions(path: string): Companions {
  const folder = resolve(path);
  const files = listFolder(folder);
  const file = (name: string) => join(folder, name);
  const optional = (name: string) =>
    files.includes(name) ? readJsonObject(file(name), 'bad-model') : undefined;
  const named = files.includes(templatesFolder) ? templateNames(folder) : [];
  const extraFiles = [...files, ...named].filter((name) => name !== 'config.json' && isBesideWeights(name));
  for (const name of extraFiles) refuseStray(folder, name);
  const config = readJsonObject(file('config.json'), 'bad-model');
  const tokenizerConfig = optional('tokenizer_config.json') ?? {};
  return {
    path: folder,
    config,
    tokenizerConfig,
    specialTokens: optional('special_tokens_map.json') ?? {},
    chatTemplate: files.includes('chat_template.jinja')
      ? readText(file('chat_template.jinja'), 'bad-model')
      : (templateOf(tokenizerConfig, 'default') ??
        templateOf(optional('chat_template.json') ?? {}, 'default')),
    // templates in files are all there are, as for transformers
    toolTemplate:
      toolTemplateFile(folder, files) ??
      (files.includes('chat_template.jinja') ? undefined : templateOf(tokenizerConfig, 'tool_use')),
    generationConfig: optional('generation_config.json'),
    extraFiles,
  };
}

/**
 * Companions are copied into what is made of the model, so one must not be a link to some other file of this machine.
 * The Hub's cache is the exception: its snapshots link to the `blobs` beside them.
 */
function refuseStray(folder: string, name: string): void {
  const file = join(folder, name);
  const bad = (found: Sentence) =>
    new AppError(
      'bad-model',
      say`${file} is ${found}`,
      say`If you trust it, put the file itself in its place.`,
    );
  try {
    const [home, target] = [realpathSync(folder), realpathSync(file)];
    if (!statSync(target).isFile()) throw bad(say`no regular file`);
    const homes = [home, resolve(home, '../../blobs')];
    if (!homes.some((place) => target.startsWith(`${place}${sep}`)))
      throw bad(say`a link to ${target}, outside the model's folder`);
  } catch (error) {
    throw diskError(error, file, 'read');
  }
}

/** Absolute path of tokenizer.json. @throws AppError `not-found` when the model has none. */
export function requireTokenizer(model: Companions): string {
  const file = join(model.path, 'tokenizer.json');
  if (existsSync(file)) return file;
  const other = model.extraFiles.find((name) => /^(tokenizer\.model|spiece\.model|vocab\.json)$/.test(name));
  const hint = other
    ? say`Only ${other} is there; on a machine with Python, AutoTokenizer.from_pretrained(...) followed by save_pretrained(...) writes tokenizer.json from it.`
    : say`Copy or download tokenizer.json into the folder.`;
  throw new AppError('not-found', say`${model.path} has no tokenizer.json`, hint);
}

/** transformers writes one template as a string, several as a list of {name, template}. */
function templateOf(
  { chat_template: template }: JsonObject,
  name: 'default' | 'tool_use',
): string | undefined {
  if (typeof template === 'string') return name === 'default' ? template : undefined;
  if (!Array.isArray(template)) return undefined;
  const entry = template.find((candidate) => isJsonObject(candidate) && candidate.name === name);
  return typeof entry?.template === 'string' ? entry.template : undefined;
}

function templateNames(folder: string): readonly string[] {
  const path = join(folder, templatesFolder);
  if (!statSync(path).isDirectory()) return [];
  return readdirSync(path)
    .sort()
    .map((name) => `${templatesFolder}/${name}`);
}

function toolTemplateFile(folder: string, files: readonly string[]): string | undefined {
  const file = join(folder, templatesFolder, 'tool_use.jinja');
  return files.includes(templatesFolder) && existsSync(file) ? readText(file, 'bad-model') : undefined;
}

function listFolder(folder: string): string[] {
  let files: string[];
  try {
    files = readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw diskError(error, folder, 'read');
    const hint = say`Give the folder that holds config.json and model.safetensors, or a .gguf file.`;
    throw new AppError('bad-model', say`${folder} is a file, expected a model folder`, hint, {
      cause: error,
    });
  }
  if (files.includes('config.json')) return files;
  const hint = files.includes('adapter_config.json')
    ? say`This is an adapter: give its base model as the model, and this folder as the adapter.`
    : say`Give the folder that holds config.json and model.safetensors.`;
  throw new AppError('not-found', say`${folder} has no config.json`, hint);
}

/**
 * The tokens that end an answer as the files declare them, which is all that most readers go by: ids of
 * generation_config.json, or of config.json where that names none, as transformers reads them; ascending.
 */
export function declaredEnds({ generationConfig, config }: Companions): readonly number[] {
  const ids = [generationConfig?.eos_token_id ?? config.eos_token_id].flat();
  return [...new Set(ids.filter((id) => typeof id === 'number'))].sort((a, b) => a - b);
}
