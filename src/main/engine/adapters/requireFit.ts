/** Says whether an adapter belongs to a model, before anything is computed with the two. */

import { AppError } from '../../../shared/errors.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';

/**
 * Checks that each adapted module is a linear layer of the model's decoder, of the sizes that A and B have.
 * @throws AppError `unsupported` for other modules (head, embeddings); `bad-adapter` where layers or sizes differ
 */
export function requireFit(
  { folder, config, linear }: BaseModel,
  { path, config: settings, modules }: Adapter,
): void {
  const known = new Set([...linear.keys()].map(inAnyLayer));
  const trainedOn = settings.baseModel === undefined ? 'another model' : settings.baseModel;
  for (const [module, { parts }] of modules) {
    const layer = linear.get(module);
    if (!layer && !known.has(inAnyLayer(module)))
      throw new AppError(
        'unsupported',
        `${path} adapts ${module}; supported: ${[...known].join(', ')}`,
        'Use an adapter of linear layers.',
      );
    const disagree = (found: string) =>
      new AppError(
        'bad-adapter',
        `${path} does not fit ${folder.path}: ${found}`,
        `It was trained on ${trainedOn}.`,
      );
    if (!layer) throw disagree(`it adapts ${module}, but the model has ${config.layers} layers`);
    const found = `${parts.lora_B.shape[0]}, ${parts.lora_A.shape[1]}`;
    const expected = `${layer.out}, ${layer.input}`;
    if (found !== expected)
      throw disagree(`it is for a ${module} of [${found}], the model's is [${expected}]`);
  }
}

/** "model.layers.*.mlp.up_proj": a module's name whatever layer it is in. */
function inAnyLayer(module: string): string {
  return module.replace(/\.\d+\./, '.*.');
}
