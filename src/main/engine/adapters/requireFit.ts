/** Says whether an adapter belongs to a model, before anything is computed with the two. */

import { AppError } from '../../../shared/errors.ts';
import { type Sentence, say } from '../../../shared/sentence.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import { embeddingName, headName } from '../models/decoder.ts';
import { modelWith, untied, wholeTensors } from './wholeTensors.ts';

/**
 * Checks that each adapted module is a linear layer of the model's decoder, of the sizes that A and B have, and each
 * tensor that it brings whole one of the model's.
 * @throws AppError `unsupported` for other modules (head, embeddings); `bad-adapter` where layers or sizes differ
 */
export function requireFit(model: BaseModel, adapter: Adapter): void {
  const { folder, config, linear } = model;
  const { path, config: settings, modules, whole } = adapter;
  const known = new Set([...linear.keys()].map(inAnyLayer));
  const trainedOn = settings.baseModel === undefined ? 'another model' : settings.baseModel;
  const disagree = (found: Sentence) =>
    new AppError(
      'bad-adapter',
      say`${path} does not fit ${folder.path}: ${found}`,
      say`It was trained on ${trainedOn}.`,
    );
  for (const [module, { parts }] of modules) {
    const layer = linear.get(module);
    if (!layer && !known.has(inAnyLayer(module)))
      throw new AppError(
        'unsupported',
        say`${path} adapts ${module}; supported: ${[...known].map(inLayer).join(', ')} of each layer`,
        say`Use an adapter of linear layers.`,
      );
    if (!layer) throw disagree(say`it adapts ${module}, but the model has ${config.layers} layers`);
    const found = `${parts.lora_B.shape[0]}, ${parts.lora_A.shape[1]}`;
    const expected = `${layer.out}, ${layer.input}`;
    if (found !== expected)
      throw disagree(say`it is for a ${module} of [${found}], the model's is [${expected}]`);
  }
  const { tensors } = modelWith(model, whole.keys());
  for (const [name, { shape }] of whole) {
    const expected = tensors.get(name)?.shape.join(', ');
    if (expected === undefined)
      throw new AppError(
        'unsupported',
        say`${path} has a tensor ${name} of its own, for which ${folder.path} has no place`,
        say`Use an adapter of linear layers, embeddings, head or norms.`,
      );
    if (shape.join(', ') !== expected)
      throw disagree(say`it has ${name} of [${shape.join(', ')}], the model's is [${expected}]`);
  }
  const ends = [embeddingName(model), headName(model)];
  for (const [name, { indices, info }] of adapter.tokens) {
    const [rows, width] = [config.vocabulary, config.hidden];
    if (!ends.includes(name))
      throw new AppError(
        'unsupported',
        say`${path} has tokens of its own in ${name}; supported: ${[...new Set(ends)].join(', ')}`,
        say`Use an adapter of tokens of the embeddings.`,
      );
    const beyond = indices.find((index) => index >= rows);
    if (beyond !== undefined || info.shape[1] !== width)
      throw disagree(
        say`it has the token ${beyond ?? indices[0]} in ${name} as ${info.shape[1]} numbers, the model's is [${rows}, ${width}]`,
      );
    if (whole.has(name)) throw disagree(say`it has ${name} both whole and token by token`);
  }
  const wanted = wholeTensors(untied(model), { ...settings, bias: 'none' }, []);
  const lost = wanted.find((name) => !whole.has(name));
  if (lost !== undefined)
    throw new AppError(
      'bad-adapter',
      say`${path}: its config says that it has ${lost} whole, but the weights do not hold it`,
      say`The adapter is damaged: copy or export it again.`,
    );
}

/** "mlp.up_proj" of "model.layers.*.mlp.up_proj". */
function inLayer(module: string): string {
  return module.slice(module.indexOf('*.') + 2);
}

/** "model.layers.*.mlp.up_proj": a module's name whatever layer it is in. */
function inAnyLayer(module: string): string {
  return module.replace(/\.\d+\./, '.*.');
}
