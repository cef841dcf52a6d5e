/**
 * Builds the graph that transformers.js and onnxruntime-genai run: batches of tokens in, logits and a longer cache out.
 * Legend: b batch, s new tokens of each row, p tokens of the cache, c = p + s, t = b·s, k key-value heads, d headDim.
 */

import { AppError, internalError } from '../../../../shared/errors.ts';
import { say } from '../../../../shared/sentence.ts';
import type { BaseModel } from '../../baseModel.ts';
import { bytesOf } from '../../formats/float.ts';
import { decoder, headName, logits } from '../../models/decoder.ts';
import { asMask, attendToHeads, sees } from '../../nn/attention.ts';
import type { Context } from '../../nn/context.ts';
import { linear } from '../../nn/linear.ts';
import type { Places } from '../../nn/rope.ts';
import { type Weights, weightsFrom } from '../../nn/weights.ts';
import type { ExternalTensor } from '../../onnx/decode.ts';
import { Graph } from '../../onnx/graph.ts';
import { product, sum } from '../../onnx/shapes.ts';
import type { Dim, Value } from '../../onnx/types.ts';
import { blockSize, type CodeBits } from './blockCodes.ts';
import type { StoredWeight } from './storedWeights.ts';

/** transformers.js knows the first by this name, and starts a cache with none of the others. */
const [batch, fresh, past] = ['batch_size', 'sequence_length', 'past_sequence_length'] as const;
const whole = sum([past, fresh]);
const tokens = product([batch, fresh]);

/**
 * Inputs, all int64: `input_ids`, `position_ids` [b, s], `attention_mask` [b, c], 0 for padding, and
 * `num_logits_to_keep`, of how many tokens at the end logits are wanted, 0 for all; float32
 * `past_key_values.N.{key,value}` [b, k, p, d], or `past_conv.N` [b, rows, width] of a layer that looks at a few tokens.
 * Outputs, float32: `logits` [b, s or fewer, vocabulary], `present.N.{key,value}` [b, k, c, d], `present_conv.N`.
 * @throws AppError `unsupported` for layers that keep another kind of state
 */
export function inferenceGraph(model: BaseModel, stored: ReadonlyMap<string, StoredWeight>): Graph {
  const g = new Graph();
  const ids = g.input('input_ids', 'int64', [batch, fresh]);
  const mask = g.input('attention_mask', 'int64', [batch, whole]);
  const positions = g.input('position_ids', 'int64', [batch, fresh]);
  const kept = g.input('num_logits_to_keep', 'int64', []);
  const weights = new ExportedWeights(g, model, stored);
  const flat = (x: Value) => g.reshape(x, [tokens]);
  let lengths: Value | undefined;
  const places: Places = {
    positions: flat(g.cast(positions, 'float32')),
    textLengths() {
      const counts = () => g.reduceSum(g.cast(mask, 'float32'), [1]); // [b, 1]
      lengths ??= flat(g.expandLike(counts(), ids));
      return lengths;
    },
  };
  const context = batchedContext(g, ids, mask);
  const hidden = decoder(g, model, weights.named, flat(g.cast(ids, 'int32')), places, context);
  const rows = g.reshape(hidden, [batch, fresh, model.config.hidden]);
  g.output(weights.logits(g.last(rows, 1, g.reshape(kept, [1]), 'kept')), 'logits');
  return g;
}

/** Attention to the cache's tokens and the new ones, none of them padding; declares a layer's cache. */
function batchedContext(g: Graph, ids: Value, mask: Value): (index: number) => Context {
  const ones = (like: Value) => g.expandLike(g.scalar(1), like);
  const [all, own] = [ones(mask), ones(ids)];
  const keys = g.reshape(g.cumSum(all, 1), [batch, 1, 1, whole]);
  const before = g.sub(g.reduceSum(all, [1]), g.reduceSum(own, [1])); // [b, 1]: p
  const queries = g.reshape(g.add(g.cumSum(own, 1), before), [batch, 1, fresh, 1]);
  const real = g.reshape(g.less(g.scalar(0.5), g.cast(mask, 'float32')), [batch, 1, 1, whole]);
  let unpadded: Value | undefined;
  /** 1 for new tokens that are no padding, else 0, [b, s, 1]. */
  const notPadding = (): Value => {
    const own = () => g.last(g.cast(mask, 'float32'), 1, g.slice(g.node('Shape', [ids], {}), 0, 1, 2), fresh);
    unpadded ??= g.reshape(own(), [batch, fresh, 1]);
    return unpadded;
  };
  const masks = new Map<number | undefined, Value>();
  const maskFor = (window: number | undefined): Value => {
    const made = masks.get(window) ?? asMask(g, g.and(sees(g, queries, keys, window), real)); // [b, 1, s, c]
    masks.set(window, made);
    return made;
  };
  return (index) => ({
    attend(q, k, v, looking) {
      const { kvHeads, headDim, window } = looking;
      const extended = (x: Value, kind: string): Value => {
        const split = g.reshape(x, [batch, fresh, kvHeads, headDim]);
        const input = g.input(`past_key_values.${index}.${kind}`, 'float32', [
          ...[batch, kvHeads, past, headDim],
        ]);
        const present = g.concat([input, g.transpose(split, [0, 2, 1, 3])], 2);
        g.output(present, `present.${index}.${kind}`);
        return present;
      };
      const rows = g.reshape(q, [batch, fresh, q.shape[1] as Dim]);
      return attendToHeads(g, rows, extended(k, 'key'), extended(v, 'value'), maskFor(window), looking);
    },
    earlier(x, count) {
      const width = x.shape[1] as number;
      const rows = g.mul(g.reshape(x, [batch, fresh, width]), notPadding());
      const input = g.input(`past_conv.${index}`, 'float32', [batch, count, width]);
      const extended = g.concat([input, rows], 1); // [b, count + s, width]
      const kept = g.weight(`kept.${index}`, 'int64', [1], bytesOf(BigInt64Array.of(BigInt(count))));
      g.output(g.last(extended, 1, kept, count), `present_conv.${index}`);
      return Array.from({ length: count }, (_, i) =>
        g.reshape(g.slice(extended, 1, count - 1 - i, -1 - i), [tokens, width]),
      );
    },
    recall: () => {
      throw new AppError(
        'unsupported',
        say`an ONNX graph would need a loop for layers that keep a state in place of keys and values, as this model has`,
        say`Export with --target merged.`,
      );
    },
  });
}

/** With x as it is, one row through a head of 8 bits takes 20 times as long on a processor, and 4 bits take 4 times. */
const accuracyLevel = 4;

/** Whether keys and values are all that goes from token to token, which is all that onnxruntime-genai carries. */
export function keepsKeysOnly({ inputs }: Graph): boolean {
  return inputs.every(({ name }) => !name.startsWith('past_conv'));
}

/** The stored weights in the graph: read as they are, cast, or multiplied as codes. */
class ExportedWeights {
  readonly named: Weights;
  readonly #g: Graph;
  readonly #model: BaseModel;
  readonly #stored: ReadonlyMap<string, StoredWeight>;
  readonly #declared = new Map<string, Value>();

  constructor(g: Graph, model: BaseModel, stored: ReadonlyMap<string, StoredWeight>) {
    this.#g = g;
    this.#model = model;
    this.#stored = stored;
    const isCoded = (name: string) => typeof this.#weight(name).storage === 'number';
    this.named = weightsFrom({
      // Asked for before its layer is: codes are no tensor of that shape.
      tensor: (name) => (isCoded(name) ? this.#part(name, 0) : this.#float(name)),
      embedding: (name, [, width], ids) => this.#rows(name, width, ids),
      linear: ({ path, transposed = false }, weight, bias) => {
        const name = `${path}.weight`;
        if (isCoded(name))
          return (x) => (bias ? g.add(this.#product(name, x), bias) : this.#product(name, x));
        if (!transposed) return (x) => linear(g, x, weight, bias);
        return (x) => g.gemm(x, weight, bias && { c: bias });
      },
    });
  }

  /** hidden [b, s, hidden] -> [b, s, vocabulary]. */
  logits(hidden: Value): Value {
    const [g, model] = [this.#g, this.#model];
    const { family, config } = model;
    const name = headName(model);
    const [b, s] = hidden.shape as [Dim, Dim];
    if (typeof this.#weight(name).storage === 'number') {
      const products = this.#product(name, hidden);
      return family.bound?.(g, config, products) ?? products;
    }
    const rows = logits(g, model, this.named, g.reshape(hidden, [product([b, s]), config.hidden]));
    return g.reshape(rows, [b, s, config.vocabulary]);
  }

  #weight(name: string): StoredWeight {
    const weight = this.#stored.get(name);
    if (!weight) throw internalError(`no weight ${name} in the plan`);
    return weight;
  }

  #part(name: string, index: number): Value {
    const part = this.#weight(name).parts[index] as ExternalTensor;
    const declared = this.#declared.get(part.name) ?? this.#g.weight(part.name, part.type, part.shape, part);
    this.#declared.set(part.name, declared);
    return declared;
  }

  #float(name: string): Value {
    const [g, key] = [this.#g, `${name} in float32`];
    const declared = this.#declared.get(key) ?? g.cast(this.#part(name, 0), 'float32');
    this.#declared.set(key, declared);
    return declared;
  }

  /** Only the rows that are asked for are made float32. */
  #rows(name: string, width: number, ids: Value): Value {
    const g = this.#g;
    const { storage, parts } = this.#weight(name);
    const picked = g.cast(g.gather(this.#part(name, 0), ids), 'float32');
    if (typeof storage !== 'number') return picked;
    if (storage !== 8) throw internalError(`${name}: rows of codes of ${storage} bits cannot be looked up`);
    const [rows, blocks] = (parts[0] as ExternalTensor).shape as [number, number, number];
    const scales = g.gather(g.reshape(this.#part(name, 1), [rows, blocks, 1]), ids);
    const values = g.mul(g.sub(picked, g.scalar(2 ** (storage - 1))), scales); // [t, blocks, blockSize]
    const [t] = ids.shape as [Dim];
    const filled = g.reshape(values, [t, blocks * blockSize]);
    return blocks * blockSize === width ? filled : g.slice(filled, 1, 0, width);
  }

  #product(name: string, x: Value): Value {
    const { storage, parts } = this.#weight(name);
    const [N, K] = [parts[0]?.shape[0] as number, x.shape.at(-1) as number];
    const form = { N, K, bits: storage as CodeBits, blockSize, accuracyLevel } as const;
    return this.#g.node('MatMulNBits', [x, this.#part(name, 0), this.#part(name, 1)], form);
  }
}
