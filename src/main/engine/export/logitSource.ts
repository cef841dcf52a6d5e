/** What an export and its original have in common for the certificate: both turn token ids into logits, and answer. */

import type { BaseModel } from '../baseModel.ts';
import { type FloatType, isFloatType, torchNames } from '../formats/float.ts';
import { declaredEnds } from '../formats/modelFolder.ts';
import type { Adapter } from '../formats/peft.ts';
import { loadAdapter } from '../infer/adapter.ts';
import { Generator } from '../infer/generate.ts';

/** Logits after every token of `ids`, [tokens, vocabulary], row-major. */
export type Logits = (ids: Int32Array) => Promise<Float32Array>;

/** Element types of an export's weights: PyTorch's names, and those that GGUF files of mixed types go by. */
export type WeightType =
  | (typeof torchNames)[FloatType]
  | 'q8_0'
  | 'q6_k'
  | 'q5_k_m'
  | 'q4_k_m'
  | 'int8'
  | 'int4';

/** A model in memory. */
export interface LogitSource {
  readonly logits: Logits;
  /**
   * Tokens of the likeliest answer to `prompt`, the one that ends it included; null where none of the ids ends it that
   * its files declare, within `most` tokens.
   */
  answerLength(prompt: Int32Array, most: number): Promise<number | null>;
  /** The coarsest element type among its weights, which says how much of a difference can be rounding. */
  readonly dtype: WeightType;
  /** Frees the memory; nothing can be asked afterwards. */
  release(): Promise<void>;
}

/** A base model that can be asked with its adapter (`logits`) and without. */
export interface OriginalSource extends LogitSource {
  readonly baseLogits: Logits;
}

/**
 * Loads a model folder for the processor, alone or with an adapter beside it.
 * @throws AppError `bad-adapter` or `unsupported` where the adapter does not fit
 */
export async function openLogits(model: BaseModel, adapter?: Adapter): Promise<OriginalSource> {
  const variant = { adapter: adapter && loadAdapter(model, adapter) };
  const generator = await Generator.load(model, { device: { kind: 'cpu' } }, variant.adapter);
  const stopIds = declaredEnds(model.folder);
  return {
    logits: (ids) => generator.logits(ids, variant),
    baseLogits: (ids) => generator.logits(ids),
    async answerLength(prompt, most) {
      const options = { ...variant, stopIds, maxTokens: most, temperature: 0 };
      const { ids, ending } = await generator.generate(prompt, options);
      return ending === 'stop' ? ids.length : null;
    },
    dtype: torchNames[coarsestType(model)],
    release: () => generator.release(),
  };
}

const coarser: readonly FloatType[] = ['F64', 'F32', 'F16', 'BF16'];

function coarsestType({ tensors }: BaseModel): FloatType {
  const types = [...tensors.values()].map(({ dtype }) => dtype).filter(isFloatType);
  return types.reduce((a, b) => (coarser.indexOf(b) > coarser.indexOf(a) ? b : a), 'F32');
}
