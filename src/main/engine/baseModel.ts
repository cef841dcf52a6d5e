/** A base model on disk, its configuration understood and its weights checked against it. */

import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { say } from '../../shared/sentence.ts';
import { type ModelFolder, openModelFolder } from './formats/modelFolder.ts';
import { elementCount, type TensorInfo } from './formats/tensor.ts';
import { matchTensors } from './matchTensors.ts';
import type { Architecture } from './models/decoder.ts';
import type { QuantisedWeight } from './nn/linear.ts';
import type { LinearLayer } from './nn/weights.ts';

/** Where a weight in few bits lies: its parts as in {@link QuantisedWeight}. */
export interface QuantisedTensor extends Pick<QuantisedWeight, 'bits' | 'blockSize'> {
  readonly values: TensorInfo;
  readonly scales: TensorInfo;
}

export interface BaseModel extends Architecture {
  /** With the architecture's tensors under its names, and a config that says what the weights are. */
  readonly folder: ModelFolder;
  /** The tensors of the architecture, by Hugging Face's names. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Its linear layers by path, in the model's order: what can be adapted. */
  readonly linear: ReadonlyMap<string, LinearLayer>;
  /** The one folder all weight files lie in, links resolved: onnxruntime maps them from there. */
  readonly weightsFolder: string;
  /** Weights that are there in few bits too, by name: products take these. */
  readonly quantised?: ReadonlyMap<string, QuantisedTensor>;
  /** Number of parameters, a tied head counted once. */
  readonly parameters: number;
}

/**
 * Opens the model in `path`; weights are read only to prove that those nobody asks for are told twice, or follow from the config.
 * @throws AppError `unsupported` for what config.json asks for and we lack; `bad-model` where config and weights
 *   disagree, naming the tensor.
 */
export function openBaseModel(path: string): BaseModel {
  const opened = openModelFolder(path);
  const { architecture, asked, folder } = matchTensors(opened, join(opened.path, 'config.json'));
  const { linear, tensors: shapes } = asked;
  const tensors = new Map([...shapes.keys()].map((name) => [name, folder.weights.get(name) as TensorInfo]));
  const folders = new Set([...tensors.values()].map((info) => dirname(realpathSync(info.file))));
  const [weightsFolder, second] = folders;
  if (weightsFolder === undefined || second !== undefined)
    throw new AppError(
      'bad-model',
      say`the weight files of ${folder.path} lie in several folders`,
      say`Copy them into one.`,
    );
  const parameters = [...shapes.values()].reduce((total, shape) => total + elementCount(shape), 0);
  return { ...architecture, folder, tensors, linear, weightsFolder, parameters };
}
