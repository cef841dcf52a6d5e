/** A base model on disk, its configuration understood and its weights checked against it. */

import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { isFloatType } from './formats/float.ts';
import { type ModelFolder, openModelFolder } from './formats/modelFolder.ts';
import { elementCount, type TensorInfo } from './formats/tensor.ts';
import { type Architecture, weightsOf } from './models/decoder.ts';
import { readModelConfig } from './models/registry.ts';
import type { LinearLayer } from './nn/weights.ts';

export interface BaseModel extends Architecture {
  readonly folder: ModelFolder;
  /** The tensors of the architecture, by Hugging Face's names. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Its linear layers by path, in the model's order: what can be adapted. */
  readonly linear: ReadonlyMap<string, LinearLayer>;
  /** The one folder all weight files lie in, links resolved: onnxruntime maps them from there. */
  readonly weightsFolder: string;
  /** Number of parameters, a tied head counted once. */
  readonly parameters: number;
}

/** Tensors that some checkpoints carry although they follow from the configuration, or from the embeddings. */
const derived = /(\.rotary_emb\.inv_freq|\.masked_bias|\.attn\.bias|^lm_head\.weight)$/;

/**
 * Opens the model in `path`; no weight is read.
 * @throws AppError `unsupported` for what config.json asks for and we lack; `bad-model` where config and weights
 *   disagree, naming the tensor.
 */
export function openBaseModel(path: string): BaseModel {
  const folder = openModelFolder(path);
  const file = join(folder.path, 'config.json');
  const architecture = readModelConfig(folder.config, file);
  const { tensors: shapes, linear } = weightsOf(architecture);
  const tensors = new Map([...shapes].map(([name, shape]) => [name, checkedTensor(folder, name, shape)]));
  for (const name of folder.weights.keys()) {
    if (!tensors.has(name) && !derived.test(name))
      throw new AppError(
        'bad-model',
        `${folder.path} holds the tensor ${name}, which its config.json has no place for`,
        'config.json and the weights belong to different models, or the architecture differs from what it says.',
      );
  }
  const folders = new Set([...tensors.values()].map((info) => dirname(realpathSync(info.file))));
  const [weightsFolder, second] = folders;
  if (weightsFolder === undefined || second !== undefined)
    throw new AppError(
      'bad-model',
      `the weight files of ${folder.path} lie in several folders`,
      'Copy them into one.',
    );
  const parameters = [...shapes.values()].reduce((total, shape) => total + elementCount(shape), 0);
  return { ...architecture, folder, tensors, linear, weightsFolder, parameters };
}

function checkedTensor(folder: ModelFolder, name: string, shape: readonly number[]): TensorInfo {
  const info = folder.weights.get(name);
  const disagree = (found: string) =>
    new AppError(
      'bad-model',
      `${folder.path}: config.json calls for the tensor ${name} [${shape.join(', ')}], but ${found}`,
      'config.json and the weights belong to different models, or the download is incomplete.',
    );
  if (!info) throw disagree('the weights do not hold it');
  if (info.shape.length !== shape.length || info.shape.some((size, i) => size !== shape[i]))
    throw disagree(`it is [${info.shape.join(', ')}]`);
  if (!isFloatType(info.dtype) || info.dtype === 'F64') throw disagree(`it is stored as ${info.dtype}`);
  return info;
}
