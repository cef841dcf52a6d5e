/** What a model family is: how its config.json reads, and its layers as functions over the weights they ask for. */

import type { Context } from '../nn/context.ts';
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
export interface LayerContext extends Context {
  readonly index: number;
  /** The tokens' angles, made once for every setting. */
  rope(settings: Rope, headDim: number): RopeTables;
  /** Each token's place in its text, [tokens], float32. */
  readonly positions: Value;
}

/** Methods, so that a list can hold families of different configurations: each is given what its own `read` made. */
export interface ModelFamily<C extends Sizes = Sizes> {
  /** config.json's model_type. */
  readonly modelType: string;
  /** config.json's architectures entry, and the class transformers loads it with. */
  readonly architecture: string;
  /** What config.json may leave out: the defaults of transformers' config class; null: none, or from other keys. */
  readonly defaults: ConfigDefaults;
  /** Names of tensors of other parts, which checkpoints carry and nothing here reads. */
  readonly aside?: RegExp;
  /** How GGUF files spell it; undefined: not read from GGUF. */
  readonly gguf?: GgufSpelling;
  /** Its metadata in GGUF; undefined: not written to GGUF. @throws AppError `unsupported` for what ggml cannot compute */
  ggufKeys?(c: C): GgufKeys;
  /** What a module's weights are multiplied by in GGUF, so that what no key says is in them; absent: all by 1. */
  ggufTimes?(c: C, module: string): number;
  /** Where a module's heads lie in another order in GGUF. */
  ggufHeads?(c: C, module: string): TiledHeads | undefined;
  read(config: ConfigReader): C;
  /** ids [tokens], int32, positions [tokens], float32 -> [tokens, hidden]. */
  embed(g: Graph, w: Weights, c: C, ids: Value, positions: Value): Value;
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
  /** Below the architecture's name: whole numbers, or one for each layer; real ones; words; and whether something is so. */
  readonly counts: Readonly<Record<string, number | readonly number[]>>;
  readonly numbers: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, boolean>>;
  /** llama.cpp wants a head of its own, also where it is the embedding. */
  readonly ownHead?: true;
  /** Vectors that are no weights of the model's: what RoPE's frequencies are divided by. */
  readonly tensors?: Readonly<Record<string, Float32Array>>;
}

/**
 * Heads that Hugging Face has group by group and ggml by their places in a group: all groups' first, all second, ...
 */
export interface TiledHeads {
  /** Whether they are rows of the weight, or columns. */
  readonly along: 'rows' | 'columns';
  /** Rows or columns before the first head. */
  readonly first: number;
  /** Rows or columns of a head. */
  readonly size: number;
  readonly groups: number;
}

/** A family's tensors in GGUF. */
export interface GgufSpelling {
  /** ggml's name by Hugging Face's, both without layer and `.weight` or `.bias`; or both whole, without layer. */
  readonly names: Readonly<Record<string, string>>;
  /** Linear layers whose rows alternate between the two halves that RoPE rotates. */
  readonly interleaved: readonly string[];
  /** The weights of its norms are stored plus one, but for these. */
  readonly normsAddOne?: boolean;
  readonly plainNorms?: readonly string[];
  /** Tensors stored as minus their exponential. */
  readonly negatedExponentials?: readonly string[];
  /** Linear layers whose rows hold each head's queries, keys and values together; ggml parts them. */
  readonly byHead?: readonly string[];
}
