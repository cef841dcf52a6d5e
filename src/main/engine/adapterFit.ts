/** Says whether an adapter belongs to a model, before anything is computed with the two. */

import { AppError } from '../../shared/errors.ts';
import type { BaseModel } from './baseModel.ts';
import type { Adapter } from './formats/peft.ts';
import { linearModules } from './nn/decoder.ts';

/**
 * Checks that each adapted module is a linear layer of the model's decoder, of the sizes that A and B have.
 * @throws AppError `unsupported` for other modules (head, embeddings); `bad-adapter` where layers or sizes differ
 */
export function requireFit(
  { folder, config, tensors }: BaseModel,
  { path, config: settings, modules }: Adapter,
): void {
  const known: readonly string[] = Object.values(linearModules);
  const trainedOn = settings.baseModel === undefined ? 'another model' : settings.baseModel;
  for (const [module, { a, b }] of modules) {
    const [, layer, name = module] = /^model\.layers\.(\d+)\.(.+)$/.exec(module) ?? [];
    if (layer === undefined || !known.includes(name))
      throw new AppError(
        'unsupported',
        `${path} adapts ${module}; supported: ${known.join(', ')} of each layer`,
        'Use an adapter of linear layers.',
      );
    const disagree = (found: string) =>
      new AppError(
        'bad-adapter',
        `${path} does not fit ${folder.path}: ${found}`,
        `It was trained on ${trainedOn}.`,
      );
    const weight = tensors.get(`${module}.weight`);
    if (!weight) throw disagree(`it adapts ${module}, but the model has ${config.layers} layers`);
    const found = `${b.shape[0]}, ${a.shape[1]}`;
    if (found !== weight.shape.join(', '))
      throw disagree(`it is for a ${module} of [${found}], the model's is [${weight.shape.join(', ')}]`);
  }
}
