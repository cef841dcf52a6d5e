/** Finds an architecture's tensors among those of a checkpoint, and leaves none of the others over unexplained. */

import { AppError } from '../../shared/errors.ts';
import { type Sentence, say } from '../../shared/sentence.ts';
import { isDerived } from './derivedTensors.ts';
import { isFloatType } from './formats/float.ts';
import type { ModelFolder } from './formats/modelFolder.ts';
import { sameNumbers } from './formats/sameNumbers.ts';
import { storedAs, type TensorIndex, type TensorInfo } from './formats/tensor.ts';
import { type Architecture, type Asked, headName, weightsOf } from './models/decoder.ts';
import { readModelConfig } from './models/registry.ts';
import { isOtherPart, textConfig } from './models/textPart.ts';

export interface Matched {
  readonly architecture: Architecture;
  readonly asked: Asked;
  /** With the tensors the architecture asks for and no others, under its names; config.json as the weights have it. */
  readonly folder: ModelFolder;
}

const untiedHead = 'lm_head.weight';

/** @throws AppError as `openBaseModel` */
export function matchTensors(given: ModelFolder, file: string): Matched {
  const text = textOf(given);
  const folder = renamed(text, namesFor(text, weightsOf(readModelConfig(text.config, file))));
  const { config, weights } = folder;
  const architecture = readModelConfig(config, file);
  const tied = headName(architecture);
  const [embedding, head] = [weights.get(tied), weights.get(untiedHead)];
  if (tied === untiedHead || !head) return matched(folder, architecture);
  if (!embedding) return matched(renamed(folder, new Map([[untiedHead, tied]])), architecture);
  if (sameNumbers(embedding, head)) return matched(without(folder, untiedHead), architecture);
  // As transformers 5 has it: a head of its own is not tied, whatever the config says.
  const untied = { ...folder, config: { ...config, tie_word_embeddings: false } };
  return matched(untied, readModelConfig(untied.config, file));
}

/** The text part of a model for more than text, as if it had been saved alone; any other model as it is. */
function textOf(folder: ModelFolder): ModelFolder {
  const text = textConfig(folder.config);
  if (!text) return folder;
  const kept = rebuilt(folder, (info) => (isOtherPart(info.name) ? undefined : info));
  const architectures = [readModelConfig(text, folder.path).family.architecture];
  const shards = kept.shards.filter(({ tensors }) => tensors.size > 0);
  return { ...kept, shards, config: { ...text, architectures } };
}

function matched(folder: ModelFolder, architecture: Architecture): Matched {
  const asked = weightsOf(architecture);
  for (const [name, shape] of asked.tensors) checkTensor(folder, name, shape);
  const spare = [...folder.weights.keys()].filter((name) => !asked.tensors.has(name));
  for (const name of spare)
    if (
      !architecture.family.aside?.test(name) &&
      !isDerived(folder.weights.get(name) as TensorInfo, asked.rotations)
    )
      throw new AppError(
        'bad-model',
        say`${folder.path} holds the tensor ${name}, which its config.json has no place for`,
        say`config.json and the weights belong to different models, or the architecture differs from what it says.`,
      );
  return { architecture, asked, folder: without(folder, ...spare) };
}

function checkTensor({ path, weights }: ModelFolder, name: string, shape: readonly number[]): void {
  const info = weights.get(name);
  const disagree = (found: Sentence) =>
    new AppError(
      'bad-model',
      say`${path}: config.json calls for the tensor ${name} [${shape.join(', ')}], but ${found}`,
      say`config.json and the weights belong to different models, or the download is incomplete.`,
    );
  if (!info) throw disagree(say`the weights do not hold it`);
  if (info.shape.length !== shape.length || info.shape.some((size, i) => size !== shape[i]))
    throw disagree(say`it is [${info.shape.join(', ')}]`);
  if (!isFloatType(info.dtype) || info.dtype === 'F64')
    throw new AppError(
      'unsupported',
      say`${path}: the tensor ${name} is stored as ${storedAs(info.dtype)}; expected float32, float16 or bfloat16`,
      say`Take a version of the model in one of these.`,
    );
}

/** Wrappers around a model that stay in the names of what was saved through them: torch.compile, parallel training. */
const wrappers = /(?<=^|\.)(_orig_mod|module)\./g;

/**
 * The architecture's names by those of the file: wrappers gone, and as it was saved alone, as the text part of a model
 * for more than text, or as the bare decoder without its head. Whichever way finds most of its tensors is taken.
 */
function namesFor({ path, weights }: ModelFolder, { tensors }: Asked): ReadonlyMap<string, string> {
  const [base = ''] = [...tensors.keys()].map((name) => name.slice(0, name.indexOf('.') + 1));
  const bare = (name: string) => (tensors.has(name) || name === untiedHead ? name : base + name);
  const text = (name: string) => name.replace(/^(model\.)?language_model\./, '$1');
  const ways = [(name: string) => name, text, bare, (name: string) => bare(text(name))];
  const found = ways.map((way) => {
    const names = [...weights.keys()].map((name) => [name, way(name.replaceAll(wrappers, ''))] as const);
    return { names, count: names.filter(([, name]) => tensors.has(name)).length };
  });
  const most = Math.max(...found.map(({ count }) => count));
  const { names = [] } = found.find(({ count }) => count === most) ?? {};
  const seen = new Map<string, string>();
  for (const [name, asked] of names) {
    const other = seen.get(asked);
    if (other !== undefined)
      throw new AppError(
        'bad-model',
        say`${path} holds both ${other} and ${name}, which are the same tensor of the model`,
        say`Two models may have been saved into one folder: take one that was saved alone.`,
      );
    seen.set(asked, name);
  }
  return new Map(names);
}

function renamed(folder: ModelFolder, names: ReadonlyMap<string, string>): ModelFolder {
  return rebuilt(folder, (info) => ({ ...info, name: names.get(info.name) ?? info.name }));
}

function without(folder: ModelFolder, ...spare: readonly string[]): ModelFolder {
  return rebuilt(folder, (info) => (spare.includes(info.name) ? undefined : info));
}

function rebuilt(folder: ModelFolder, change: (info: TensorInfo) => TensorInfo | undefined): ModelFolder {
  const shards = folder.shards.map(({ name, tensors }) => {
    const kept = [...tensors.values()].map(change).filter((info) => info !== undefined);
    return { name, tensors: new Map(kept.map((info) => [info.name, info])) as TensorIndex };
  });
  return { ...folder, shards, weights: new Map(shards.flatMap(({ tensors }) => [...tensors])) };
}
