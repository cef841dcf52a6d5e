/** What a model family is: how its config.json reads, and its layers as functions over the weights they ask for. */

import type { Attend } from '../nn/attention.ts';
import type { Rope, RopeTables } from '../nn/rope.ts';
import type { Weights } from '../nn/weights.ts';
import type { Graph } from '../onnx/graph.ts';
import type { Value } from '../onnx/types.ts';
import type { ConfigDefaults, ConfigReader } from './configReader.ts';

/** Sizes that every decoder has, in the engine's own terms whatever the family calls them. */
export interface Sizes {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Tokens the model was made for. */
  readonly maxPositions: number;
}

/** Where a layer stands. */
export interface LayerContext {
  readonly index: number;
  /** The tokens' angles, made once for every setting. */
  rope(settings: Rope, headDim: number): RopeTables;
  /** Each token's place in its text, [tokens], float32. */
  readonly positions: Value;
  readonly attend: Attend;
}

/** Methods, so that a list can hold families of different configurations: each is given what its own `read` made. */
export interface ModelFamily<C extends Sizes = Sizes> {
  /** config.json's model_type. */
  readonly modelType: string;
  /** config.json's architectures entry, and the class transformers loads it with. */
  readonly architecture: string;
  /** What config.json may leave out: the defaults of transformers' config class; null: none, or from other keys. */
  readonly defaults: ConfigDefaults;
  /** How GGUF files spell it; undefined: not read from GGUF. */
  readonly gguf?: GgufSpelling<C>;
  /** Its metadata in GGUF; undefined: not written to GGUF. @throws AppError `unsupported` for what ggml cannot compute */
  ggufKeys?(c: C): GgufKeys;
  read(config: ConfigReader): C;
  /** ids [tokens], int32 -> [tokens, hidden]. */
  embed(g: Graph, w: Weights, c: C, ids: Value): Value;
  /** x [tokens, hidden] -> [tokens, hidden]. */
  layer(g: Graph, w: Weights, c: C, x: Value, at: LayerContext): Value;
  /** The norm after the last layer. */
  norm(g: Graph, w: Weights, c: C, x: Value): Value;
  /** The output embedding, [vocabulary, hidden]. */
  head(w: Weights, c: C): Value;
  /** What becomes of hidden·headᵀ, elementwise, whatever its shape; undefined: these are the logits. */
  bound?(g: Graph, c: C, logits: Value): Value;
}

/** What llama.cpp has to know of a model, under ggml's names and by ggml's types. */
export interface GgufKeys {
  readonly architecture: string;
  /** Below the architecture's name: whole numbers, real ones, and words. */
  readonly counts: Readonly<Record<string, number>>;
  readonly numbers: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
  /** llama.cpp wants a head of its own, also where it is the embedding. */
  readonly ownHead?: true;
  /** What RoPE's frequencies are divided by, headDim/2 numbers, where no key says it. */
  readonly ropeDivisors?: Float32Array;
}

/** A family's tensors in GGUF, and what its files say beyond sizes; a weight w is stored as (w + plus) · times. */
export interface GgufSpelling<C extends Sizes = Sizes> {
  /** ggml's name by Hugging Face's, both without layer and `.weight` or `.bias`. */
  readonly names: Readonly<Record<string, string>>;
  /** Linear layers whose rows alternate between the two halves that RoPE rotates. */
  readonly interleaved: readonly string[];
  /** Norms that are stored 1 higher; none where absent. */
  readonly raised?: readonly string[];
  /** What a module's weights are multiplied by, so that what no key says is in them; 1 where absent. */
  times?(c: C, module: string): number;
  /** How its files are read; absent: not by this, but for what is common to Llama's relatives. */
  readonly reading?: GgufReading;
}

/** Files of one architecture of ggml's as a family's config.json. */
export interface GgufReading {
  readonly architecture: string;
  /** Keys below the architecture's name that only this family has. */
  readonly keys: readonly string[];
  /** What config.json says beyond what all say, or otherwise. */
  config(file: GgufFacts): Readonly<Record<string, unknown>>;
}

/** What a file says, by keys below the architecture's name. */
export interface GgufFacts {
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  readonly headDim: number;
  /** @throws AppError `bad-model` where the file does not say it */
  number(key: string): number;
  optional(key: string): number | undefined;
  hasTensor(name: string): boolean;
}
