/** The linear recurrence s' = M·s + N as ONNX's Scan: its row in the operator table. */

import type { OpDefinition } from './attributes.ts';
import { ShapeError, sameShape } from './shapes.ts';
import { type Dim, describe, type TensorType } from './types.ts';

/** From the first step to the last, or the other way round. */
export type ScanAttributes = { readonly reverse: boolean };

/**
 * s₀ [..., d, e], M [n, ..., d, d], N [n, ..., d, e] -> the last s, and every s before its step [n, ..., d, e]. No other
 * body of a Scan is written.
 */
export const scan: OpDefinition<'Scan'> = {
  inputs: [3, 3],
  attributes: { reverse: 'hint' },
  infer: (inputs) => {
    const [start, factors, terms] = inputs as readonly [TensorType, TensorType, TensorType];
    const [rows, steps] = [start.shape.at(-2), factors.shape[0]] as [Dim, Dim];
    const fits =
      start.shape.length >= 2 &&
      inputs.every(({ type }) => type === start.type) &&
      sameShape(factors.shape, [steps, ...start.shape.slice(0, -1), rows]) &&
      sameShape(terms.shape, [steps, ...start.shape]);
    if (!fits)
      throw new ShapeError(
        `Scan(${inputs.map(describe).join(', ')}): expected [..., d, e], [n, ..., d, d] and [n, ..., d, e]`,
      );
    return [start, terms];
  },
};
