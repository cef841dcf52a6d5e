/** What a way to train a model is, adapters beside its weights or the weights themselves: all that a run asks of it. */

import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import type { LinearLayer, Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { Random } from '../runtime/random.ts';
import type { Feeds } from '../runtime/session.ts';
import type { AdapterInputs } from './kind.ts';
import type { Bucket } from './parameters.ts';

/** Numbers of trained tensors by name. */
export type Trained<T> = ReadonlyMap<string, T>;

/** Gives each parameter's first values by name; to be asked in the buckets' order. */
export type FirstValues = (name: string, shape: readonly number[]) => Float32Array;

/** Dropout of an adapted layer's input, made when the layer is asked for. */
export type DropInput = (features: number) => (x: Value) => Value;

/** How trained values stand in a graph. */
export type BindTrained = (g: Graph, model: BaseModel, values: Trained<Value>, drop?: DropInput) => Weights;

/** What of a method decides a training graph. */
export interface InGraph {
  /** Differs wherever graphs over the same model do. */
  readonly graphKey: string;
  readonly bind: BindTrained;
  /** Probability of dropping an input of an adapter; 0 for none. */
  readonly dropout: number;
  /** Whether it does the same in every layer, so that a few of them say what all take. */
  readonly alike: boolean;
  /** The layers that get an adapter; none where the weights themselves are trained. */
  adapted(model: BaseModel): readonly LinearLayer[];
  buckets(model: BaseModel): readonly Bucket[];
}

export interface Method extends InGraph {
  /** What is trained, and what to do where it is too much. */
  readonly words: { readonly what: string; readonly summary: string; readonly lighter: string };
  /** @throws AppError `bad-adapter` where `init`, an adapter to begin with, is another kind of thing */
  start(model: BaseModel, random: Random, init?: Adapter): Promise<FirstValues>;
  /** The model's tensors that generation is to take from its inputs instead of from the model's files. */
  replaced(model: BaseModel): readonly Bucket[];
  /** The trained values as generation takes them. */
  variant(
    model: BaseModel,
    values: Trained<Float32Array>,
  ): {
    readonly adapter?: AdapterInputs;
    readonly weights?: Feeds;
  };
  /** Writes the files of what was trained into `folder`. @param baseModel as the adapter is to name it */
  save(folder: string, model: BaseModel, values: Trained<Float32Array>, baseModel: string): void;
  /** How the result is used, one sentence of a model card, and its front matter. */
  readonly card: { readonly use: string; readonly frontMatter: readonly string[] };
}
