/** Where a number became infinite, not a number, or absurd: the error that says so, and whose fault it is. */

import { AppError } from '../../../shared/errors.ts';
import type { BaseModel } from '../baseModel.ts';
import { findNonFinite } from '../formats/readTensor.ts';

/** Damaged weights can also show late, when a token comes up whose embedding is damaged. */
export function notFinite({ tensors, folder }: BaseModel, step: number, what: string): AppError {
  const tensor = findNonFinite(tensors);
  if (tensor) return damagedWeights(tensor, folder.path);
  const hint = 'Use a lower learning rate, such as half of it.';
  return new AppError('not-finite', `step ${step}: ${what}`, hint);
}

/** `tensor` is to blame; undefined: none is. */
export function damagedWeights(tensor: string | undefined, folder: string): AppError {
  return new AppError(
    'bad-model',
    tensor
      ? `${folder}: the tensor ${tensor} holds numbers that are not finite (NaN or infinite)`
      : `${folder}: the loss of the untouched model is not a number, though its weights are`,
    'The weights are damaged: download the model again.',
  );
}
