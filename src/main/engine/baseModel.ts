/** A base model on disk, its configuration understood and its weights checked against it. */

import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { isFloatType } from './formats/float.ts';
import { type ModelFolder, openModelFolder } from './formats/modelFolder.ts';
import { elementCount, type TensorInfo } from './formats/tensor.ts';
import type { ModelFamily } from './models/family.ts';
import { readModelConfig } from './models/registry.ts';
import { type DecoderConfig, tensorShapes } from './nn/decoder.ts';

export interface BaseModel {
  readonly folder: ModelFolder;
  readonly family: ModelFamily;
  readonly config: DecoderConfig;
  /** The tensors of the architecture, by Hugging Face's names. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The one folder all weight files lie in, links resolved: onnxruntime maps them from there. */
  readonly weightsFolder: string;
  /** Number of parameters, a tied head counted once. */
  readonly parameters: number;
}

/** Tensors that old checkpoints carry and that follow from the configuration. */
const derived = /(\.rotary_emb\.inv_freq|\.masked_bias|\.attn\.bias)$/;

/**
 * Opens the model in `path`; no weight is read.
 * @throws AppError `unsupported` for what config.json asks for and we lack; `bad-model` where config and weights
 *   disagree, naming the tensor.
 */
export function openBaseModel(path: string): BaseModel {
  const folder = openModelFolder(path);
  const file = join(folder.path, 'config.json');
  const { family, decoder: config } = readModelConfig(folder.config, file);
  const shapes = tensorShapes(config);
  const tensors = new Map([...shapes].map(([name, shape]) => [name, checkedTensor(folder, name, shape)]));
  for (const name of folder.weights.keys()) {
    const redundant = name === 'lm_head.weight' && config.tiedEmbeddings;
    if (!tensors.has(name) && !redundant && !derived.test(name))
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
  return { folder, family, config, tensors, weightsFolder, parameters };
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
